"""The table of the three public expenses in its official layouts. Pure.

Horizontal: 财预〔2016〕143号 (budgets: last year's and this year's budget; accounts: budget and final figures with the
line 栏次). Vertical: the form that offices of Lu'an print.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from disclosure.money.figures import NOT_HELD, Absence, Category, Cell, Column, Kind, Place
from disclosure.money.printing.amounts import cell_text, change_text, rate_text, unit_name
from disclosure.money.printing.document import Grid, Span
from disclosure.money.printing.names import (
    COLUMN_NAMES,
    HORIZONTAL,
    NOTE_BLANK,
    NOTE_NOT_HELD,
    NOTE_OF_ACCOUNT,
    NOTE_OF_BUDGET,
    THREE_PUBLIC,
)

Cells = Mapping[Place, Cell]
FIRST_PART, FURTHER_PART = "　其中：", "　　　　"
"""Stand in front of the names of rows that are parts of the row above."""


class Layout(StrEnum):
    """How the table of the three public expenses lies on the paper."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"


ACROSS = tuple(Category)
DOWN = (
    Category.TOTAL,
    Category.ABROAD,
    Category.RECEPTION,
    Category.VEHICLE,
    Category.RUNNING,
    Category.PURCHASE,
)
"""Lu'an prints reception before vehicles, and running before purchase."""


def three_public_table(cells: Cells, kind: Kind, unit: str, layout: Layout) -> Grid:
    """Return the table of a statement of `kind`, amounts in `unit`."""
    return _horizontal(cells, kind, unit) if layout is Layout.HORIZONTAL else _vertical(cells, kind, unit)


def change_table(cells: Cells, kind: Kind, unit: str) -> Grid:
    """Return each row's figures of last year and this year with the change; of accounts also the share of the budget.

    What stands in no cell of the statement is a dash; nothing is reckoned from a base of zero.
    """
    own = Column.BUDGET if kind is Kind.BUDGET else Column.FINAL
    shown = [Column.PREVIOUS, own] if kind is Kind.BUDGET else [Column.PREVIOUS, Column.BUDGET, own]
    head = ["项目", *(COLUMN_NAMES[kind][column] for column in shown), "比上年增减", "为上年的"]
    if kind is Kind.FINAL_ACCOUNT:
        head.append("完成预算的")
    body = []
    for name, category in zip(_names(kind, ACROSS), ACROSS, strict=True):
        amount = _cell(cells, category, own).amount
        previous = _cell(cells, category, Column.PREVIOUS).amount
        row = [name, *(cell_text(_cell(cells, category, column), unit) for column in shown)]
        row += [change_text(amount, previous, unit), rate_text(amount, previous)]
        if kind is Kind.FINAL_ACCOUNT:
            row.append(rate_text(amount, _cell(cells, category, Column.BUDGET).amount))
        body.append(row)
    return Grid(
        caption="“三公”经费增减变化情况表",
        head=[[Span(text) for text in head]],
        body=body,
        widths=[3.9] + [1.2] * (len(head) - 1),
        unit=unit_name(unit),
        notes=["百分比按表内数计算，保留一位小数；上年数或预算数为零的不计算，以“—”表示。"],
    )


def _columns(kind: Kind) -> tuple[Column, Column]:
    return (Column.PREVIOUS, Column.BUDGET) if kind is Kind.BUDGET else (Column.BUDGET, Column.FINAL)


def _horizontal(cells: Cells, kind: Kind, unit: str) -> Grid:
    names = HORIZONTAL[kind]
    columns = _columns(kind)
    inner = [
        Span("合计", rows=2),
        Span(names[Category.ABROAD], rows=2),
        Span(names[Category.VEHICLE], columns=3),
        Span(names[Category.RECEPTION], rows=2),
    ]
    lowest = [Span("小计"), Span(names[Category.PURCHASE]), Span(names[Category.RUNNING])]
    body = [[str(number) for number in range(1, 13)]] if kind is Kind.FINAL_ACCOUNT else []
    body.append([cell_text(_cell(cells, row, column), unit) for column in columns for row in ACROSS])
    head: list[Sequence[Span]] = [
        [Span(COLUMN_NAMES[kind][column], columns=6) for column in columns],
        inner * 2,
        lowest * 2,
    ]
    first_column = [Span("项目", rows=3)]
    head[0] = [*first_column, *head[0]]
    labels = ["栏次", "金额"] if kind is Kind.FINAL_ACCOUNT else ["金额"]
    return Grid(
        caption=THREE_PUBLIC[kind],
        head=head,
        body=[[label, *row] for label, row in zip(labels, body, strict=True)],
        widths=[0.8, *([1.0, 1.1, 1.0, 1.1, 1.15, 1.0] * 2)],
        unit=unit_name(unit),
        notes=_notes(cells, kind, columns),
        is_wide=True,
    )


def _vertical(cells: Cells, kind: Kind, unit: str) -> Grid:
    columns = _columns(kind)
    return Grid(
        caption=THREE_PUBLIC[kind],
        head=[[Span("项目"), *(Span(COLUMN_NAMES[kind][column]) for column in columns)]],
        body=[
            [name, *(cell_text(_cell(cells, row, column), unit) for column in columns)]
            for name, row in zip(_names(kind, DOWN), DOWN, strict=True)
        ],
        widths=[2.4, 1.3, 1.3],
        unit=unit_name(unit),
        notes=_notes(cells, kind, columns),
    )


def _names(kind: Kind, rows: Sequence[Category]) -> list[str]:
    """Return the names of the rows; the first part of the vehicles begins with 其中, the second stands below it."""
    parts = [row for row in rows if row in {Category.PURCHASE, Category.RUNNING}]
    leads: dict[Category, str] = {parts[0]: FIRST_PART, parts[1]: FURTHER_PART}
    return [leads.get(row, "") + HORIZONTAL[kind][row] for row in rows]


def _cell(cells: Cells, category: Category, column: Column) -> Cell:
    return cells.get((category, column), NOT_HELD)


def _notes(cells: Cells, kind: Kind, columns: Sequence[Column]) -> list[str]:
    shown = [_cell(cells, category, column) for category in ACROSS for column in columns]
    notes = [NOTE_OF_BUDGET if kind is Kind.BUDGET else NOTE_OF_ACCOUNT]
    if any(cell.absence is Absence.BLANK for cell in shown):
        notes.append(NOTE_BLANK)
    if any(cell.absence is Absence.NOT_HELD for cell in shown):
        notes.append(NOTE_NOT_HELD)
    return notes
