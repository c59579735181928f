"""Templates to fill in: the national layout and Lu'an's, with what is known already.

All words are Chinese: these are the official tables. Source of the layouts: 财预〔2016〕143号; the city's statements.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from disclosure.money.figures import Category, Column, Kind
from disclosure.money.printed import PRINTED_COUNTS, PRINTED_NAMES
from disclosure.money.services.entry import Entry
from disclosure.money.workbooks.about import Mark, mark_lines
from disclosure.money.workbooks.amounts import in_unit
from disclosure.money.workbooks.cells import LONGEST_TEXT
from disclosure.money.workbooks.helping import write_help
from disclosure.money.workbooks.names import (
    COUNTS,
    COVER,
    COVER_LABELS,
    HELP,
    ITEM_HEADING,
    KIND_WORDS,
    MARKER,
    NOT_HELD_MARK,
    NOTES,
    NUMBER_HEADING,
    SCOPE_WORDS,
    STAFF_LABEL,
    TEXT_HEADING,
    THREE,
    UNIT_LABEL,
    WHOLE_LABEL,
    Layout,
)
from disclosure.money.workbooks.styles import dress_input, frame, put_heading, put_label, put_text, put_title
from disclosure.money.workbooks.table_sheets import write_tables

GROUPS: Mapping[Kind, tuple[tuple[Column, str], ...]] = {
    Kind.BUDGET: ((Column.PREVIOUS, "上年预算数"), (Column.BUDGET, "本年预算数")),
    Kind.FINAL_ACCOUNT: ((Column.BUDGET, "预算数"), (Column.FINAL, "决算数"), (Column.PREVIOUS, "上年决算数")),
}
"""The groups of columns in the order of the national tables; what they lack, last year's account, stands behind."""

TITLES: Mapping[Kind, str] = {
    Kind.BUDGET: "一般公共预算“三公”经费支出表",
    Kind.FINAL_ACCOUNT: "一般公共预算财政拨款“三公”经费支出决算表",
}
FLAT_ROWS = (
    Category.TOTAL,
    Category.ABROAD,
    Category.VEHICLE,
    Category.PURCHASE,
    Category.RUNNING,
    Category.RECEPTION,
)
UPRIGHT_ROWS = (
    (Category.TOTAL, "合计"),
    (Category.ABROAD, "因公出国（境）费"),
    (Category.RECEPTION, "公务接待费"),
    (Category.VEHICLE, "公务用车购置及运行维护费"),
    (Category.RUNNING, "其中：公务用车运行维护费"),
    (Category.PURCHASE, "公务用车购置费"),
)


@dataclass(frozen=True, slots=True)
class Template:
    """What a template is made of; `entry` is what is known already, in yuan."""

    mark: Mark
    layout: Layout
    entry: Entry


def write_template(template: Template, file: IO[bytes]) -> None:
    """Write the workbook to `file`."""
    book = Workbook()
    sheet = book.active
    sheet.title = HELP
    write_help(sheet)
    _write_cover(book.create_sheet(COVER), template)
    three = book.create_sheet(THREE)
    (_write_flat if template.layout is Layout.HORIZONTAL else _write_upright)(three, template)
    _write_counts(book.create_sheet(COUNTS), template)
    _write_notes(book.create_sheet(NOTES), template)
    write_tables(book, template.entry, template.mark.about)
    _write_mark(book.create_sheet(MARKER), template)
    book.active = book.index(three)
    for each in book.worksheets:
        each.sheet_view.tabSelected = each is three
    book.save(file)


def _write_cover(sheet: Worksheet, template: Template) -> None:
    about = template.mark.about
    put_title(sheet, "部门预算决算公开数据填报表", 2)
    values = {
        "unit_name": about.unit_name,
        "unit_code": about.unit_code,
        "fiscal_year": str(about.fiscal_year),
        "kind": KIND_WORDS[about.kind or Kind.BUDGET],
        "scope": SCOPE_WORDS[about.scope] if about.scope else "",
        "display_unit": template.entry.display_unit,
    }
    for row, (name, label) in enumerate(COVER_LABELS.items(), start=3):
        put_label(sheet.cell(row, 1), label)
        put_label(sheet.cell(row, 2), values[name])
    put_text(sheet.cell(10, 1), "本页由系统填好，请勿改动；换单位、年度时请重新下载模板。")
    _set_widths(sheet, 22, 48)


def _write_flat(sheet: Worksheet, template: Template) -> None:
    """The national layout: groups of six columns, 栏次, one row of figures."""
    kind = template.mark.about.kind or Kind.BUDGET
    running = "公务用车运行费" if kind is Kind.BUDGET else "公务用车运行维护费"
    vehicle = "公务用车购置及运行费" if kind is Kind.BUDGET else "公务用车购置及运行维护费"
    names = ("合计", "因公出国（境）费", "小计", "公务用车购置费", running, "公务接待费")
    groups = GROUPS[kind]
    width = 6 * len(groups)
    _write_head(sheet, template, TITLES[kind], width)
    for place, (column, heading) in enumerate(groups):
        start = 6 * place + 1
        put_heading(sheet.cell(3, start), heading)
        sheet.merge_cells(start_row=3, end_row=3, start_column=start, end_column=start + 5)
        put_heading(sheet.cell(4, start + 2), vehicle)
        sheet.merge_cells(start_row=4, end_row=4, start_column=start + 2, end_column=start + 4)
        for offset, (category, name) in enumerate(zip(FLAT_ROWS, names, strict=True)):
            number = start + offset
            is_part = 2 <= offset <= 4
            put_heading(sheet.cell(5 if is_part else 4, number), name)
            if not is_part:
                sheet.merge_cells(start_row=4, end_row=5, start_column=number, end_column=number)
            put_heading(sheet.cell(6, number), str(number))
            _put_figure(sheet.cell(7, number), template.entry, category, column)
    frame(sheet, 3, 5, width)
    sheet.freeze_panes = "A7"
    sheet.row_dimensions[4].height = sheet.row_dimensions[5].height = 32
    _set_widths(sheet, *[13] * width)
    _allow_amounts(sheet, f"A7:{get_column_letter(width)}7", "A7")


