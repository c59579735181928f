"""Loading a year's notice: versions, replacement, conflicts, two loadings at once, and what is read back."""

import json
import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from departments.calendar.current import (
    DayChange,
    calendar_with,
    changed_days,
    current_calendar,
)
from departments.calendar.exceptions import CalendarConflict
from departments.calendar.notices import NoticeDay, calendar_of, read_notice, shipped_notices
from departments.calendar.services import load_year
from departments.models import CalendarDay, CalendarYear

AT = datetime(2026, 11, 10, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def notice_of(year, *more):
    fixed = [(f"{year}-01-01", "元旦"), (f"{year}-05-01", "劳动节")] + [
        (f"{year}-10-0{n}", "国庆节") for n in (1, 2, 3)
    ]
    days = [{"date": text, "name": name, "isOffDay": True} for text, name in fixed]
    days += [{"date": text, "name": name, "isOffDay": is_off} for text, name, is_off in more]
    return read_notice(json.dumps({"year": year, "papers": ["https://www.gov.cn/notice"], "days": days}))


def test_every_installation_starts_with_the_shipped_years_as_their_files_say():
    found, expected = current_calendar(), calendar_of(shipped_notices())
    assert found.off_days == expected.off_days
    assert found.make_up_days == expected.make_up_days
    assert found.years == expected.years == frozenset(range(2010, 2027))
    assert found.version == "2026-17"


def test_the_calendar_is_read_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        current_calendar()


def test_a_day_changed_by_hand_in_the_database_counts_at_once():
    day = date(2026, 10, 1)
    assert day in current_calendar().off_days
    CalendarDay.objects.filter(day=day).update(is_off=False)
    assert day not in current_calendar().off_days
    CalendarDay.objects.filter(day=day).update(is_off=True)
    assert day in current_calendar().off_days


def test_a_new_year_is_loaded_as_version_one_by_the_officer(administrator):
    year = load_year(notice_of(2027, ("2027-01-04", "元旦", True)), by=administrator, at=AT)
    year.refresh_from_db()
    assert (year.year, year.version, year.loaded_by, year.loaded_at) == (2027, 1, administrator, AT)
    assert year.sources == ["https://www.gov.cn/notice"]
    calendar = current_calendar()
    assert not calendar.is_working(date(2027, 1, 4))
    assert 2027 in calendar.years
    assert calendar.version == "2027-18"


def test_loading_again_replaces_the_days_and_raises_the_version():
    load_year(notice_of(2027, ("2027-02-06", "春节", False)), by=None, at=AT)
    year = load_year(notice_of(2027, ("2027-02-07", "春节", False)), by=None, at=AT)
    assert year.version == 2
    assert current_calendar().version == "2027-19"
    assert not current_calendar().is_working(date(2027, 2, 6))
    assert current_calendar().is_working(date(2027, 2, 7))
    assert CalendarDay.objects.filter(calendar_year=year).count() == 6


def test_loading_what_is_loaded_already_changes_nothing():
    before = current_calendar().version
    for notice in shipped_notices():
        load_year(notice, by=None, at=AT)
    assert current_calendar().version == before


def test_the_notice_of_a_year_may_speak_of_the_last_week_before_it():
    load_year(notice_of(2027, ("2026-12-27", "元旦", False)), by=None, at=AT)
    assert current_calendar().is_working(date(2026, 12, 27))
    assert current_calendar().is_settled(date(2026, 12, 31))


def test_a_day_that_another_years_notice_states_is_refused_and_nothing_changes():
    load_year(notice_of(2027, ("2026-12-27", "元旦", False)), by=None, at=AT)
    with pytest.raises(CalendarConflict) as refusal:
        load_year(notice_of(2026, ("2026-12-27", "元旦", True)), by=None, at=AT)
    assert "2026-12-27" in str(refusal.value)
    assert "2027" in str(refusal.value)
    assert CalendarYear.objects.get(year=2026).version == 1


def test_what_a_notice_would_change_is_listed_before_it_is_loaded():
    load_year(notice_of(2027, ("2027-02-06", "春节", False), ("2027-02-08", "春节", True)), by=None, at=AT)
    corrected = notice_of(2027, ("2027-02-08", "春节", False), ("2027-02-20", "春节", False))
    day = date(2027, 2, 1).replace
    assert changed_days(corrected) == [
        DayChange(day(day=6), NoticeDay(day(day=6), "春节", is_off=False), None),
        DayChange(day(day=8), NoticeDay(day(day=8), "春节", is_off=True), NoticeDay(day(day=8), "春节", is_off=False)),
        DayChange(day(day=20), None, NoticeDay(day(day=20), "春节", is_off=False)),
    ]


def test_the_calendar_with_a_notice_is_the_one_it_makes_once_it_is_loaded():
    load_year(notice_of(2027, ("2027-02-06", "春节", False)), by=None, at=AT)
    corrected = notice_of(2027, ("2027-02-20", "春节", False))
    foreseen = calendar_with(corrected)
    load_year(corrected, by=None, at=AT)
    loaded = current_calendar()
    assert foreseen.off_days == loaded.off_days
    assert foreseen.make_up_days == loaded.make_up_days
    assert foreseen.years == loaded.years


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        ("2026-11-30", []),
        ("2026-12-01", [2027]),
        ("2026-12-31", [2027]),
        ("2027-01-01", [2027]),  # the alarm must not fall silent on New Year's Day
        ("2027-12-01", [2027, 2028]),
        ("2025-12-01", []),
    ],
)
def test_from_1_december_a_missing_next_year_is_an_alarm(today, missing):
    assert CalendarYear.objects.missing(date.fromisoformat(today)) == missing


def test_the_alarm_ends_when_the_year_is_loaded():
    load_year(notice_of(2027), by=None, at=AT)
    assert CalendarYear.objects.missing(date(2026, 12, 1)) == []


def test_an_empty_calendar_is_read_as_one_without_years():
    CalendarYear.objects.all().delete()
    calendar = current_calendar()
    assert (calendar.years, calendar.version) == (frozenset(), "")


@pytest.mark.django_db(transaction=True)
def test_two_loadings_of_a_new_year_at_once_leave_one_whole_notice():
    barrier = threading.Barrier(2)
    notices = [notice_of(2027, ("2027-02-06", "春节", False)), notice_of(2027, ("2027-02-07", "春节", False))]

    def load(notice):
        barrier.wait()
        try:
            with transaction.atomic():
                load_year(notice, by=None, at=AT)
        finally:
            connection.close()

    threads = [threading.Thread(target=load, args=[notice]) for notice in notices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert CalendarYear.objects.get(year=2027).version == 2
    assert CalendarDay.objects.filter(calendar_year_id=2027).count() == 6
    CalendarYear.objects.filter(year=2027).delete()
