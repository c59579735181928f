"""Unit costs, medians and standings: pure arithmetic that never divides by what is not there."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from departments.duties.lateness import Dates
from departments.duties.shares import share_of
from disclosure.money.comparison import SMALLEST_GROUP, change_in_percent, compare, divide, unit_costs
from disclosure.money.corrections import Edition, corrections_of
from disclosure.money.figures import Absence, Category, Cell, Column, CountKind
from disclosure.money.standing import Course, Standing, days_late, standing_of

DAY = date(2024, 9, 30)
NOON = datetime(2024, 9, 30, 4, tzinfo=UTC)


@pytest.mark.parametrize(("amount", "number"), [(None, 3), (Decimal(5), None), (Decimal(5), 0)])
def test_nothing_is_divided_by_what_is_not_there(amount, number):
    assert divide(amount, number) is None


def test_costs_go_to_the_cent_half_up():
    assert divide(Decimal(10), 3) == Decimal("3.33")
    assert divide(Decimal("0.05"), 10) == Decimal("0.01")


def test_each_count_is_divided_into_its_own_amount():
    amounts = {Category.RUNNING: Decimal(179_000), Category.RECEPTION: Decimal(0), Category.ABROAD: Decimal(30_000)}
    counts = {CountKind.HELD: 3, CountKind.GUESTS: 5, CountKind.GROUPS: 1, CountKind.TRAVELLERS: 3}
    found = {cost.counted: cost.each for cost in unit_costs(amounts, counts)}
    assert found == {
        CountKind.GROUPS: Decimal(30_000),
        CountKind.TRAVELLERS: Decimal(10_000),
        CountKind.BOUGHT: None,
        CountKind.HELD: Decimal("59666.67"),
        CountKind.BATCHES: None,
        CountKind.GUESTS: None,
    }


@pytest.mark.parametrize(
    ("amount", "base", "wanted"),
    [
        ("113.8", "131.8", "-13.7"),
        ("5", "5", "0.0"),
        ("5", "0", None),
        ("5", None, None),
        (None, "5", None),
        ("1000.1", "1000", None),
        ("0", "4", "-100.0"),
        ("0.01", "4000", "-99.9"),
    ],
)
def test_a_change_in_percent_needs_a_base_and_a_visible_difference(amount, base, wanted):
    numbers = [None if text is None else Decimal(text) for text in (amount, base)]
    assert change_in_percent(*numbers) == (None if wanted is None else Decimal(wanted))


@pytest.mark.parametrize("n", range(SMALLEST_GROUP + 2))
def test_a_small_group_is_not_compared(n):
    kind = [(Decimal(100 * (place + 1)), 10) for place in range(n)]
    comparison = compare((Decimal(500), 10), kind)
    assert comparison.n_offices == n
    assert (comparison.typical is None) == (n < SMALLEST_GROUP)


def test_who_gives_no_staff_or_figure_does_not_count_towards_the_group():
    kind = [(Decimal(100), 10)] * 4 + [(Decimal(100), None), (None, 10), (Decimal(100), 0)]
    assert compare((Decimal(100), 10), kind).typical is None


def test_the_median_is_per_head():
    kind = [(Decimal(amount), staff) for amount, staff in ((100, 1), (400, 2), (900, 3), (1600, 4), (50, 1))]
    assert compare((Decimal(100), 1), kind).typical == Decimal("200.00")


@pytest.mark.parametrize(
    ("course", "wanted", "late"),
    [
        (Course(is_exempt=True), Standing.EXEMPT, 0),
        (Course(is_exempt=True, duty=Dates(DAY - timedelta(9))), Standing.EXEMPT, 0),
        (Course(), Standing.UNAPPROVED, 0),
        (Course(published_on=DAY), Standing.PUBLISHED, 0),
        (Course(duty=Dates(DAY)), Standing.WAITING, 0),
        (Course(duty=Dates(DAY - timedelta(1))), Standing.LATE, 1),
        (Course(published_on=DAY, duty=Dates(DAY - timedelta(3))), Standing.LATE, 3),
        (Course(duty=Dates(DAY - timedelta(1), is_suspended=True)), Standing.WAITING, 0),
        (Course(published_on=DAY, duty=Dates(DAY, met_on=DAY)), Standing.IN_TIME, 0),
        (Course(published_on=DAY, duty=Dates(DAY - timedelta(2), met_on=DAY)), Standing.PUBLISHED_LATE, 2),
        (Course(published_on=DAY, duty=Dates(DAY, NOON, met_on=DAY, breached_on=DAY)), Standing.PUBLISHED_LATE, 0),
        (Course(duty=Dates(DAY - timedelta(2), cancelled_on=DAY)), Standing.WAITING, 0),
    ],
)
def test_standings(course, wanted, late):
    assert standing_of(course, DAY) is wanted
    assert days_late(course, DAY) == late


@pytest.mark.parametrize(
    ("part", "whole", "wanted"),
    [(9, 9, None), (10, 10, "100.0"), (1999, 2000, "99.9"), (1, 9999, "0.1"), (0, 20, "0.0"), (62, 64, "96.9")],
)
def test_a_share_of_few_is_no_percentage_and_less_than_all_never_100(part, whole, wanted):
    assert share_of(part, whole) == (None if wanted is None else Decimal(wanted))


def edition(number, cells, counts=None):
    return Edition(number, None, f"更正{number}" if number > 1 else "", "", cells, counts or {}, {}, "")


def test_a_correction_names_what_it_changed_with_the_old_figures():
    place = (Category.TOTAL, Column.FINAL)
    first = edition(1, {place: Cell(Decimal(160)), (Category.ABROAD, Column.FINAL): Cell(None, Absence.BLANK)})
    second = edition(
        2, {place: Cell(Decimal(150)), (Category.ABROAD, Column.FINAL): Cell(Decimal(0))}, {CountKind.GUESTS: 5}
    )
    third = edition(3, dict(second.cells), dict(second.counts))
    latest, earlier = corrections_of([first, second, third])
    assert (latest.edition.number, latest.changes) == (3, ())
    assert [(change.before.amount, change.after.amount) for change in earlier.changes] == [
        (Decimal(160), Decimal(150)),
        (None, Decimal(0)),
        (None, Decimal(5)),
    ]


@given(st.lists(st.decimals("0", "1000", places=2), min_size=1, max_size=6))
def test_versions_that_change_nothing_are_no_changes(amounts):
    place = (Category.TOTAL, Column.FINAL)
    editions = [edition(number, {place: Cell(amount)}) for number, amount in enumerate(amounts, start=1)]
    changed = sum(1 for one in corrections_of(editions) if one.changes)
    assert changed == sum(1 for before, after in zip(amounts, amounts[1:], strict=False) if before != after)
