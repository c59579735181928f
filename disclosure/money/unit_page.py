"""The parts of the page of one unit, ready to print."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from disclosure.money.charting import YearBar, is_whole, years_chart
from disclosure.money.comparison import SMALLEST_GROUP, TENTH, compare, unit_costs
from disclosure.money.corrections import Edition, corrections_of
from disclosure.money.figures import NOT_HELD, YUAN_PER_WAN, Category, Column, CountKind, Kind
from disclosure.money.fragments import STATEMENT_ADDRESS, unit_rows_html, year_rows_html
from disclosure.money.history import TableHead, YearFigures, find_in, read_editions
from disclosure.money.listing import cut
from disclosure.money.models import FinanceUnit
from disclosure.money.picture import UnitRow, read_notes
from disclosure.money.printed import SHORT_NAMES
from disclosure.money.statuses import StatementKind, UnitGroup
from disclosure.money.statutory import TableCode
from disclosure.money.summary import Told, summarise
from disclosure.money.wording import NOTHING, cell, number, percent, signed, wan, yuan
from foundation.amounts import grouped

N_REASONS = 3
PARTS = (Category.PURCHASE, Category.RUNNING)
"""Rows that are a part of the row above them; they are set in."""

ROWS = (*(row for row in Category if row is not Category.TOTAL), Category.TOTAL)
COMPARED = (Category.TOTAL, Category.RUNNING, Category.RECEPTION)


def years_part(unit: FinanceUnit, years: Sequence[YearFigures], fiscal_year: int, kind: str) -> dict[str, Any]:
    """Return chart and table of all years: of each the final account, the budget where there is none yet."""
    accounts = {row.fiscal_year for row in years if row.kind == StatementKind.FINAL_ACCOUNT}
    shown = [row for row in years if row.kind == StatementKind.FINAL_ACCOUNT or row.fiscal_year not in accounts]
    bars = [YearBar(str(row.fiscal_year), _bar_note(row), row.amounts) for row in reversed(shown)]
    return {
        "chart": years_chart(bars, key="years", title=_("%(unit)s: three public expenses by year") % {"unit": unit}),
        "n_not_drawn": sum(1 for row in shown if not is_whole(row.amounts)),
        "year_rows": year_rows_html(
            (_label(row), STATEMENT_ADDRESS.format(row.statement), row.amounts, _remark(row)) for row in years
        ),
        "kind_tabs": _kind_tabs(years, fiscal_year, kind),
        "year_tabs": [
            (row.fiscal_year, f"?{_place(row)}", row.fiscal_year == fiscal_year) for row in years if row.kind == kind
        ],
        "has_published": bool(years),
        "first_year": years[-1].fiscal_year if years else None,
        "last_year": years[0].fiscal_year if years else None,
        "reasons": _reasons(years),
    }


def statement_part(years: Sequence[YearFigures], chosen: YearFigures) -> dict[str, Any]:
    """Return what the chosen statement says: sentences, table with explanations, counts and costs, corrections."""
    editions, heads = read_editions(chosen.statement)
    edition = editions[-1]
    told = Told(
        chosen.fiscal_year,
        Kind(chosen.kind),
        edition.cells,
        edition.counts,
        {row.fiscal_year: row.total for row in years if row.kind == chosen.kind},
    )
    before = find_in(years, chosen.fiscal_year - 1, chosen.kind)
    return {
        "told": _joined(summarise(told)),
        "edition": edition,
        "figure_rows": [_figure_row(told, row, edition) for row in ROWS],
        "is_account": chosen.kind == StatementKind.FINAL_ACCOUNT,
        "cost_rows": _cost_rows(chosen, before),
        "before_year": chosen.fiscal_year - 1,
        "headline": _headline(told),
        "corrections": _corrections(editions),
        "tables": [_table(head) for head in heads],
    }


def kind_part(unit: FinanceUnit, rows: Sequence[UnitRow]) -> dict[str, Any]:
    """Return how the unit compares, per head of staff, with the units of its kind in the year."""
    own = next((row for row in rows if row.code == unit.code), None)
    if own is None or unit.group == UnitGroup.GOVERNMENT:
        return {"compared": []}
    same = [row for row in rows if row.group == unit.group and not row.is_exempt]
    found = []
    for category in COMPARED:
        pairs = [(row.amounts[category], row.staff) for row in same]
        comparison = compare((own.amounts[category], own.staff), pairs)
        found.append(
            {
                "name": SHORT_NAMES[category],
                "own": yuan(comparison.own),
                "typical": yuan(comparison.typical),
                "n": comparison.n_offices,
                "is_suppressed": comparison.typical is None,
                "difference": percent(comparison.own, comparison.typical),
            }
        )
    return {
        "compared": found if own.statement else [],
        "staff": own.staff,
        "group_label": UnitGroup(unit.group).label,
        "smallest_group": SMALLEST_GROUP,
        "is_compared": any(not row["is_suppressed"] for row in found),
    }


def units_part(
    unit: FinanceUnit, rows: Sequence[UnitRow], key: tuple[int, str], page: int | None, today: date
) -> dict[str, Any]:
    """Return the units directly below, a page of them; `key` is fiscal year and kind."""
    fiscal_year, kind = key
    below = [row for row in rows if row.parent == unit.code]
    shown = cut(below, page)
    place = {"year": fiscal_year, "kind": kind}
    return {
        "n_units": len(below),
        "units_page": shown,
        "units_rows": unit_rows_html(shown.rows, fiscal_year, kind, today),
        "newer": f"?{urlencode({**place, 'page': shown.number - 1})}#units" if shown.number > 1 else "",
        "older": f"?{urlencode({**place, 'page': shown.number + 1})}#units" if shown.number < shown.last else "",
    }


def _kind_tabs(years: Sequence[YearFigures], fiscal_year: int, kind: str) -> list[tuple[str, str, bool]]:
    """Return budget and final account to switch between: of the same year where both are published."""
    tabs = []
    for value, label in StatementKind.choices:
        row = find_in(years, fiscal_year, value) or next((row for row in years if row.kind == value), None)
        if row is not None:
            tabs.append((str(label), f"?{_place(row)}", value == kind))
    return tabs


def _joined(sentences: Sequence[str]) -> str:
    """Return sentences as a paragraph; Chinese puts no space between them."""
    return ("" if (get_language() or "").startswith("zh") else " ").join(sentences)


def _label(row: YearFigures) -> str:
    place = {"fiscal_year": row.fiscal_year, "kind_label": StatementKind(row.kind).label}
    return _("%(fiscal_year)s %(kind_label)s") % place


def _place(row: YearFigures) -> str:
    return urlencode({"year": row.fiscal_year, "kind": row.kind, "scope": row.scope})


def _bar_note(row: YearFigures) -> str:
    return "" if row.kind == StatementKind.FINAL_ACCOUNT else str(StatementKind.BUDGET.label)


def _remark(row: YearFigures) -> str:
    return _("corrected, version %(number)s") % {"number": row.version} if row.version > 1 else ""


def _reasons(years: Sequence[YearFigures]) -> list[dict[str, str]]:
    """Return what was published on the largest changes between final accounts, the latest year first."""
    totals = {row.fiscal_year: row for row in years if row.kind == StatementKind.FINAL_ACCOUNT}
    changes = [
        (row, row.total - before.total)
        for year, row in totals.items()
        if (before := totals.get(year - 1)) is not None
        and row.total is not None
        and before.total is not None
        and row.total != before.total
    ]
    largest = sorted(changes, key=lambda pair: abs(pair[1]), reverse=True)[:N_REASONS]
    said = read_notes([row.statement for row, _change in largest])
    found = []
    for row, change in sorted(largest, key=lambda pair: -pair[0].fiscal_year):
        notes, whole = said.get(row.statement, ({}, ""))
        found.append(
            {
                "year": str(row.fiscal_year),
                "change": signed(change),
                "text": notes.get(Category.TOTAL) or whole or " ".join(notes.values()),
            }
        )
    return found


def _headline(told: Told) -> dict[str, str]:
    amount, before = told.amount(Category.TOTAL), told.amount(Category.TOTAL, Column.PREVIOUS)
    budget = told.amount(Category.TOTAL, Column.BUDGET)
    return {
        "total": wan(amount),
        "change": "" if amount is None or before is None else signed(amount - before),
        "percent": percent(amount, before),
        "completion": _completion(amount, budget) if told.kind is Kind.FINAL_ACCOUNT else "",
        "budget": wan(budget),
    }


def _figure_row(told: Told, category: Category, edition: Edition) -> dict[str, Any]:
    amount, budget = told.amount(category), told.amount(category, Column.BUDGET)
    before = told.amount(category, Column.PREVIOUS)
    is_account = told.kind is Kind.FINAL_ACCOUNT
    change = None if amount is None or before is None else amount - before
    return {
        "name": category.label,
        "is_part": category in PARTS,
        "is_total": category is Category.TOTAL,
        "previous": _shown(told, category, Column.PREVIOUS),
        "budget": _shown(told, category, Column.BUDGET),
        "final": _shown(told, category, Column.FINAL),
        "completion": _completion(amount, budget) if is_account else "",
        "is_over": bool(is_account and amount is not None and budget is not None and amount > budget),
        "change": signed(change),
        "percent": percent(amount, before),
        "note": edition.notes.get(category, ""),
        "lacks_note": bool(change and not edition.notes.get(category) and not edition.explanation),
    }


def _shown(told: Told, category: Category, column: Column) -> dict[str, Any]:
    value = told.cells.get((category, column), NOT_HELD)
    return {"text": cell(value), "is_absent": value.amount is None}


def _completion(amount: Decimal | None, budget: Decimal | None) -> str:
    """Return how much of the budget was used; nothing where nothing was planned."""
    if amount is None or not budget:
        return NOTHING
    return f"{(amount * 100 / budget).quantize(TENTH, ROUND_HALF_UP)}%"


def _cost_rows(chosen: YearFigures, before: YearFigures | None) -> list[dict[str, str]]:
    amounts = {Category(name): amount for name, amount in chosen.amounts.items()}
    earlier: Mapping[CountKind, int | None] = before.counts if before else {}
    return [
        {
            "name": str(cost.counted.label),
            "number": number(cost.number),
            "before": number(earlier.get(cost.counted)),
            "each": _each(cost.each),
        }
        for cost in unit_costs(amounts, chosen.counts)
    ]


def _each(amount: Decimal | None) -> str:
    """Return what one costs: in yuan, from ten thousand on in ten thousands."""
    if amount is None:
        return NOTHING
    if amount < YUAN_PER_WAN:
        return _("%(amount)s yuan") % {"amount": yuan(amount)}
    return _("%(amount)s ten thousand yuan") % {"amount": grouped(amount / YUAN_PER_WAN)}


def _corrections(editions: Sequence[Edition]) -> list[dict[str, Any]]:
    return [
        {
            "edition": correction.edition,
            "changes": [
                {
                    "name": change.name,
                    "column": change.column,
                    "before": cell(change.before) if change.column else _plain(change.before.amount),
                    "after": cell(change.after) if change.column else _plain(change.after.amount),
                }
                for change in correction.changes
            ],
        }
        for correction in corrections_of(editions)
    ]


def _plain(amount: Decimal | None) -> str:
    return _("not held") if amount is None else f"{amount:,}"


def _table(head: TableHead) -> dict[str, Any]:
    return {**head._asdict(), "name": TableCode(head.code).label}
