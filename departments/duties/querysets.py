"""Which duties, which rules? What is late is asked in the words of `lateness`, here and by whatever leads to a duty."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from departments.duties.acting import roles_that_act
from departments.duties.kinds import DutyKind
from departments.officers.models import Officer
from departments.officers.scoping import is_nobodys, within_scope


def is_open(field: str = "") -> Q:
    """Return the condition "neither met nor cancelled"; `field` leads to the duty, from the duty itself it is empty."""
    return _of(field, met_on=None, cancelled_on=None)


def is_overdue(today: date, field: str = "") -> Q:
    """Return the condition "late and still owed on `today`": `Punctuality.OVERDUE` of the rule in `lateness`."""
    return is_open(field) & _of(field, due_on__lt=today, is_suspended=False)


def is_expired(moment: str, field: str = "") -> Q:
    """Return the condition "the time was over at the instant in the column `moment`", as `lateness.is_expired`."""
    prefix = f"{field}__" if field else ""
    by_day = _of(field, due_at=None) & Q(**{f"{moment}__date__gt": F(f"{prefix}due_on")})
    by_hour = Q(**{f"{moment}__gt": F(f"{prefix}due_at")})
    return (by_day | by_hour) & _of(field, is_suspended=False)


def is_unhandled(today: date) -> Q:
    """Return the condition "given to nobody who may act on it on `today`", of duties themselves."""
    condition = Q(pk__in=())
    for kind in DutyKind:
        condition |= Q(kind=kind) & is_nobodys(roles_that_act(kind), today)
    return condition


def _of(field: str, **conditions: Any) -> Q:
    return Q(**{f"{field}__{name}" if field else name: value for name, value in conditions.items()})


class RuleQuerySet(models.QuerySet):
    def in_force(self, on: date) -> Self:
        """Return the versions in force on the local date `on`."""
        return self.filter(Q(in_force_to=None) | Q(in_force_to__gte=on), in_force_from__lte=on)


class DutyQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer, today: date) -> Self:
        """Return the duties of the offices in the officer's scope."""
        return self.filter(within_scope(officer, "departments.view_duty", today))

    def open(self) -> Self:
        return self.filter(is_open())

    def overdue(self, today: date) -> Self:
        """Return open duties whose due date has passed on `today` (a local date) and whose clock runs."""
        return self.filter(is_overdue(today))

    def met_in_time(self) -> Self:
        """Return duties met on or before the due date; a rule in hours can also be missed on the day itself."""
        return self.filter(Q(due_at=None) | Q(breached_on=None), met_on__lte=F("due_on"))

    def running(self) -> Self:
        """Return open duties whose clock is not stopped."""
        return self.open().filter(is_suspended=False)

    def decided(self, today: date) -> Self:
        """Return duties whose due date has passed on `today`, met or not: those an on-time rate is reckoned from."""
        return self.filter(due_on__lt=today, cancelled_on=None, is_suspended=False)

    def missed(self) -> Self:
        """Return duties met late or not met: exactly those that are not `met_in_time`."""
        is_missed_by_hours = Q(due_at__isnull=False, breached_on__isnull=False)
        return self.filter(Q(met_on=None) | Q(met_on__gt=F("due_on")) | is_missed_by_hours)

    def provisional(self) -> Self:
        """Return open duties whose due date may move when the calendar of its year is loaded."""
        return self.open().filter(is_provisional=True)

    def suspended(self) -> Self:
        """Return open duties whose clock is stopped."""
        return self.open().filter(is_suspended=True)
