"""Amounts as the printed tables show them. Pure."""

from decimal import ROUND_HALF_UP, Decimal

from disclosure.money.figures import Absence, Cell, in_wan
from disclosure.money.statuses import DisplayUnit
from foundation.amounts import grouped, with_minus

NOT_HELD = "—"
TENTH = Decimal("0.1")


def amount_text(amount: Decimal, unit: str) -> str:
    """Return yuan in the unit of the table: two places, in 万元 more where the amount needs them to be exact."""
    return in_wan(amount) if unit == DisplayUnit.WAN else grouped(amount)


def cell_text(cell: Cell, unit: str) -> str:
    """Return a cell: its amount, nothing where the source was blank, a dash where we hold no figure."""
    if cell.amount is not None:
        return amount_text(cell.amount, unit)
    return "" if cell.absence is Absence.BLANK else NOT_HELD


def change_text(amount: Decimal | None, base: Decimal | None, unit: str) -> str:
    """Return by how much `amount` differs from `base`, signed; a dash where one of them is missing."""
    if amount is None or base is None:
        return NOT_HELD
    difference = amount - base
    return f"{'+' if difference > 0 else ''}{amount_text(difference, unit)}"


def rate_text(amount: Decimal | None, base: Decimal | None) -> str:
    """Return `amount` as a percentage of `base` with one place; a dash where there is nothing to divide by."""
    if amount is None or not base:
        return NOT_HELD
    return with_minus(f"{(amount / base * 100).quantize(TENTH, ROUND_HALF_UP)}%")


def unit_name(unit: str) -> str:
    """Return the line above a table."""
    return f"单位：{unit}"
