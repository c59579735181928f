"""The other statutory tables: rows under their headings, with their codes, or the reason why there are none."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from disclosure.money.reading.amounts import narrow, read_unit
from disclosure.money.services.entry import LineEntry, TableEntry
from disclosure.money.statutory import Scheme, StatutoryTable
from disclosure.money.workbooks.about import TITLE_ROWS, Told, money_unit_of
from disclosure.money.workbooks.cells import Report, read_figure, read_text
from disclosure.money.workbooks.grids import Address, Grid
from disclosure.money.workbooks.names import EMPTY_LABEL, squeeze
from disclosure.money.workbooks.units import UNITS
from foundation.tables.errors import CellError, excerpt

LONGEST_NAME, LONGEST_NOTE, LONGEST_CODE = 100, 300, 20
_CODE = re.compile(r"(?:功能分类|经济分类|支出功能分类|支出经济分类)?(?:科目)?(?:编码|代码)")
_NAME = re.compile(r"(?:功能分类|经济分类|支出功能分类|支出经济分类)?科目(?:名称)?|(?:收入|支出)?项目(?:名称)?")
_VARIANTS: Mapping[str, re.Pattern[str]] = {
    "合计": re.compile(r"(?:本年)?(?:收入|支出)?(?:合计|总计|小计)"),
    "收入": re.compile(r"收入(?:金额|预算数|决算数|数)?"),
    "支出": re.compile(r"支出(?:金额|预算数|决算数|数)?"),
    "人员经费": re.compile(r"人员(?:经费|支出)"),
    "公用经费": re.compile(r"(?:日常)?公用(?:经费|支出)"),
    "基本支出": re.compile(r"基本支出(?:小计)?"),
    "项目支出": re.compile(r"项目支出(?:小计)?"),
}


@dataclass(frozen=True, slots=True)
class Head:
    """The headings: their row, the column of codes (0 without), and for each column of amounts its column of names."""

    row: int
    code: int
    columns: Mapping[str, tuple[int, int]]
    unknown: Sequence[int]


def has_codes(grid: Grid) -> bool:
    """Tell whether a sheet has a heading 科目编码 near its top."""
    return any(
        address.row <= TITLE_ROWS + 2 and _CODE.fullmatch(squeeze(grid.text(address))) is not None
        for address in grid.values
    )


def is_balance(grid: Grid) -> bool:
    """Tell whether a sheet sets revenue beside expenditure."""
    rows: dict[int, set[str]] = {}
    for address in grid.values:
        if address.row <= TITLE_ROWS + 2:
            label = squeeze(grid.text(address))
            rows.setdefault(address.row, set()).update(
                name for name in ("收入", "支出") if _VARIANTS[name].fullmatch(label)
            )
    return any(len(found) == 2 for found in rows.values())


def read_table_sheet(grid: Grid, layout: StatutoryTable, told: Told, report: Report) -> TableEntry | None:
    """Return a table as typed; None when its headings are not understood, which is reported."""
    head = _find_head(grid, layout, report)
    if head is None:
        return None
    declared = money_unit_of(grid)
    unit_text = declared[0] if declared else told.money_unit
    if unit_text not in UNITS:
        error = CellError(_("The table doesn't say in which unit its money is."), _("Write 单位：万元 above it."))
        report.add(grid, None, error)
        return None
    lines: list[LineEntry] = []
    unit = read_unit(unit_text)
    note = _read_note(grid, report)
    for row, addresses in grid.rows():
        if row > head.row and not _is_remark(grid, addresses):
            lines += _read_row(grid, layout, head, row, unit, report)
    return TableEntry(layout.code, lines, UNITS[unit_text], "" if lines else note)


def _find_head(grid: Grid, layout: StatutoryTable, report: Report) -> Head | None:
    """Return the headings: the row that tells most of the table's columns."""
    heads = [_head_of(grid, layout, row) for row in range(1, TITLE_ROWS + 4)]
    best = max(heads, key=lambda head: len(head.columns))
    missing = [column for column in layout.columns if column not in best.columns]
    if missing or (layout.scheme is not Scheme.NONE and not best.code):
        names = "、".join(missing or ("科目编码",))
        error = CellError(
            _("The table lacks the columns %(names)s.") % {"names": names}, _("Add them as the template has them.")
        )
        report.add(grid, None, error)
        return None
    for number in best.unknown:
        _refuse_unknown(grid, Address(best.row, number), report)
    return best


