"""Which rule binds an approval, and why: all that were in force on its day, with the dates they lead to."""

from datetime import date
from typing import Any, NamedTuple

from departments.calendar.current import current_calendar
from disclosure.money.deadlines import Candidate, candidates
from disclosure.money.models import Approval
from foundation.refusals import Refusal


class Option(NamedTuple):
    """A rule in force on the day of approval, its due date, and whether it is the one that binds."""

    rule: Any
    due_on: date
    binds: bool


def binding_of(approval: Approval) -> list[Option]:
    """Return the rules that were in force on the day of an approval; the one its duty was opened under binds."""
    try:
        found = candidates(approval.approved_on, approval.kind, approval.unit.group, current_calendar())
    except Refusal:  # the rules changed since; the duty keeps its own
        found = []
    options = [Option(each.rule, each.reckoning.due_on, each.rule.pk == approval.duty.rule_id) for each in found]
    if not any(option.binds for option in options):
        options.insert(0, Option(approval.duty.rule, approval.duty.due_on, True))
    return options


def options_of(found: list[Candidate]) -> list[Option]:
    """Return the rules of an approval that is about to be entered, the binding one first."""
    return [Option(each.rule, each.reckoning.due_on, place == 0) for place, each in enumerate(found)]
