"""Which days offices work, in loaded years and in years of which nothing is known yet."""

from datetime import date, timedelta
from itertools import count, islice

import pytest

from departments.calendar.notices import calendar_of, shipped_notices
from departments.calendar.workcalendar import DayKind, WorkCalendar, days_after

SHIPPED = calendar_of(shipped_notices(), "shipped")


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        ("2014-10-01", DayKind.HOLIDAY, "国庆节"),
        ("2014-10-08", DayKind.WORKING, ""),
        ("2014-10-11", DayKind.MAKE_UP, "国庆节"),
        ("2014-09-28", DayKind.MAKE_UP, "国庆节"),
        ("2014-10-12", DayKind.WEEKEND, ""),
        ("2015-09-03", DayKind.HOLIDAY, "抗日战争暨世界反法西斯战争胜利70周年纪念日"),
        ("2020-01-31", DayKind.HOLIDAY, "春节"),
        ("2020-02-02", DayKind.HOLIDAY, "春节"),
        ("2020-02-03", DayKind.WORKING, ""),
        ("2011-12-31", DayKind.MAKE_UP, "元旦"),
        ("2018-12-29", DayKind.MAKE_UP, "元旦"),
        ("2018-12-31", DayKind.HOLIDAY, "元旦"),
        ("2022-12-31", DayKind.HOLIDAY, "元旦"),
        ("2026-02-14", DayKind.MAKE_UP, "春节"),
    ],
)
def test_it_knows_holidays_make_up_days_and_days_of_the_next_notice(day, kind, name):
    day = date.fromisoformat(day)
    assert SHIPPED.kind_of(day) == kind
    assert SHIPPED.name_of(day) == name
    assert SHIPPED.is_working(day) == (kind in {DayKind.WORKING, DayKind.MAKE_UP})


@pytest.mark.parametrize(
    ("year", "working_days"),
    # weekdays of the year less its statutory holidays; 2015 less 3 September, 2020 less 31 January and 1 February
    [(2014, 250), (2015, 249), (2019, 250), (2020, 249), (2023, 249), (2024, 251), (2025, 248)],
)
def test_a_year_has_as_many_working_days_as_its_notice_leaves(year, working_days):
    assert SHIPPED.working_days_after(date(year - 1, 12, 31), date(year, 12, 31)) == working_days


def test_a_year_not_loaded_has_weekends_and_five_fixed_holidays_and_nothing_else():
    days = list(days_after(date(2026, 12, 31), date(2027, 12, 31)))
    holidays = [(day.month, day.day) for day in days if SHIPPED.kind_of(day) == DayKind.HOLIDAY]
    assert holidays == [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)]
    assert SHIPPED.name_of(date(2027, 10, 2)) == "国庆节"
    others = [day for day in days if (day.month, day.day) not in holidays]
    assert all(SHIPPED.is_working(day) == (day.weekday() < 5) for day in others)
    assert not any(map(SHIPPED.is_settled, days))


def test_a_loaded_year_is_known_by_its_notice_alone_and_not_by_the_fixed_dates():
    calendar = WorkCalendar({}, {}, [2030])
    assert calendar.is_working(date(2030, 5, 1))  # a Wednesday that this (invented) notice does not name
    assert calendar.name_of(date(2030, 5, 1)) == ""


def test_the_last_week_of_a_year_is_settled_only_with_the_next_years_notice():
    assert SHIPPED.is_settled(date(2026, 12, 24))
    assert not SHIPPED.is_settled(date(2026, 12, 25))
    assert SHIPPED.is_settled(date(2025, 12, 31))
    assert not SHIPPED.is_settled(date(2009, 12, 24))
    assert SHIPPED.is_settled(date(2010, 1, 1))


def test_it_finds_the_previous_working_day_and_stays_on_one():
    assert SHIPPED.previous_working_day(date(2014, 10, 7)) == date(2014, 9, 30)
    assert SHIPPED.previous_working_day(date(2014, 9, 28)) == date(2014, 9, 28)


def test_working_days_after_a_later_day_are_none():
    assert SHIPPED.working_days_after(date(2014, 10, 8), date(2014, 10, 1)) == 0


def test_it_refuses_a_day_both_off_and_made_up():
    saturday = date(2030, 5, 4)
    with pytest.raises(ValueError, match="2030-05-04"):
        WorkCalendar({saturday: "劳动节"}, {saturday: "劳动节"}, [2030])


def test_it_can_not_be_changed_through_the_mappings_it_was_built_from():
    off_days = {date(2030, 5, 2): "劳动节"}
    calendar = WorkCalendar(off_days, {}, [2030])
    off_days.clear()
    assert not calendar.is_working(date(2030, 5, 2))
    with pytest.raises(TypeError):
        calendar.off_days[date(2030, 5, 3)] = "劳动节"  # type: ignore[index]


def test_without_make_up_days_most_long_deadlines_would_be_wrong():
    """What this calendar is worth: deadlines of 20 working days, 2019 to 2025, holidays known, make-up days not."""
    without = WorkCalendar(SHIPPED.off_days, {}, SHIPPED.years)
    starts = [day for day in days_after(date(2018, 12, 31), date(2025, 12, 31)) if SHIPPED.is_working(day)]

    def twentieth(day, calendar):
        following = (day + timedelta(days=n) for n in count(1))
        return next(islice(filter(calendar.is_working, following), 19, None))

    wrong = [day for day in starts if twentieth(day, SHIPPED) != twentieth(day, without)]
    assert (len(wrong), len(starts)) == (616, 1746)
