"""The offices of a city: their sum is clean until one figure breaks; a file lacks until a bulletin names it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.money.audit import audit_set
from disclosure.money.audit.rollups import FILES
from disclosure.money.figures import LEAVES, Category, Cell, Office, OfficeSet

SLOW = settings(max_examples=100)
DAY = date(2024, 9, 2)


@st.composite
def cities(draw: st.DrawFn) -> OfficeSet:
    """Draw some offices, one of them perhaps classified, with the city's right sum of the others."""
    offices = []
    for place in range(draw(st.integers(1, 12))):
        leaves = {row: Decimal(draw(st.integers(0, 500_000_00))) / 100 for row in LEAVES}
        is_classified = place > 0 and draw(st.integers(0, 5)) == 0
        published = dict.fromkeys(FILES, None if is_classified else DAY)
        cells = {} if is_classified else {row: Cell(amount) for row, amount in summed(leaves).items()}
        offices.append(Office(f"某市第{place}局", is_classified, cells, published))
    total = {
        row: sum((office.cells[row].amount or Decimal(0) for office in offices if office.cells), Decimal(0))
        for row in Category
    }
    rollup = {row: Cell(amount) for row, amount in total.items()}
    return OfficeSet("某市", 2023, rollup, tuple(offices), frozenset())


def summed(leaves: dict[Category, Decimal]) -> dict[Category, Decimal]:
    vehicle = leaves[Category.PURCHASE] + leaves[Category.RUNNING]
    total = vehicle + leaves[Category.ABROAD] + leaves[Category.RECEPTION]
    return {**leaves, Category.VEHICLE: vehicle, Category.TOTAL: total}


def rules_of(city: OfficeSet) -> set[int]:
    return {finding.rule for finding in audit_set(city)}


@SLOW
@given(cities())
def test_a_city_that_adds_up_has_no_finding(city: OfficeSet) -> None:
    assert rules_of(city) == set()


@SLOW
@given(cities(), st.sampled_from(list(Category)), st.integers(100, 10_000_000), st.booleans())
def test_a_sum_beyond_the_tolerance_is_rule_14(city: OfficeSet, row: Category, slip: int, is_more: bool) -> None:  # noqa: FBT001
    right = city.rollup[row].amount or Decimal(0)
    for yuan, rules in ((Decimal(100), set()), (Decimal(slip) + Decimal("0.01"), {14})):
        broken = right + yuan if is_more else right - yuan
        assert rules_of(replace(city, rollup={**city.rollup, row: Cell(broken)})) == rules


@SLOW
@given(cities(), st.sampled_from(sorted(FILES)))
def test_a_file_not_published_is_rule_15_unless_a_bulletin_names_it(city: OfficeSet, file: str) -> None:
    first = city.offices[0]
    late = replace(first, published={**first.published, file: None})
    broken = replace(city, offices=(late, *city.offices[1:]))
    assert rules_of(broken) == {15}
    other = next(name for name in FILES if name != file)
    assert rules_of(replace(broken, named=frozenset({(first.name, other)}))) == {15}
    assert rules_of(replace(broken, named=frozenset({(first.name, file)}))) == set()