def _write_upright(sheet: Worksheet, template: Template) -> None:
    """Lu'an's layout: a row for each expense."""
    kind = template.mark.about.kind or Kind.BUDGET
    groups = sorted(GROUPS[kind], key=lambda group: list(Column).index(group[0]))
    _write_head(sheet, template, TITLES[kind], len(groups) + 1)
    for number, heading in enumerate((ITEM_HEADING, *(name for _column, name in groups)), start=1):
        put_heading(sheet.cell(3, number), heading)
    for row, (category, name) in enumerate(UPRIGHT_ROWS, start=4):
        put_label(sheet.cell(row, 1), name)
        for number, (column, _heading) in enumerate(groups, start=2):
            _put_figure(sheet.cell(row, number), template.entry, category, column)
    sheet.freeze_panes = "B4"
    _set_widths(sheet, 34, *[16] * len(groups))
    _allow_amounts(sheet, f"B4:{get_column_letter(len(groups) + 1)}9", "B4")


def _write_head(sheet: Worksheet, template: Template, title: str, width: int) -> None:
    about = template.mark.about
    put_title(sheet, f"{about.fiscal_year}年度{title}", width)
    put_text(sheet["A2"], f"单位名称：{about.unit_name}")
    put_text(sheet.cell(2, max(2, width - 1)), f"{UNIT_LABEL}：{template.entry.display_unit}")


def _put_figure(cell: SheetCell, entry: Entry, category: Category, column: Column) -> None:
    dress_input(cell, is_amount=True)
    known = entry.cells.get((category, column))
    if known is not None:
        cell.value = in_unit(known, entry.display_unit)


def _write_counts(sheet: Worksheet, template: Template) -> None:
    put_title(sheet, "实物量和年末人员", 2)
    put_heading(sheet["A3"], ITEM_HEADING)
    put_heading(sheet["B3"], NUMBER_HEADING)
    entry = template.entry
    for row, (kind, (name, unit)) in enumerate(PRINTED_COUNTS.items(), start=4):
        put_label(sheet.cell(row, 1), f"{name}（{unit}）")
        dress_input(sheet.cell(row, 2))
        sheet.cell(row, 2).value = entry.counts.get(kind)
    put_label(sheet.cell(10, 1), f"{STAFF_LABEL}（人）")
    dress_input(sheet.cell(10, 2))
    sheet.cell(10, 2).value = entry.staff
    sheet.freeze_panes = "A4"
    _set_widths(sheet, 36, 16)
    rule = DataValidation(
        type="custom",
        formula1=f'OR(AND(ISNUMBER(B4),B4>=0,B4=INT(B4)),B4="{NOT_HELD_MARK}")',
        errorStyle="warning",
        errorTitle="请核对",
        error=f"请填整数；没有发生填 0；确实没有数据填“{NOT_HELD_MARK}”。",
    )
    rule.add("B4:B10")
    sheet.add_data_validation(rule)


def _write_notes(sheet: Worksheet, template: Template) -> None:
    put_title(sheet, "增减变化及有关情况说明", 2)
    put_heading(sheet["A3"], ITEM_HEADING)
    put_heading(sheet["B3"], TEXT_HEADING)
    entry = template.entry
    lines = [(WHOLE_LABEL, entry.explanation), *((PRINTED_NAMES[row], entry.notes.get(row, "")) for row in Category)]
    for row, (label, text) in enumerate(lines, start=4):
        put_label(sheet.cell(row, 1), label)
        dress_input(sheet.cell(row, 2))
        if text:
            put_text(sheet.cell(row, 2), text)
        sheet.row_dimensions[row].height = 120 if row == 4 else 60
    sheet.freeze_panes = "B4"
    _set_widths(sheet, 30, 90)
    rule = DataValidation(
        type="textLength",
        operator="lessThanOrEqual",
        formula1=str(LONGEST_TEXT),
        errorTitle="太长",
        error=f"最多 {LONGEST_TEXT} 字。",
    )
    rule.add("B4:B10")
    sheet.add_data_validation(rule)


def _write_mark(sheet: Worksheet, template: Template) -> None:
    for row, (key, value) in enumerate(mark_lines(template.mark, template.layout), start=1):
        put_text(sheet.cell(row, 1), key)
        put_text(sheet.cell(row, 2), value)
    sheet.sheet_state = "veryHidden"


def _allow_amounts(sheet: Worksheet, cells: str, first: str) -> None:
    rule = DataValidation(
        type="custom",
        formula1=f'OR(ISNUMBER({first}),{first}="{NOT_HELD_MARK}")',
        errorStyle="warning",
        errorTitle="请核对",
        error=f"请填数字；没有发生填 0；确实没有数据填“{NOT_HELD_MARK}”。",
    )
    rule.add(cells)
    sheet.add_data_validation(rule)


def _set_widths(sheet: Worksheet, *widths: int) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
