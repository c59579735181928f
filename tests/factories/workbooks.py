"""Workbooks as officers send them: templates filled in, and tables of their own making."""

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook

from disclosure.models import FinanceUnit
from disclosure.money.figures import Cell
from disclosure.money.services import Entry, LineEntry, TableEntry
from disclosure.money.statuses import StatementKind, StatementScope
from disclosure.money.workbooks.names import COVER, Layout
from disclosure.money.workbooks.prefilling import template_for
from disclosure.money.workbooks.templates import Template, write_template
from tests.factories.money import entry

GENERAL = (
    ("", "合计", "300", "200", "100"),
    ("201", "一般公共服务支出", "300", "200", "100"),
    ("20103", "政府办公厅（室）及相关机构事务", "300", "200", "100"),
    ("2010301", "行政运行", "200", "200", "0"),
    ("2010302", "一般行政管理事务", "100", "0", "100"),
)
"""A table in 万元 without a fault."""


def general_table(rows: Sequence[Sequence[str]] = GENERAL) -> TableEntry:
    columns = ("合计", "基本支出", "项目支出")
    return TableEntry(
        "general",
        [
            LineEntry(position, code, name, column, Cell(Decimal(amount) * 10_000))
            for position, (code, name, *amounts) in enumerate(rows, start=1)
            for column, amount in zip(columns, amounts, strict=True)
        ],
    )


def filled(
    unit: FinanceUnit,
    typed: Entry | None = None,
    *,
    year: int = 2023,
    layout: Layout = Layout.VERTICAL,
    cells: Mapping[tuple[str, str], Any] | None = None,
) -> bytes:
    """Return the final account of a unit: its template with `typed`, then other `cells` {(sheet, cell): value}."""
    template = template_for(unit, year, StatementKind.FINAL_ACCOUNT, StatementScope.OWN, layout)
    return edited(written(Template(template.mark, layout, typed or entry())), cells or {})


def written(template: Template) -> bytes:
    file = io.BytesIO()
    write_template(template, file)
    return file.getvalue()


def edited(content: bytes, cells: Mapping[tuple[str, str], Any]) -> bytes:
    """Return the workbook with other values in some cells."""
    if not cells:
        return content
    book = load_workbook(io.BytesIO(content))
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheet_of(rows: Sequence[Sequence[Any]], *, title: str = "Sheet1", merged: Sequence[str] = ()) -> Workbook:
    """Return a workbook with one sheet of these rows."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for box in merged:
        sheet.merge_cells(box)
    return book


__all__ = ["COVER", "GENERAL", "edited", "filled", "general_table", "saved", "sheet_of", "written"]
