"""What an amount comes to for one vehicle, guest or member of staff, and how offices of a kind compare. Pure.

Nothing is divided by zero or by what is not known, and a small group is not compared: it would name its members.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import NamedTuple

from disclosure.money.figures import CENT, Category, CountKind

SMALLEST_GROUP = 5
"""Fewer offices than this are not compared. Source: the platform's rule, as for every published statistic of few."""

TENTH = Decimal("0.1")


class UnitCost(NamedTuple):
    """What one of those counted costs of `category`, in yuan; `each` None where nothing can be said."""

    category: Category
    counted: CountKind
    number: int | None
    each: Decimal | None


class Comparison(NamedTuple):
    """Yuan per head of staff: of the office, and the median of the `n_offices` of its kind that give both figures.

    `typical` None: fewer than SMALLEST_GROUP.
    """

    own: Decimal | None
    typical: Decimal | None
    n_offices: int


COSTS: tuple[tuple[Category, CountKind], ...] = (
    (Category.ABROAD, CountKind.GROUPS),
    (Category.ABROAD, CountKind.TRAVELLERS),
    (Category.PURCHASE, CountKind.BOUGHT),
    (Category.RUNNING, CountKind.HELD),
    (Category.RECEPTION, CountKind.BATCHES),
    (Category.RECEPTION, CountKind.GUESTS),
)
"""Which amount belongs to which count, in the order of the table."""


def divide(amount: Decimal | None, number: int | None) -> Decimal | None:
    """Return the amount for one, to the cent; None where either is not known or there is none to divide by."""
    if amount is None or not number:
        return None
    return (amount / number).quantize(CENT, ROUND_HALF_UP)


def unit_costs(
    amounts: Mapping[Category, Decimal | None], counts: Mapping[CountKind, int | None]
) -> tuple[UnitCost, ...]:
    """Return the six counts with what each one cost; a count without spending costs nothing that could be told."""
    return tuple(
        UnitCost(category, count, counts.get(count), divide(amounts.get(category) or None, counts.get(count)))
        for category, count in COSTS
    )


def change_in_percent(amount: Decimal | None, base: Decimal | None) -> Decimal | None:
    """Return by how much `amount` differs from `base` in per cent, one decimal; None without a base above zero.

    A difference too small for one decimal is None as well: 0.0 % would say that there is none; and what still costs
    something has not fallen by 100.0 %.
    """
    if amount is None or not base or base < 0:
        return None
    percent = ((amount - base) * 100 / base).quantize(TENTH, ROUND_HALF_UP)
    if percent == -100 and amount:
        return Decimal("-99.9")
    return None if percent == 0 and amount != base else percent


def compare(own: tuple[Decimal | None, int | None], kind: Sequence[tuple[Decimal | None, int | None]]) -> Comparison:
    """Return an office's (amount, staff) beside those of its kind, itself among them."""
    heads = [each for amount, staff in kind if (each := divide(amount, staff)) is not None]
    typical = median(heads).quantize(CENT, ROUND_HALF_UP) if len(heads) >= SMALLEST_GROUP else None
    return Comparison(divide(*own), typical, len(heads))
