"""The rules in their order, and the two ways to run them."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from disclosure.money.audit import pairs, prose, published, reasons, rollups, tables
from disclosure.money.audit.findings import Case, Context, Finding, open_case
from disclosure.money.figures import OfficeSet, Statement


class Rule(NamedTuple):
    """A rule of statements: its number, and the function that applies it and documents it."""

    number: int
    apply: Callable[[Case], Iterator[Finding]]


class SetRule(NamedTuple):
    """A rule of all offices of a city in one year."""

    number: int
    apply: Callable[[OfficeSet], Iterator[Finding]]


RULES: tuple[Rule, ...] = (
    Rule(1, tables.total_is_sum),
    Rule(2, tables.vehicles_are_sum),
    Rule(3, tables.zeros_are_typed),
    Rule(4, pairs.amounts_go_with_counts),
    Rule(5, reasons.changes_have_reasons),
    Rule(6, published.last_year_is_as_published),
    Rule(7, published.budget_is_as_published),
    Rule(8, prose.percentages_are_right),
    Rule(9, prose.prose_is_as_table),
    Rule(10, pairs.units_are_plausible),
    Rule(10, prose.units_in_prose_are_right),
    Rule(11, reasons.rises_have_reasons),
    Rule(12, published.is_in_time),
    Rule(13, rollups.consolidated_is_sum),
    Rule(16, prose.prose_adds_up),
)
SET_RULES: tuple[SetRule, ...] = (
    SetRule(14, rollups.city_is_sum),
    SetRule(15, rollups.all_have_published),
)


def audit(statement: Statement, context: Context | None = None) -> list[Finding]:
    """Return everything that the rules find in `statement`, in the order of the rules; empty if it is clean."""
    case = open_case(statement, context or Context())
    return [finding for rule in RULES for finding in rule.apply(case)]


def audit_set(offices: OfficeSet) -> list[Finding]:
    """Return what the rules of sets find among the offices of a city in one year."""
    return [finding for rule in SET_RULES for finding in rule.apply(offices)]
