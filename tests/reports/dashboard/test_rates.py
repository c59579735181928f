"""The on-time rate: what is inside, what outside, and when it is too small to be called a rate."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.dashboard.rates import (
    NO_DAYS,
    ONE_DAY,
    Rate,
    decided_period,
    in_months,
    months_before,
    months_of,
    next_month,
    part_of_month,
    total,
)


@pytest.mark.parametrize(
    ("on_time", "due", "percentage"),
    [
        (0, 0, None),
        (9, 9, None),
        (10, 10, Decimal("100.0")),
        (0, 10, Decimal("0.0")),
        (256, 265, Decimal("96.6")),
        (371, 412, Decimal("90.0")),
        (1999, 2000, Decimal("99.9")),
        (9999, 10000, Decimal("99.9")),
        (1, 10000, Decimal("0.1")),
        (13, 16, Decimal("81.3")),
    ],
)
def test_a_percentage_needs_ten_duties_and_never_rounds_a_miss_away(on_time, due, percentage):
    assert Rate(on_time, due).percentage == percentage


def test_rates_add_up_by_their_duties_not_by_their_percentages():
    together = total([Rate(10, 10), Rate(0, 90)])
    assert (together.n_on_time, together.n_due) == (10, 100)
    assert together.percentage == Decimal("10.0")
    assert total([]) == Rate()


def test_what_is_due_today_is_not_decided_yet():
    today = date(2026, 3, 15)
    assert decided_period(date(2026, 3, 1), date(2026, 3, 31), today) == (date(2026, 3, 1), date(2026, 3, 14))
    assert decided_period(date(2026, 1, 1), date(2026, 2, 1), today) == (date(2026, 1, 1), date(2026, 2, 1))


def test_on_the_first_of_the_month_its_period_is_empty():
    first, last = decided_period(date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 1))
    assert last < first
    assert months_of(first, last) == []


@pytest.mark.parametrize(
    ("day", "number", "month"),
    [
        (date(2026, 11, 23), 11, date(2025, 12, 1)),
        (date(2026, 1, 31), 1, date(2025, 12, 1)),
        (date(2026, 1, 31), 0, date(2026, 1, 1)),
        (date(2024, 2, 29), 24, date(2022, 2, 1)),
    ],
)
def test_it_counts_months_back_over_new_year(day, number, month):
    assert months_before(day, number) == month


@given(first=st.dates(date(2010, 1, 1), date(2026, 1, 1)), days=st.integers(0, 900))
def test_the_parts_of_the_months_make_up_the_period(first, days):
    last = date.fromordinal(first.toordinal() + days)
    parts = [part_of_month(month, first, last) for month in months_of(first, last)]
    covered = [date.fromordinal(n) for a, b in parts for n in range(a.toordinal(), b.toordinal() + 1)]
    assert covered == [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]


@given(first=st.dates(date(2010, 1, 1), date(2026, 1, 1)), days=st.integers(-3, 200))
def test_months_with_days_added_or_taken_off_make_up_the_period(first, days):
    """Days outside the period are taken off: each then stands once in the months and once, less, at an end."""
    last = date.fromordinal(first.toordinal() + days)
    head, (begin, end), tail = in_months(first, last)
    months = months_of(begin, end) if begin <= end else []
    counted = Counter(day for month in months for day in days_of(month, next_month(month) - ONE_DAY))
    for day in [*days_of(*head), *days_of(*tail)]:
        counted[day] += 1 if first <= day <= last else -1
    assert {day: number for day, number in counted.items() if number} == dict.fromkeys(days_of(first, last), 1)
    assert len(days_of(*head)) <= 16 or begin > end
    assert len(days_of(*tail)) <= 16


def test_of_a_month_nearly_over_the_days_to_come_are_taken_off():
    head, months, tail = in_months(date(2026, 1, 20), date(2026, 11, 26))
    assert head == (date(2026, 1, 20), date(2026, 1, 31))
    assert months == (date(2026, 2, 1), date(2026, 11, 1))
    assert tail == (date(2026, 11, 27), date(2026, 11, 30))


def test_a_few_days_within_one_month_are_counted_by_themselves():
    assert in_months(date(2026, 10, 5), date(2026, 10, 9)) == ((date(2026, 10, 5), date(2026, 10, 9)), NO_DAYS, NO_DAYS)


def days_of(first, last):
    return [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
