"""The table of the three public expenses, found by its content: a row of its names, or a column of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from disclosure.money.figures import Category, Cell, Column, Kind, Place
from disclosure.money.reading.amounts import read_unit
from disclosure.money.workbooks.about import Told, money_unit_of
from disclosure.money.workbooks.cells import Report, read_figure
from disclosure.money.workbooks.grids import Address, Grid
from disclosure.money.workbooks.names import Layout, column_of, is_ignored_heading, row_of, squeeze
from disclosure.money.workbooks.units import UNITS
from foundation.tables.errors import CellError, excerpt

FEWEST_NAMES = 4
"""So many different names of rows make a table; fewer are mentions of them."""

HEADING_ROWS = 4


@dataclass(frozen=True, slots=True)
class Found:
    """Where the table stands. `names`: the row or column under which each name stands; `first`, `last`: their rows.

    `left` is the column of the names in a vertical table, 0 in a horizontal one.
    """

    grid: Grid
    layout: Layout
    names: Mapping[int, Category]
    first: int
    last: int
    left: int = 0

    @property
    def n_rows(self) -> int:
        return len(set(self.names.values()))


def find_figures(grid: Grid, kind: Kind, year: int) -> Found | None:
    """Return where the table stands in the sheet, in whichever of the two layouts; None without one."""
    upright = _find_vertical(grid, kind, year)
    flat = _find_horizontal(grid)
    found = [one for one in (upright, flat) if one is not None and one.n_rows >= FEWEST_NAMES]
    return max(found, key=lambda one: one.n_rows, default=None)


def read_figures(found: Found, told: Told, kind: Kind, year: int, report: Report) -> tuple[dict[Place, Cell], str]:
    """Return the cells in yuan and the unit in which the table is printed; errors are reported at their cells."""
    grid = found.grid
    declared = money_unit_of(grid)
    unit_text = declared[0] if declared else told.money_unit
    if unit_text not in UNITS:
        error = CellError(_("The table doesn't say in which unit its money is."), _("Write 单位：万元 above it."))
        report.add(grid, None, error)
        unit_text = "万元"
    places = (
        _upright_places(found, kind, year, report)
        if found.layout is Layout.VERTICAL
        else _flat_places(found, kind, year, report)
    )
    unit = read_unit(unit_text)
    cells = {}
    for place, address in places.items():
        cell = read_figure(grid, address, unit, report)
        if cell is not None:
            cells[place] = cell
    _require_rows(found, {category for category, _column in places}, report)
    return cells, UNITS[unit_text]


def _require_rows(found: Found, present: set[Category], report: Report) -> None:
    for category in Category:
        if category not in present:
            shown = {"row": category.label}
            error = CellError(_("The table lacks “%(row)s”.") % shown, _("Add it; where nothing was spent, write 0."))
            report.add(found.grid, None, error)


def _find_vertical(grid: Grid, kind: Kind, year: int) -> Found | None:
    """Return the column with most names that has headings of figures above it."""
    columns: dict[int, dict[int, Category]] = {}
    for address in sorted(grid.values):
        category = row_of(grid.text(address))
        if category is not None:
            columns.setdefault(address.column, {})[address.row] = category
    for left, names in sorted(columns.items(), key=lambda column: -len(set(column[1].values()))):
        if len(set(names.values())) < FEWEST_NAMES:
            return None
        found = Found(grid, Layout.VERTICAL, names, min(names), max(names), left)
        if _headings(found, kind, year):
            return found
    return None


def _headings(found: Found, kind: Kind, year: int) -> dict[int, Column]:
    """Return the columns of figures of a vertical table, by the nearest heading above its first row."""
    grid, columns = found.grid, {}
    for number in range(found.left + 1, grid.width + 1):
        for row in range(found.first - 1, max(0, found.first - 1 - HEADING_ROWS), -1):
            column = column_of(grid.label(Address(row, number)), kind, year)
            if column is not None:
                columns[number] = column
                break
    return columns


def _upright_places(found: Found, kind: Kind, year: int, report: Report) -> dict[Place, Address]:
    grid, columns = found.grid, _headings(found, kind, year)
    places: dict[Place, Address] = {}
    for number, column in columns.items():
        for row, category in found.names.items():
            _put(places, (category, column), Address(row, number), grid, report)
    for number in range(found.left + 1, grid.width + 1):
        if number not in columns:
            _refuse_unknown(
                grid, Address(found.first - 1, number), [Address(row, number) for row in found.names], report
            )
    return places


def _find_horizontal(grid: Grid) -> Found | None:
    """Return the band of rows whose cells name most columns; a name below another one is the finer."""
    per_row: dict[int, int] = {}
    for address in grid.values:
        if row_of(grid.text(address)) is not None:
            per_row[address.row] = per_row.get(address.row, 0) + 1
    rows = sorted(row for row, n_names in per_row.items() if n_names >= 2)
    if not rows:
        return None
    top = rows[0]
    band = [row for row in rows if row - top < HEADING_ROWS]
    names: dict[int, Category] = {}
    for number in range(1, grid.width + 1):
        for row in range(band[-1], top - 1, -1):
            category = row_of(grid.label(Address(row, number)))
            if category is not None:
                names[number] = category
                break
    return Found(grid, Layout.HORIZONTAL, names, top, band[-1])


def _flat_places(found: Found, kind: Kind, year: int, report: Report) -> dict[Place, Address]:
    grid = found.grid
    row = _figure_row(found, report)
    places: dict[Place, Address] = {}
    for number, category in found.names.items():
        heading, column = _group_of(found, number, kind, year)
        if column is not None:
            _put(places, (category, column), Address(row, number), grid, report)
        elif not is_ignored_heading(heading):
            _refuse_unknown(grid, Address(found.first, number), [Address(row, number)], report)
    return places


def _group_of(found: Found, number: int, kind: Kind, year: int) -> tuple[str, Column | None]:
    """Return the heading above a column's name, and which column of ours it tells."""
    heading = ""
    for row in range(found.first, max(0, found.first - HEADING_ROWS), -1):
        label = found.grid.label(Address(row, number))
        if label and row_of(label) is None:
            heading = heading or label
            column = column_of(label, kind, year)
            if column is not None:
                return label, column
    return heading, None


