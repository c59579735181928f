"""What is written into a sheet for a cell of a statement."""

from decimal import Decimal

from disclosure.money.figures import YUAN_PER_WAN, Absence, Cell
from disclosure.money.statuses import DisplayUnit
from disclosure.money.workbooks.names import NOT_HELD_MARK

MOST_DIGITS = 15
"""Excel keeps 15 digits of a number; a longer amount is written as text, which is read all the same."""


def in_unit(cell: Cell, unit: str) -> Decimal | str | None:
    """Return what is written for a cell: a number in the unit of the table, the mark of `NOT_HELD`, or nothing."""
    if cell.absence is Absence.NOT_HELD:
        return NOT_HELD_MARK
    if cell.amount is None:
        return None
    amount = (cell.amount / (YUAN_PER_WAN if unit == DisplayUnit.WAN else 1)).normalize()
    return f"{amount:f}" if len(amount.as_tuple().digits) > MOST_DIGITS else amount
