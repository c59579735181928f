"""Duties as rows, in every state; for tests that read them. Tests of what is done to duties call the services."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from departments.duties.lateness import Punctuality, punctuality
from departments.models import DeadlineRule, Department, Duty, DutyEvent

CHINA = ZoneInfo("Asia/Shanghai")
NUMBERS = count(1)
NATURAL, WORKING = "reply-7-days", "reply-15-working-days"


def rule_of(code: str) -> DeadlineRule:
    """Return the version of this rule that came into force last."""
    return DeadlineRule.objects.filter(code=code).latest("in_force_from")


def duty_of(department: Department, *, due_on: date, rule: str = NATURAL, **fields: Any) -> Duty:
    """Return a new duty due on `due_on`; open unless `met_on` or `cancelled_on` says otherwise."""
    duty = unsaved_duty_of(department, due_on=due_on, rule=rule_of(rule), **fields)
    duty.save(force_insert=True)
    return duty


def unsaved_duty_of(department: Department, *, due_on: date, rule: DeadlineRule, **fields: Any) -> Duty:
    """Return it before it is a row, for those who make many at once."""
    number = next(NUMBERS)
    values: dict[str, Any] = {
        "kind": "reply",
        "channel": "leader",
        "title": f"LD-{number:06d}",
        "subject_kind": "message",
        "subject_key": str(number),
        "rule": rule,
        "starts_at": datetime.combine(due_on - timedelta(days=7), datetime.min.time(), CHINA).replace(hour=9),
    }
    return Duty(department=department, due_on=due_on, **{**values, **fields})


def is_in_time(duty: Duty) -> bool:
    """Tell whether a met duty was met in time."""
    return punctuality(duty, date.max) == Punctuality.IN_TIME


def event_of(duty: Duty, kind: str, on: date) -> DutyEvent:
    """Return a new event of a duty."""
    at = datetime.combine(on, datetime.min.time(), CHINA).replace(hour=10)
    return DutyEvent.objects.create(duty=duty, kind=kind, effective_on=on, recorded_at=at, actor_kind="system")
