"""The sheets of the other statutory tables in a template."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from disclosure.money.services.entry import Entry, LineEntry, TableEntry
from disclosure.money.statutory import TABLES, Level, Scheme, StatutoryTable
from disclosure.money.workbooks.about import About
from disclosure.money.workbooks.amounts import in_unit
from disclosure.money.workbooks.names import (
    CODE_HEADING,
    EMPTY_LABEL,
    NAME_HEADING,
    PRINTED_TABLES,
    UNIT_LABEL,
)
from disclosure.money.workbooks.styles import dress_input, put_heading, put_label, put_text, put_title

SPARE_ROWS = 20
"""So many dressed rows stand ready below what is known; more may be written below them."""

HEAD_ROW = 5
HINTS = {
    Level.ITEM: "科目编码填到项级：类 3 位、款 5 位、项 7 位。",
    Level.SECTION: "科目编码填到款级：类 3 位、款 5 位。",
}


def write_tables(book: Workbook, entry: Entry, about: About) -> None:
    """Write a sheet for each table, with the lines that were entered before."""
    known = {table.code: table for table in entry.tables or ()}
    for layout in TABLES:
        table = known.get(layout.code) or TableEntry(layout.code, display_unit=entry.display_unit)
        _write_table(book.create_sheet(PRINTED_TABLES[layout.code][:31]), layout, table, about)


def _write_table(sheet: Worksheet, layout: StatutoryTable, table: TableEntry, about: About) -> None:
    headings = _headings(layout)
    put_title(sheet, f"{about.fiscal_year}年度{PRINTED_TABLES[layout.code]}", len(headings))
    put_text(sheet["A2"], f"单位名称：{about.unit_name}")
    put_text(sheet.cell(2, len(headings)), f"{UNIT_LABEL}：{table.display_unit}")
    put_label(sheet["A3"], EMPTY_LABEL)
    dress_input(sheet["B3"])
    if not table.lines and table.note:
        put_text(sheet["B3"], table.note)
    put_text(sheet["A4"], HINTS[layout.finest] if layout.finest else "收入、支出各写项目名称和金额。")
    for number, heading in enumerate(headings, start=1):
        put_heading(sheet.cell(HEAD_ROW, number), heading)
    rows = rows_of(table.lines)
    for offset in range(len(rows) + SPARE_ROWS):
        row = HEAD_ROW + 1 + offset
        _dress_row(sheet, layout, row)
        if offset < len(rows):
            _put_row(sheet, layout, row, rows[offset], table.display_unit)
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 1 if layout.scheme is Scheme.NONE else 3)
    for number, heading in enumerate(headings, start=1):
        is_name = heading == NAME_HEADING or heading.endswith("项目")
        sheet.column_dimensions[get_column_letter(number)].width = 40 if is_name else 18


def rows_of(lines: Sequence[LineEntry]) -> list[list[LineEntry]]:
    """Return the lines by printed row, in order."""
    rows: dict[int, list[LineEntry]] = {}
    for line in lines:
        rows.setdefault(line.position, []).append(line)
    return [rows[position] for position in sorted(rows)]


def _headings(layout: StatutoryTable) -> list[str]:
    if layout.scheme is Scheme.NONE:
        return [heading for column in layout.columns for heading in (f"{column}项目", column)]
    return [CODE_HEADING, NAME_HEADING, *layout.columns]


def _dress_row(sheet: Worksheet, layout: StatutoryTable, row: int) -> None:
    for number, heading in enumerate(_headings(layout), start=1):
        dress_input(sheet.cell(row, number), is_amount=heading in layout.columns)
        if heading == CODE_HEADING:
            sheet.cell(row, number).number_format = "@"


def _put_row(sheet: Worksheet, layout: StatutoryTable, row: int, lines: Sequence[LineEntry], unit: str) -> None:
    for line in lines:
        place = layout.columns.index(line.column)
        if layout.scheme is Scheme.NONE:
            put_text(sheet.cell(row, 2 * place + 1), line.name)
            sheet.cell(row, 2 * place + 2).value = in_unit(line.cell, unit)
            continue
        put_text(sheet.cell(row, 1), line.code)
        put_text(sheet.cell(row, 2), line.name)
        sheet.cell(row, 3 + place).value = in_unit(line.cell, unit)
