"""What is done to duties: opened, met, cancelled, handed on. Changes of the clock are in `clockwork`.

Each service locks the duty, guards, mutates, records an event and leaves the sums to the triggers of the table.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from departments.calendar.current import current_calendar
from departments.duties.actors import Actor
from departments.duties.clock import Opened
from departments.duties.journal import explain, local_date, plain_rule, record
from departments.duties.kinds import EventKind
from departments.duties.models import DeadlineRule, Duty
from departments.duties.reckoning import reckon
from departments.officers.models import Officer
from departments.offices.models import Department
from foundation.refusals import WrongState

__all__ = ["assign_duty", "cancel_duty", "explain", "lock_open", "meet_duty", "open_duty", "transfer_duty"]


@transaction.atomic
def open_duty(
    *,
    department: Department,
    kind: str,
    subject_kind: str,
    subject_key: str,
    title: str,
    rule: DeadlineRule,
    starts_at: datetime,
    at: datetime,
    by: Actor,
    channel: str = "",
    handler: Officer | None = None,
    parent: Duty | None = None,
) -> Duty:
    """Open a duty and return it; if the same is owed for the same subject already, return the open one.

    `starts_at` is the moment of receipt, `at` the moment of recording. The due date follows from the rule and the
    work calendar; with a year not loaded it is provisional.
    """
    calendar = current_calendar()
    reckoning = reckon(plain_rule(rule), [Opened(at=starts_at)], calendar)
    duty = Duty(
        department=department,
        handler=handler,
        kind=kind,
        channel=channel,
        title=title,
        subject_kind=subject_kind,
        subject_key=subject_key,
        parent=parent,
        rule=rule,
        starts_at=starts_at,
        due_on=reckoning.due_on,
        due_at=reckoning.due_at,
        is_provisional=reckoning.is_provisional,
    )
    try:
        with transaction.atomic():
            duty.save(force_insert=True)
    except IntegrityError:
        return Duty.objects.open().get(kind=kind, subject_kind=subject_kind, subject_key=subject_key)
    record(
        duty,
        EventKind.OPENED,
        effective_on=local_date(starts_at),
        at=at,
        by=by,
        parameters={"rule": rule.code, "department": department.code},
        due_after=duty.due_on,
        calendar=calendar,
    )
    return duty


@transaction.atomic
def meet_duty(duty: Duty, *, at: datetime, by: Actor) -> Duty:
    """Record that the duty was met at `at`; late, its breach is recorded with its true date if the sweep has not.

    Raises WrongState if it is closed already.
    """
    duty = lock_open(duty)
    duty.met_on = local_date(at)
    if duty.breached_on is None and duty.met_on > duty.due_on:
        duty.breached_on = duty.due_on + timedelta(days=1)
        record(duty, EventKind.BREACHED, effective_on=duty.breached_on, at=at, by=by, due_before=duty.due_on)
    duty.save(update_fields=["met_on", "breached_on"])
    record(duty, EventKind.MET, effective_on=duty.met_on, at=at, by=by, due_before=duty.due_on)
    return duty


@transaction.atomic
def cancel_duty(duty: Duty, *, at: datetime, by: Actor, reason: str) -> Duty:
    """Cancel an open duty: nothing is owed any more. `reason` is a code of the floor above."""
    duty = lock_open(duty)
    duty.cancelled_on = local_date(at)
    duty.save(update_fields=["cancelled_on"])
    record(duty, EventKind.CANCELLED, effective_on=duty.cancelled_on, at=at, by=by, reason=reason)
    return duty


@transaction.atomic
def transfer_duty(duty: Duty, *, to: Department, at: datetime, by: Actor, reason: str) -> Duty:
    """Hand the duty to another office; the clock goes on as it stands (being passed on starts nothing anew)."""
    duty = lock_open(duty)
    if duty.department_id == to.pk:
        raise WrongState(_("The office owes this already; choose another one."))
    parameters = {"from": duty.department.code, "to": to.code}
    duty.department, duty.handler = to, None
    duty.save(update_fields=["department", "handler"])
    record(
        duty,
        EventKind.TRANSFERRED,
        effective_on=local_date(at),
        at=at,
        by=by,
        reason=reason,
        parameters=parameters,
    )
    return duty


@transaction.atomic
def assign_duty(duty: Duty, *, handler: Officer | None, at: datetime, by: Actor) -> Duty:
    """Give the duty to an officer of its office, or back to all of them (`handler` None)."""
    duty = lock_open(duty)
    parameters = {"from": duty.handler_id, "to": handler.pk if handler else None}
    duty.handler = handler
    duty.save(update_fields=["handler"])
    record(duty, EventKind.REASSIGNED, effective_on=local_date(at), at=at, by=by, parameters=parameters)
    return duty


def lock_open(duty: Duty) -> Duty:
    """Return the duty as it stands now, locked until the transaction ends; raise WrongState if it is closed."""
    duty = Duty.objects.select_for_update(of=("self",)).select_related("department", "rule").get(pk=duty.pk)
    if not duty.is_open:
        raise WrongState(_("This duty is closed; a closed duty never changes."))
    return duty
