"""From a cell of a sheet to an amount, a count or a text; or to an error that says what is wrong and how to mend it.

A formula is read by the value that the sheet shows, since totals are honest formulas; one that was never computed is
refused. Formulas that reach into other files never come so far.
"""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosure.money.figures import CENT, NOT_HELD, Absence, Cell
from disclosure.money.reading.amounts import narrow, read_amount, read_cell
from disclosure.money.workbooks.grids import Address, Grid, Value
from disclosure.money.workbooks.names import NOT_HELD_MARK
from foundation.tables.errors import CellError, excerpt

LARGEST_AMOUNT = Decimal(10) ** 15
LARGEST_COUNT = 10_000_000
LONGEST_TEXT = 10_000
COUNT_UNITS = "个辆批次人"


class Problem(NamedTuple):
    """An error or a remark at a cell; `cell` "" means the whole sheet, `sheet` "" the whole workbook."""

    sheet: str
    cell: str
    message: str | Promise
    remedy: str | Promise


@dataclass(slots=True)
class Report:
    """All that is wrong in a workbook, and what was read with a remark."""

    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    def add(self, grid: Grid | None, address: Address | None, error: CellError) -> None:
        sheet, cell = grid.name if grid else "", address.name if address else ""
        self.problems.append(Problem(sheet, cell, error.message, error.remedy))

    def remark(self, grid: Grid, address: Address | None, text: str | Promise) -> None:
        self.remarks.append(Problem(grid.name, address.name if address else "", text, ""))


def read_figure(grid: Grid, address: Address, unit: Decimal, report: Report) -> Cell | None:
    """Return the amount of a cell in yuan, or why it holds none; None for an error, which is reported."""
    try:
        value = _value(grid, address, report)
        cell = _amount(value, unit)
        _require_storable(cell)
    except CellError as error:
        report.add(grid, address, error)
        return None
    return cell


def read_count(grid: Grid, address: Address, report: Report) -> int | None:
    """Return a count; None for one that is not held, and for an error, which is reported."""
    try:
        value = _value(grid, address, report)
        return None if is_not_held(value) else _whole(value)
    except CellError as error:
        report.add(grid, address, error)
        return None


def read_text(grid: Grid, address: Address, longest: int, report: Report) -> str:
    """Return a text; "" for an error, which is reported."""
    try:
        value = _value(grid, address, report)
        if isinstance(value, date | time | timedelta | bool):
            raise CellError(_("There is no text but a date or a truth value."), _("Type the text."))
        text = grid.text(address).replace("\r\n", "\n")
        if "\0" in text:
            raise CellError(_("There is a sign that no text can hold."), _("Delete it, or type it anew."))
        if len(text) > longest:
            shown = {"length": len(text), "longest": longest}
            raise CellError(_("%(length)s characters; %(longest)s at most.") % shown, _("Shorten the cell."))
    except CellError as error:
        report.add(grid, address, error)
        return ""
    return text


def is_not_held(value: Value) -> bool:
    return isinstance(value, str) and "".join(narrow(value).split()) == NOT_HELD_MARK


def _value(grid: Grid, address: Address, report: Report) -> Value:
    """Return what a cell shows. Raises CellError for an error value, a formula without value, a covered cell."""
    if grid.is_covered(address):
        box = grid.box_of(address)
        shown = {"cell": box[0].name if box else ""}
        raise CellError(
            _("The cell is covered by the merged cell %(cell)s.") % shown, _("Undo the merging and fill in both.")
        )
    if address in grid.errors:
        shown = {"text": excerpt(grid.errors[address])}
        raise CellError(_("“%(text)s” is an error of the workbook.") % shown, _("Mend the formula, then paste values."))
    value = grid.values.get(address, "")
    if address in grid.formulas:
        if value == "":
            raise CellError(
                _("The formula was never computed."),
                _("Open the workbook, let it compute and save it; or type the value."),
            )
        shown = {"value": excerpt(grid.text(address))}
        report.remark(grid, address, _("A formula; its value %(value)s was read.") % shown)
    return value


def _amount(value: Value, unit: Decimal) -> Cell:
    if is_not_held(value):
        return NOT_HELD
    if isinstance(value, str):
        return read_cell(value, unit)
    if isinstance(value, bool):
        raise CellError(_("There is a truth value where an amount belongs."), _("Enter the amount."))
    if isinstance(value, int | float):
        printed = _as_shown(value)
        return Cell(read_amount(printed, unit), None, printed)
    raise CellError(
        _("There is a date where an amount belongs."), _("Set the format of the cell to a number and type the amount.")
    )


def _as_shown(value: int | float) -> str:
    """Return a number with the 15 digits that Excel keeps: what binary fractions add behind them is no figure."""
    number = Decimal(format(value, ".15g"))
    if not number.is_finite() or abs(number) >= LARGEST_AMOUNT:
        raise CellError(_("The amount has too many digits."), _("Check whether two cells ran into one."))
    return f"{number:f}"


def _require_storable(cell: Cell) -> None:
    if cell.absence is Absence.BLANK or cell.amount is None:
        return
    if abs(cell.amount) >= LARGEST_AMOUNT:
        raise CellError(_("The amount has too many digits."), _("Check whether two cells ran into one."))
    if cell.amount != cell.amount.quantize(CENT):
        shown = {"text": excerpt(cell.printed)}
        raise CellError(
            _("“%(text)s” is finer than a cent, whatever the cell shows.") % shown,
            _("Round it, for example with ROUND, or type the rounded figure."),
        )


def _whole(value: Value) -> int:
    if isinstance(value, str):
        text = "".join(narrow(value).split()).rstrip(COUNT_UNITS).replace(",", "")
        if not text:
            shown = {"mark": NOT_HELD_MARK}
            raise CellError(
                _("The number is missing."), _("Write 0 if there was none, or %(mark)s if you don't have it.") % shown
            )
        number: float | Decimal = (
            Decimal(text) if text.isascii() and text.replace(".", "", 1).isdigit() else Decimal(-1)
        )
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise CellError(_("There is a date or a truth value where a number belongs."), _("Type the number."))
    else:
        number = value
    if number != number or number < 0 or number > LARGEST_COUNT or number != int(number):
        shown = {"text": excerpt(format(value, ".15g") if isinstance(value, float) else value)}
        raise CellError(_("“%(text)s” is no whole number.") % shown, _("Write for example 20."))
    return int(number)
