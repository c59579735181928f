"""Rules 1 to 3: the table in itself."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from disclosure.money.audit.findings import Case, Finding, Severity, place_of
from disclosure.money.figures import Category, Column, in_wan

ZERO = Decimal(0)


def total_is_sum(case: Case) -> Iterator[Finding]:
    """Rule 1: 合计 = 出国 + 车小计 + 接待, in each column, within 0.01 万元. An error."""
    statement = case.statement
    for column in statement.columns:
        if column not in case.ledger.broken_totals:
            continue
        total, abroad, vehicle, reception = (
            statement.amount(row, column) or ZERO
            for row in (Category.TOTAL, Category.ABROAD, Category.VEHICLE, Category.RECEPTION)
        )
        yield Finding(
            1,
            Severity.ERROR,
            _("%(column)s: %(abroad)s + %(vehicle)s + %(reception)s = %(sum)s, but the total is printed as %(total)s."),
            {
                "column": column.label,
                "abroad": in_wan(abroad),
                "vehicle": in_wan(vehicle),
                "reception": in_wan(reception),
                "sum": in_wan(abroad + vehicle + reception),
                "total": in_wan(total),
            },
            (place_of(Category.TOTAL, column),),
        )


def vehicles_are_sum(case: Case) -> Iterator[Finding]:
    """Rule 2: 车小计 = 购置 + 运行, in each column, within 0.01 万元. An error."""
    statement = case.statement
    for column in statement.columns:
        if column not in case.ledger.broken_subtotals:
            continue
        vehicle, purchase, running = (
            statement.amount(row, column) or ZERO for row in (Category.VEHICLE, Category.PURCHASE, Category.RUNNING)
        )
        yield Finding(
            2,
            Severity.ERROR,
            _("%(column)s: %(purchase)s + %(running)s = %(sum)s, but the vehicles are printed as %(vehicle)s."),
            {
                "column": column.label,
                "purchase": in_wan(purchase),
                "running": in_wan(running),
                "sum": in_wan(purchase + running),
                "vehicle": in_wan(vehicle),
            },
            (place_of(Category.VEHICLE, column),),
        )


def zeros_are_typed(case: Case) -> Iterator[Finding]:
    """Rule 3: a zero is typed 0; a cell left blank, or marked “—” or “无”, doesn't say what it means. An error."""
    if case.ledger.is_full or not any(cell.is_blank for cell in case.statement.cells.values()):
        return
    blank = [
        (category, column)
        for category in Category
        for column in case.statement.columns
        if case.statement.cell(category, column).is_blank
    ]
    yield Finding(
        3,
        Severity.ERROR,
        _("No figure is printed where one belongs: %(cells)s. A zero is written 0."),
        {"cells": _list_cells(blank)},
        tuple(place_of(category, column) for category, column in blank),
    )


def _list_cells(cells: list[tuple[Category, Column]]) -> str:
    return "、".join(f"{category.label}（{column.label}）" for category, column in cells)
