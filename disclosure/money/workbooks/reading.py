"""A filled workbook as what an officer would have typed, or everything that is wrong with it, each at its cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosure.money.figures import Category, Cell, CountKind, Kind, Place
from disclosure.money.services.entry import Entry, TableEntry
from disclosure.money.statutory import LAYOUT_OF
from disclosure.money.workbooks.about import About, Mark, Told, is_cover, read_mark, read_told
from disclosure.money.workbooks.cells import Problem, Report
from disclosure.money.workbooks.grids import Grid
from disclosure.money.workbooks.names import HELP, MARKER, RESULT, THREE, table_of
from disclosure.money.workbooks.opening import open_workbook
from disclosure.money.workbooks.sheets import read_counts, read_notes
from disclosure.money.workbooks.tables import has_codes, is_balance, read_table_sheet
from disclosure.money.workbooks.three import find_figures, read_figures
from foundation.tables.errors import CellError, TableError


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a workbook. `entry` is None when there are problems; `remarks` say what was read nevertheless."""

    told: Told
    mark: Mark | None
    entry: Entry | None
    problems: Sequence[Problem]
    remarks: Sequence[Problem]

    @property
    def about(self) -> About:
        """Return what the workbook is about: as its mark has it, or else as its cells say."""
        return self.mark.about if self.mark else self.told.about


def read_workbook(content: bytes, name: str, given: About | None = None) -> Reading:
    """Return what a workbook holds, all of it or all that is wrong.

    `given` is what the officer chose; it completes what the workbook doesn't tell. Raises TableError or FileRefused
    for a file that can't be read at all.
    """
    grids = open_workbook(content, name)
    mark = read_mark(grids)
    sheets = [grid for grid in grids if grid.is_visible and grid.name not in (MARKER, HELP, RESULT) and grid.values]
    report = Report()
    told = read_told([grid for grid in sheets if not is_cover(grid)], _only(sheets, is_cover), report)
    about = mark.about if mark else told.about
    chosen = given or About()
    kind, year = about.kind or chosen.kind, about.fiscal_year or chosen.fiscal_year
    if kind is None or year is None:
        raise TableError(
            _("Neither a title nor the cover says of which year, or whether it is a budget or an account.")
        )
    entry = _read_entry([grid for grid in sheets if not is_cover(grid)], told, kind, year, report)
    return Reading(told, mark, None if report.problems else entry, report.problems, report.remarks)


def _only(grids: Sequence[Grid], wanted: Callable[[Grid], bool]) -> Grid | None:
    return next((grid for grid in grids if wanted(grid)), None)


def _read_entry(grids: Sequence[Grid], told: Told, kind: Kind, year: int, report: Report) -> Entry:
    tables, others = _sort(grids, report)
    cells, display_unit = _read_three(others, told, kind, year, report)
    counts: dict[CountKind, int] = {}
    notes: dict[Category, str] = {}
    staff: int | None = None
    explanation = ""
    for grid in others:
        found, found_staff = read_counts(grid, report)
        _refuse_other_numbers(grid, found, counts, report)
        counts |= found
        staff = found_staff if found_staff is not None else staff
        said, whole = read_notes(grid, report)
        notes |= said
        explanation = whole or explanation
    entries = [
        entry for code, grid in tables.items() if (entry := read_table_sheet(grid, LAYOUT_OF[code], told, report))
    ]
    return Entry(cells, counts, explanation, notes, staff, display_unit, _settle_tables(entries, tables, report))


def _refuse_other_numbers(
    grid: Grid, found: Mapping[CountKind, int], counts: Mapping[CountKind, int], report: Report
) -> None:
    """Report counts that a sheet gives otherwise than one before it: which is right, only the office knows."""
    for kind in [kind for kind, number in found.items() if counts.get(kind, number) != number]:
        shown = {"count": kind.label, "number": found[kind], "other": counts[kind]}
        error = CellError(
            gettext_lazy("%(count)s: %(number)s here, but %(other)s in another sheet.") % shown,
            gettext_lazy("Delete one of the two."),
        )
        report.add(grid, None, error)


def _sort(grids: Sequence[Grid], report: Report) -> tuple[dict[str, Grid], list[Grid]]:
    """Tell the statutory tables from the rest, by title first, then by the sheet's name, whatever it was renamed to."""
    tables: dict[str, Grid] = {}
    others: list[Grid] = []
    for grid in grids:
        if not (has_codes(grid) or is_balance(grid)):
            others.append(grid)
            continue
        code = _table_code(grid)
        if code is None:
            error = CellError(
                gettext_lazy("Neither its title nor its name says which table this sheet is."),
                gettext_lazy("Write the name of the table into the first row."),
            )
            report.add(grid, None, error)
        elif code in tables:
            shown = {"sheet": tables[code].name}
            error = CellError(
                gettext_lazy("The sheet “%(sheet)s” is the same table.") % shown, gettext_lazy("Delete one of them.")
            )
            report.add(grid, None, error)
        else:
            tables[code] = grid
    return tables, others


def _table_code(grid: Grid) -> str | None:
    titles = [grid.text(address) for address in sorted(grid.values) if address.row <= 3]
    for title in (*titles, grid.name):
        code = table_of(title)
        if code is not None and code != THREE:
            return code
    return None


def _read_three(
    grids: Sequence[Grid], told: Told, kind: Kind, year: int, report: Report
) -> tuple[dict[Place, Cell], str]:
    found = [place for grid in grids if (place := find_figures(grid, kind, year)) is not None]
    if not found:
        raise TableError(
            _("No table of the three public expenses is found: no row or column of its names, such as 公务接待费."),
            code="no_three_public_table",
        )
    best = max(found, key=lambda place: place.n_rows)
    if [place.n_rows for place in found].count(best.n_rows) > 1:
        names = ", ".join(place.grid.name for place in found)
        raise TableError(_("Several sheets hold such a table: %(names)s. Leave one.") % {"names": names})
    return read_figures(best, told, kind, year, report)


def _settle_tables(entries: list[TableEntry], tables: dict[str, Grid], report: Report) -> list[TableEntry] | None:
    """Return the tables; None when all were left untouched: then those entered before stay as they are.

    Once one is filled in, an empty one without a reason is an error: the law asks for the reason.
    """
    if not any(entry.lines or entry.note for entry in entries):
        return None
    for entry in entries:
        if not entry.lines and not entry.note:
            error = CellError(
                gettext_lazy("The table has no data; say why."),
                gettext_lazy("Fill in the table, or write the reason beside “本表无数据的原因”."),
            )
            report.add(tables[entry.code], None, error)
    return entries
