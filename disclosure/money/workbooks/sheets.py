"""The six counts, the staff and the explanations, found by their labels in whatever sheet they stand."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from disclosure.money.figures import Category, CountKind
from disclosure.money.workbooks.cells import LONGEST_TEXT, Report, is_not_held, read_count, read_text
from disclosure.money.workbooks.grids import Address, Grid
from disclosure.money.workbooks.names import TEXT_HEADING, count_of, is_staff, is_whole, row_of, squeeze
from foundation.tables.errors import CellError


def read_counts(grid: Grid, report: Report) -> tuple[dict[CountKind, int], int | None]:
    """Return the counts that stand to the right of their labels, and the staff; one not held is left out."""
    counts: dict[CountKind, int] = {}
    staff: int | None = None
    for address, text in _labels(grid):
        kind = count_of(text)
        if kind is None and not is_staff(text):
            continue
        place = _beside(grid, address)
        if kind is None:
            staff = read_count(grid, place, report) if _is_given(grid, place) else None
            continue
        if kind in counts:
            error = CellError(_("The number stands in this sheet twice."), _("Delete one of them."))
            report.add(grid, address, error)
        number = read_count(grid, place, report)
        if number is not None:
            counts[kind] = number
    return counts, staff


def read_notes(grid: Grid, report: Report) -> tuple[dict[Category, str], str]:
    """Return the explanations of single rows and that of the whole, from a sheet with a column 说明."""
    column = _text_column(grid)
    notes: dict[Category, str] = {}
    whole = ""
    for address, text in _labels(grid) if column else ():
        place = address._replace(column=column)
        if address.column >= column or not grid.is_filled(place) or grid.label(place) == text:
            continue
        category = row_of(text)
        if is_whole(text):
            whole = read_text(grid, place, LONGEST_TEXT, report)
        elif category is not None:
            notes[category] = read_text(grid, place, LONGEST_TEXT, report)
    return notes, whole


def _labels(grid: Grid) -> Iterator[tuple[Address, str]]:
    for address in sorted(grid.values):
        value = grid.values[address]
        if isinstance(value, str) and value.strip():
            yield address, value


def _beside(grid: Grid, address: Address) -> Address:
    """Return the next cell to the right that is not part of the label's own merged range."""
    box = grid.box_of(address)
    return address._replace(column=(box[1].column if box else address.column) + 1)


def _is_given(grid: Grid, place: Address) -> bool:
    """The staff may be left out: it is no figure of the statement."""
    return grid.is_filled(place) and not is_not_held(grid.values.get(place, ""))


def _text_column(grid: Grid) -> int:
    """Return the column under the heading 说明; 0 in a sheet without one."""
    found = [
        address.column for address, text in _labels(grid) if squeeze(text) in (TEXT_HEADING, "情况说明", "说明文字")
    ]
    return found[0] if found and found[0] > 1 else 0
