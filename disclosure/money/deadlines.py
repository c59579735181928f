"""By when a statement is to be published, and under which rule: the earliest-ending of those in force."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from django.utils.translation import gettext as _

from departments.calendar.workcalendar import WorkCalendar
from departments.duties.journal import plain_rule
from departments.duties.models import DeadlineRule
from departments.duties.reckoning import LOCAL_ZONE, Opened, Reckoning, reckon
from disclosure.money.statuses import StatementKind, UnitGroup
from foundation.refusals import Refusal

LAW = "money-20-days"
"""Budget Law, Article 14: 20 days after approval."""

CODES_OF_KIND: Mapping[str, tuple[str, ...]] = {
    StatementKind.BUDGET: (LAW, "money-20-working-days", "money-31-march"),
    StatementKind.FINAL_ACCOUNT: (LAW, "money-20-working-days"),
}
"""Of offices and institutions: the law's, the city's 20 working days, and 31 March for budgets."""

CODES_OF_GROUP: Mapping[str, tuple[str, ...]] = {
    UnitGroup.SCHOOL: ("one-month",),
    UnitGroup.COUNTY: (LAW, "money-31-october"),
}
"""The city's report of 2014: schools within one month of approval, counties and districts by 31 October 2014."""

APPROVALS_DUE = (9, 30)
"""Month and day by which the bureau has approved the final accounts of the year before; what lacks one is listed."""

BUDGETS_DUE = (3, 31)
"""Month and day by which the budgets of the year are approved and published: the city's report of 2014."""


def approvals_due_on(fiscal_year: int, kind: str) -> date:
    """Return the day by which every unit has its approval: in the year itself for budgets, in the next for accounts."""
    if kind == StatementKind.BUDGET:
        return date(fiscal_year, *BUDGETS_DUE)
    return date(fiscal_year + 1, *APPROVALS_DUE)


class Candidate(NamedTuple):
    """A rule in force on the day of approval, and the due date it leads to."""

    rule: DeadlineRule
    reckoning: Reckoning


def starts_at(approved_on: date) -> datetime:
    """Return the beginning of the day of approval; that day is not counted."""
    return datetime.combine(approved_on, time(), LOCAL_ZONE)


def candidates(approved_on: date, kind: str, group: str, calendar: WorkCalendar) -> list[Candidate]:
    """Return the rules in force on the day of approval with their due dates, the binding one first.

    It is the one that ends earliest; of equal ones the law's, which stands first. Where the rules of a kind of unit are
    not in force, those of all others hold. Raises Refusal if none is in force.
    """
    found = _in_force(CODES_OF_GROUP.get(group, ()), approved_on, calendar)
    found = found or _in_force(CODES_OF_KIND[kind], approved_on, calendar)
    if not found:
        text = _("On %(day)s no rule for the publication of approved statements is in force; enter one first.")
        raise Refusal(text % {"day": approved_on}, code="no_rule")
    return sorted(found, key=lambda candidate: candidate.reckoning.due_on)


def _in_force(codes: Sequence[str], approved_on: date, calendar: WorkCalendar) -> list[Candidate]:
    """Return those of the rules that are in force on the day, in the order of their codes."""
    rules = {rule.code: rule for rule in DeadlineRule.objects.in_force(approved_on).filter(code__in=codes)}
    opened = [Opened(at=starts_at(approved_on))]
    return [
        Candidate(rules[code], reckon(plain_rule(rules[code]), opened, calendar)) for code in codes if code in rules
    ]
