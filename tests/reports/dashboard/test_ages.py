"""The classes of age hold against counting day by day, for both kinds of days, without gap or overlap."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from departments.calendar.notices import calendar_of, shipped_notices
from departments.duties.kinds import Unit
from departments.duties.reckoning import overdue_age
from reports.dashboard.ages import AGE_CLASSES, AgeTable, age_class_of

CALENDAR = calendar_of(shipped_notices(), "shipped")
DAYS = st.dates(date(2011, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("age", "code"),
    [(0, "1-5"), (1, "1-5"), (5, "1-5"), (6, "6-15"), (15, "6-15"), (16, "16-30"), (30, "16-30"), (31, "over-30")],
)
def test_an_age_belongs_to_its_class(age, code):
    assert age_class_of(age).code == code


@pytest.mark.parametrize("unit", list(Unit))
@given(today=DAYS, back=st.integers(1, 120))
def test_the_due_dates_of_a_class_are_those_whose_age_lies_in_it(unit, today, back):
    due_on = today - timedelta(days=back)
    expected = age_class_of(overdue_age(due_on, today, unit, CALENDAR))
    table = AgeTable(today, CALENDAR)
    assert table.class_of(due_on, unit) == expected
    span = table.span(expected.code, working=unit == Unit.WORKING_DAY)
    assert (span.first or due_on) <= due_on <= span.last


@given(today=DAYS, working=st.booleans())
def test_the_classes_follow_each_other_without_gap_up_to_yesterday(today, working):
    spans = [AgeTable(today, CALENDAR).span(one.code, working=working) for one in AGE_CLASSES]
    assert spans[0].last == today - timedelta(days=1)
    assert spans[-1].first is None
    for newer, older in zip(spans, spans[1:], strict=False):
        assert older.last == newer.first - timedelta(days=1)


def test_a_long_holiday_makes_natural_days_older_than_working_days():
    after_national_day = date(2014, 10, 8)
    table = AgeTable(after_national_day, CALENDAR)
    assert table.class_of(date(2014, 9, 30), Unit.NATURAL_DAY).code == "6-15"
    assert table.class_of(date(2014, 9, 30), Unit.WORKING_DAY).code == "1-5"


def test_overdue_at_the_weekend_counts_as_the_youngest_class():
    saturday = date(2026, 11, 21)
    assert overdue_age(date(2026, 11, 20), saturday, Unit.WORKING_DAY, CALENDAR) == 0
    assert AgeTable(saturday, CALENDAR).class_of(date(2026, 11, 20), Unit.WORKING_DAY).code == "1-5"
