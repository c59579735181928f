"""Invented figures of the three public expenses over the years: pure, the same for the same seed, and consistent.

Amounts are in 万元 with two places. Every figure made here is shown with 演示数据 beside it.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosure.money.figures import LEAVES, Category, CountKind

Amounts = dict[Category, Decimal]
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Year:
    """One fiscal year of one unit: what was planned, what was spent, the counts of both, the staff."""

    fiscal_year: int
    budget: Amounts
    final: Amounts
    planned: Mapping[CountKind, int]
    counted: Mapping[CountKind, int]
    staff: int


def invent_history(seed: str, first: int, last: int, *, size: int) -> list[Year]:
    """Return the years `first` to `last` of a unit with some `size` vehicles; expenses fall over the years."""
    dice = random.Random(seed)  # noqa: S311  (a die, not a secret)
    return list(_years(dice, first, last, size))


def add_up(histories: Sequence[Mapping[int, Year]]) -> dict[int, Year]:
    """Return the sums over several units of every year that all of them have."""
    common = set.intersection(*(set(history) for history in histories))
    return {fiscal_year: _sum([history[fiscal_year] for history in histories]) for fiscal_year in sorted(common)}


def _sum(years: Sequence[Year]) -> Year:
    return Year(
        years[0].fiscal_year,
        {row: sum((year.budget[row] for year in years), NOTHING) for row in Category},
        {row: sum((year.final[row] for year in years), NOTHING) for row in Category},
        {kind: sum(year.planned[kind] for year in years) for kind in CountKind},
        {kind: sum(year.counted[kind] for year in years) for kind in CountKind},
        sum(year.staff for year in years),
    )


def _years(dice: random.Random, first: int, last: int, size: int) -> Iterator[Year]:
    vehicles, staff = size, size * dice.randint(6, 11)
    for fiscal_year in range(first, last + 1):
        bought = 1 if vehicles and dice.random() < 0.15 else 0
        groups = 1 if dice.random() < 0.2 else 0
        thrift = Decimal(100 - 4 * (fiscal_year - first)) / 100
        budget = _whole(
            abroad=_amount(dice, 4, 7) if groups else NOTHING,
            purchase=_amount(dice, 15, 18) if bought else NOTHING,
            running=_amount(dice, 2, 3) * vehicles * thrift,
            reception=_amount(dice, 3, 9) * thrift,
        )
        final = _whole(
            abroad=budget[Category.ABROAD] - (_amount(dice, 0, 2) if groups else NOTHING),
            purchase=budget[Category.PURCHASE] - (_amount(dice, 0, 2) if bought else NOTHING),
            running=budget[Category.RUNNING] * dice.randint(78, 98) / 100,
            reception=budget[Category.RECEPTION] * dice.randint(62, 95) / 100,
        )
        yield Year(
            fiscal_year,
            budget,
            final,
            _counts(groups, bought, vehicles, budget),
            _counts(groups, bought, vehicles, final),
            staff,
        )
        vehicles -= 1 if vehicles > 2 and not bought and dice.random() < 0.2 else 0
        staff += dice.randint(-2, 2)


def _amount(dice: random.Random, least: int, most: int) -> Decimal:
    return Decimal(dice.randint(least * 100, most * 100)) / 100


def _whole(*, abroad: Decimal, purchase: Decimal, running: Decimal, reception: Decimal) -> Amounts:
    """Return all six rows from the four that no other adds up to."""
    leaves = dict(zip(LEAVES, (abroad, purchase, running, reception), strict=True))
    exact = {row: amount.quantize(Decimal("0.01")) for row, amount in leaves.items()}
    vehicle = exact[Category.PURCHASE] + exact[Category.RUNNING]
    total = exact[Category.ABROAD] + vehicle + exact[Category.RECEPTION]
    return {**exact, Category.VEHICLE: vehicle, Category.TOTAL: total}


def _counts(groups: int, bought: int, vehicles: int, amounts: Amounts) -> dict[CountKind, int]:
    """Return counts that fit the amounts: some 90 yuan a guest, four people a group."""
    guests = max(1, int(amounts[Category.RECEPTION] * 10_000 / 90))
    return {
        CountKind.GROUPS: groups,
        CountKind.TRAVELLERS: groups * 4,
        CountKind.BOUGHT: bought,
        CountKind.HELD: vehicles,
        CountKind.BATCHES: max(1, guests // 8),
        CountKind.GUESTS: guests,
    }