def _head_of(grid: Grid, layout: StatutoryTable, row: int) -> Head:
    """A column of amounts belongs to the nearest column of names to its left."""
    code = name = 0
    columns: dict[str, tuple[int, int]] = {}
    unknown: list[int] = []
    for number in range(1, grid.width + 1):
        label = squeeze(grid.label(Address(row, number)))
        column = next((one for one in layout.columns if label == one or _is_variant(label, one)), None)
        if column is not None and column not in columns and name:
            columns[column] = (number, name)
        elif _CODE.fullmatch(label):
            code = number
        elif _NAME.fullmatch(label):
            name = number
        elif label:
            unknown.append(number)
    return Head(row, code, columns, unknown)


def _is_variant(label: str, column: str) -> bool:
    pattern = _VARIANTS.get(column)
    return pattern is not None and pattern.fullmatch(label) is not None


def _refuse_unknown(grid: Grid, heading: Address, report: Report) -> None:
    below = [address for address in grid.values if address.column == heading.column and address.row > heading.row]
    if not below:
        return
    shown = {"text": excerpt(grid.label(heading))}
    error = CellError(_("The heading “%(text)s” belongs to no column of this table.") % shown, _("Delete the column."))
    report.add(grid, heading, error)


def _read_row(
    grid: Grid, layout: StatutoryTable, head: Head, row: int, unit: Decimal, report: Report
) -> list[LineEntry]:
    code = _read_code(grid, Address(row, head.code), report) if head.code else ""
    lines = []
    for column, (amount, name) in head.columns.items():
        named, filled = grid.is_filled(Address(row, name)), grid.is_filled(Address(row, amount))
        if not named and not filled and not (code and layout.scheme is not Scheme.NONE):
            continue
        label = read_text(grid, Address(row, name), LONGEST_NAME, report) if named else ""
        if not label:
            error = CellError(_("The row has no name."), _("Write the name of the row, or delete the row."))
            if not named and column == next(iter(head.columns)) or layout.scheme is Scheme.NONE:
                report.add(grid, Address(row, name), error)
            continue
        cell = read_figure(grid, Address(row, amount), unit, report)
        if cell is not None:
            lines.append(LineEntry(row - head.row, code, label, column, cell))
    return lines


def _read_code(grid: Grid, address: Address, report: Report) -> str:
    """Return a code: digits, also where Excel made a number of them."""
    text = "".join(narrow(read_text(grid, address, LONGEST_CODE, report)).split()) if grid.is_filled(address) else ""
    if text and not (text.isascii() and text.isdigit()):
        shown = {"text": excerpt(text)}
        error = CellError(_("“%(text)s” is no classification code.") % shown, _("Write its digits alone."))
        report.add(grid, address, error)
        return ""
    return text


def _read_note(grid: Grid, report: Report) -> str:
    for address in sorted(grid.values):
        if squeeze(grid.text(address)) == EMPTY_LABEL:
            box = grid.box_of(address)
            place = address._replace(column=(box[1].column if box else address.column) + 1)
            return read_text(grid, place, LONGEST_NOTE, report) if grid.is_filled(place) else ""
    return ""


def _is_remark(grid: Grid, addresses: Sequence[Address]) -> bool:
    """Tell whether a row says something about the table instead of belonging to it."""
    first = squeeze(grid.text(addresses[0]))
    return first.startswith(("注:", "说明:", "备注:")) or first == EMPTY_LABEL or first == "栏次"
