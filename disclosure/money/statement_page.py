"""One published version of a statement, as it was published, ready to print."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from disclosure.money.comparison import unit_costs
from disclosure.money.corrections import cells_of
from disclosure.money.figures import NOT_HELD, Absence, Category, Cell, Column, CountKind, Kind
from disclosure.money.models import StatementVersion
from disclosure.money.publishing import digest_of
from disclosure.money.statuses import StatementKind
from disclosure.money.statutory import LAYOUT_OF, TableCode
from disclosure.money.wording import cell, number, signed

PARTS = (Category.PURCHASE, Category.RUNNING)
ROWS = (*(row for row in Category if row is not Category.TOTAL), Category.TOTAL)


class PrintedLine(NamedTuple):
    """A row of a statutory table; its cells stand in the order of the columns."""

    code: str
    name: str
    cells: Sequence[str]


class PrintedTable(NamedTuple):
    """A statutory table: its columns are those of the layout, then any others that were published."""

    code: str
    name: Any
    display_unit: str
    is_empty: bool
    note: str
    columns: Sequence[str]
    lines: Sequence[PrintedLine]
    has_codes: bool


def statement_context(version: StatementVersion) -> dict[str, Any]:
    """Return what the page of a version prints; amounts in 万元, absent ones with their reason."""
    content = version.content
    cells = cells_of(content["cells"])
    kind = Kind(content["kind"])
    columns = (Column.PREVIOUS, Column.BUDGET) if kind is Kind.BUDGET else tuple(Column)
    notes = content["notes"] or {}
    return {
        "content": content,
        "columns": [column.label for column in columns],
        "rows": [_row(category, columns, cells, notes) for category in ROWS],
        "counts": _counts(content["counts"]),
        "warnings": content["warnings"],
        "tables": [printed_table(table) for table in content["tables"]],
        "is_intact": digest_of(content, version.number, version.reason, version.previous_digest) == version.digest,
        "is_account": content["kind"] == StatementKind.FINAL_ACCOUNT,
    }


def printed_table(table: Mapping[str, Any]) -> PrintedTable:
    """Return a table as its rows stand, from its lines: position, code, name, column, amount, absence."""
    lines = table["lines"]
    layout = LAYOUT_OF[table["code"]].columns
    others = dict.fromkeys(line[3] for line in lines if line[3] not in layout)
    columns = [*layout, *others]
    rows: dict[tuple[int, str, str], dict[str, str]] = {}
    for position, code, name, column, amount, absence in lines:
        value = Cell(None if amount is None else Decimal(amount), Absence(absence) if absence else None)
        rows.setdefault((position, code, name), {})[column] = cell(value)
    return PrintedTable(
        table["code"],
        TableCode(table["code"]).label,
        table["display_unit"],
        table["is_empty"],
        table["note"],
        columns,
        [
            PrintedLine(code, name, [found.get(each, "") for each in columns])
            for (_p, code, name), found in rows.items()
        ],
        any(code for _p, code, _name in rows),
    )


def _row(
    category: Category, columns: Sequence[Column], cells: Mapping[Any, Cell], notes: Mapping[str, str]
) -> dict[str, Any]:
    values = [cells.get((category, column), NOT_HELD) for column in columns]
    own, before = values[-1].amount, values[0].amount
    return {
        "name": category.label,
        "is_part": category in PARTS,
        "is_total": category is Category.TOTAL,
        "cells": [{"text": cell(value), "is_absent": value.amount is None} for value in values],
        "change": signed(None if own is None or before is None else own - before),
        "note": notes.get(category, ""),
    }


def _counts(stored: Mapping[str, int | None]) -> list[dict[str, str]]:
    counts = {CountKind(kind): value for kind, value in stored.items()}
    return [{"name": str(cost.counted.label), "number": number(cost.number)} for cost in unit_costs({}, counts)]