def _figure_row(found: Found, report: Report) -> int:
    """Return the row of figures below the headings: the only one, or the empty one directly below."""
    grid, rows = found.grid, []
    start = found.last + 1
    for row, addresses in grid.rows():
        if row <= found.last:
            continue
        labels = [squeeze(grid.text(address)) for address in addresses]
        if any(label.startswith(("栏次", "注")) for label in labels) or _is_numbering(grid, row, found):
            start = row + 1 if row == start else start
            continue
        if any(address.column in found.names for address in addresses):
            rows.append(row)
    for row in rows[1:]:
        error = CellError(
            _("There is a second row of figures; a workbook is about one unit."),
            _("Leave one row, and make a workbook for each unit."),
        )
        report.add(grid, Address(row, min(found.names)), error)
    if not rows:
        error = CellError(_("There are no figures below the headings."), _("Fill in the row; a zero is written 0."))
        report.add(grid, Address(start, min(found.names)), error)
    return rows[0] if rows else start


def _is_numbering(grid: Grid, row: int, found: Found) -> bool:
    """Tell whether a row only counts the columns: 1, 2, 3 ..."""
    texts = [grid.text(Address(row, number)) for number in sorted(found.names)]
    return len(texts) > 2 and texts == [str(place) for place in range(1, len(texts) + 1)]


def _put(places: dict[Place, Address], place: Place, address: Address, grid: Grid, report: Report) -> None:
    if place in places:
        shown = {"cell": places[place].name}
        error = CellError(_("The cell %(cell)s holds the same figure.") % shown, _("Delete one of the two."))
        report.add(grid, address, error)
        return
    places[place] = address


def _refuse_unknown(grid: Grid, heading: Address, cells: list[Address], report: Report) -> None:
    """Report a column of figures whose heading says nothing that we know; an empty one does no harm."""
    label = grid.label(heading)
    if is_ignored_heading(label) or not any(grid.is_filled(cell) for cell in cells):
        return
    shown = {"text": excerpt(label)}
    error = CellError(
        _("The heading “%(text)s” doesn't say which figures stand below it.") % shown,
        _("Write 上年预算数, 上年决算数, 预算数 or 决算数, or delete the column."),
    )
    report.add(grid, heading, error)
