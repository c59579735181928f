"""Rules 13, 14 and 15: sums over units and offices, and whether all of them published."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosure.money.audit.findings import Case, Finding, Severity, is_near, place_of
from disclosure.money.figures import Category, Cell, OfficeSet, Scope, in_wan

FILES: Mapping[str, str | Promise] = {
    "budget": _("the budget"),
    "final_account": _("the final account"),
    "three_public": _("the three public expenses"),
}
"""What every office that draws up a budget publishes for a year (rule 15)."""


def consolidated_is_sum(case: Case) -> Iterator[Finding]:
    """Rule 13: 部门汇总 = 本级 + 所属单位, in each row that the units give, within 0.01 万元. An error."""
    statement = case.statement
    if statement.scope is not Scope.CONSOLIDATED or not statement.subordinates:
        return
    column = statement.own_column
    units = [subordinate.cells for subordinate in statement.subordinates]
    lines, places = [], []
    for category in Category:
        terms = _terms(category, units)
        values = case.ledger.values(category, column)
        if terms is None or not values or any(is_near(value, sum(terms, Decimal(0))) for value in values):
            continue
        lines.append(_sum_line(category, terms, values[0]))
        places.append(place_of(category, column))
    if lines:
        text = _("The office with its units is not the sum of them: %(sums)s.")
        yield Finding(13, Severity.ERROR, text, {"sums": "；".join(lines)}, tuple(places))


def city_is_sum(offices: OfficeSet) -> Iterator[Finding]:
    """Rule 14: 本级汇总“三公” = Σ 部门, in each row, within 0.01 万元; classified offices stay outside. An error."""
    units = [office.cells for office in offices.offices if not office.is_classified]
    lines, places = [], []
    for category in Category:
        terms, printed = _terms(category, units), offices.rollup.get(category)
        if terms is None or printed is None or printed.amount is None:
            continue
        if not is_near(printed.amount, sum(terms, Decimal(0))):
            lines.append(_sum_line(category, terms, printed.amount))
            places.append(f"rollup.{category}")
    if lines:
        text = _("The sum of the city is not the sum of its offices: %(sums)s.")
        yield Finding(14, Severity.ERROR, text, {"sums": "；".join(lines)}, tuple(places))


def all_have_published(offices: OfficeSet) -> Iterator[Finding]:
    """Rule 15: each office published its budget, final account and three public expenses, or a bulletin names it.

    An error.
    """
    for office in offices.offices:
        if office.is_classified:
            continue
        for file, label in FILES.items():
            if office.published.get(file) is None and (office.name, file) not in offices.named:
                text = _("%(office)s has not published %(file)s of %(year)s, and no bulletin names it.")
                parameters = {"office": office.name, "file": label, "year": offices.fiscal_year}
                yield Finding(15, Severity.ERROR, text, parameters, (f"{office.name}.{file}",))


def _terms(category: Category, units: list[Mapping[Category, Cell]]) -> list[Decimal] | None:
    """Return the amounts of a row in all units; None unless each of them gives it."""
    cells = [unit.get(category) for unit in units]
    amounts = [cell.amount for cell in cells if cell is not None and cell.amount is not None]
    return amounts if amounts and len(amounts) == len(units) else None


def _sum_line(category: Category, terms: list[Decimal], printed: Decimal) -> str:
    if len(terms) > MOST_TERMS:
        return f"{category.label} Σ = {in_wan(sum(terms, Decimal(0)))} ≠ {in_wan(printed)}"
    return f"{category.label} {' + '.join(map(in_wan, terms))} = {in_wan(sum(terms, Decimal(0)))} ≠ {in_wan(printed)}"


MOST_TERMS = 8
"""Longer sums are told without their terms."""
