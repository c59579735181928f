"""What is done to duties: opened, met, cancelled, handed on, excused. Each locks the duty, guards, and records an event
from which the columns follow; the sums follow by the triggers of the table. The clock is changed in `clockwork`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from departments.calendar.current import current_calendar
from departments.calendar.workcalendar import WorkCalendar
from departments.duties.actors import SYSTEM, Actor
from departments.duties.clock import Opened, Resumed, last_effect, local_date_of
from departments.duties.clockwork import extend_duty, restart_duty, resume_duty, suspend_duty
from departments.duties.journal import (
    clock_of,
    explain,
    lock_duty,
    lock_open,
    new_opening,
    plain_rule,
    record,
)
from departments.duties.kinds import ActorKind, EventKind
from departments.duties.lateness import is_expired
from departments.duties.models import DeadlineRule, Duty, DutyEvent
from departments.duties.reckoning import Reckoning, reckon
from departments.duties.recomputing import recompute_for_calendar
from departments.duties.rules import rule_in_force
from departments.duties.standing import UNTOLD
from departments.officers.models import Officer
from departments.officers.scoping import may
from departments.offices.models import Department
from foundation.refusals import NotAllowed, Refusal, WrongState

__all__ = [
    "annul_breach",
    "assign_duty",
    "cancel_duty",
    "explain",
    "extend_duty",
    "lock_open",
    "meet_duty",
    "open_duty",
    "prepare_opening",
    "recompute_for_calendar",
    "restart_duty",
    "resume_duty",
    "rule_in_force",
    "suspend_duty",
    "transfer_duty",
]

ANNUL = "departments.annul_breach"
VIEW = "departments.view_duty"


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening a duty writes, still to be written, and how its due date was reckoned."""

    duty: Duty
    event: DutyEvent
    reckoning: Reckoning


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
    calendar: WorkCalendar | None = None,
) -> Duty:
    """Open a duty and return it; if the same is owed for the same subject already, return the open one.

    `starts_at` is the moment of receipt, `at` the moment of opening. The due date follows from the rule and the work
    calendar in force (read once by callers that open many); with a year not loaded it is provisional. Raises NotAllowed
    if the handler may not see duties of the office.
    """
    _require_handler(handler, department, local_date_of(at))
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
    )
    opening = prepare_opening(duty, calendar=calendar or current_calendar(), by=by)
    try:
        _save_opened(opening)
    except IntegrityError:
        # the same is owed already, also if another opened it at this very moment
        if (earlier := _same_open(duty)) is None:
            raise
        return earlier
    return duty


def prepare_opening(duty: Duty, *, calendar: WorkCalendar, by: Actor) -> Opening:
    """Set the due date of a duty that is not written yet, and return it with its first event.

    For the floor above where it writes the subject itself in the same statement: nobody can owe it already. All others
    call `open_duty`.
    """
    reckoning = reckon(plain_rule(duty.rule), [Opened(at=duty.starts_at)], calendar)
    duty.due_on, duty.due_at, duty.is_provisional = reckoning.due_on, reckoning.due_at, reckoning.is_provisional
    return Opening(duty, new_opening(duty, reckoning, calendar=calendar, by=by), reckoning)


@transaction.atomic
def meet_duty(duty: Duty, *, at: datetime, by: Actor) -> Duty:
    """Record that the duty was met at `at`, whose local date counts, also when it lies in the past (an import).

    Late, its breach is recorded with its true date if the sweep has not been there; a breach recorded although the
    duty turns out to have been met in time is annulled. A stopped clock goes on for the day. Raises WrongState if the
    duty is closed, Refusal if `at` is before the receipt.
    """
    duty = lock_open(duty)
    met_on = local_date_of(at)
    if at < duty.starts_at:
        raise Refusal(_("A duty can't be met before it was received."), code="met_before_received")
    if duty.is_suspended:
        _resume_to_close(duty, on=met_on, by=by)
    is_late = is_expired(duty, at)
    if is_late and duty.breached_on is None and not duty.is_excused:
        record(duty, EventKind.BREACHED, effective_on=breach_date(duty), by=SYSTEM)
    if not is_late and duty.breached_on is not None:
        record(duty, EventKind.BREACH_ANNULLED, effective_on=met_on, by=SYSTEM, reason="met_in_time")
    record(duty, EventKind.MET, effective_on=met_on, by=by)
    return duty


@transaction.atomic
def cancel_duty(duty: Duty, *, at: datetime, by: Actor, reason: str) -> Duty:
    """Cancel an open duty: nothing is owed any more, and it counts nowhere. `reason` is a code of the floor above.

    Raises WrongState if the duty is closed.
    """
    duty = lock_open(duty)
    record(duty, EventKind.CANCELLED, effective_on=local_date_of(at), by=by, reason=reason)
    return duty


@transaction.atomic
def transfer_duty(duty: Duty, *, to: Department, at: datetime, by: Actor, reason: str) -> Duty:
    """Hand the duty to another office; the clock goes on as it stands (being passed on starts nothing anew).

    The new office names its own handler, and is warned whatever was told to the one before. Raises WrongState if the
    duty is closed or the office owes it already.
    """
    duty = lock_open(duty)
    if duty.department_id == to.pk:
        raise WrongState(_("The office owes this already; choose another one."), code="same_office")
    parameters = {"from": duty.department_id, "to": to.pk, **UNTOLD}
    record(duty, EventKind.TRANSFERRED, effective_on=local_date_of(at), by=by, reason=reason, parameters=parameters)
    return duty


@transaction.atomic
def assign_duty(duty: Duty, *, handler: Officer | None, at: datetime, by: Actor) -> Duty:
    """Give the duty to an officer of its office, or back to all of them (`handler` None).

    Raises WrongState if the duty is closed, NotAllowed if the officer may not see duties of the office.
    """
    duty = lock_open(duty)
    _require_handler(handler, duty.department, local_date_of(at))
    parameters = {"from": duty.handler_id, "to": handler.pk if handler else None}
    record(duty, EventKind.REASSIGNED, effective_on=local_date_of(at), by=by, parameters=parameters)
    return duty


@transaction.atomic
def annul_breach(duty: Duty, *, at: datetime, by: Actor, reason: str) -> Duty:
    """Strike a breach that was found wrong from the record; the breach's event stays, an event annuls it.

    Also of a met duty: the record changes, its dates do not. An open duty stays owed and past its date; it is excused,
    so that the sweep does not record the same breach again, until its due date moves (a restart, a loaded calendar).
    Raises NotAllowed unless a supervisor of the office asks, WrongState if no breach stands.
    """
    duty = lock_duty(duty)
    on = local_date_of(at)
    if by.kind != ActorKind.SYSTEM and (by.officer is None or not may(by.officer, ANNUL, duty.department, on)):
        raise NotAllowed(_("Only a supervisor of this office may annul a breach."))
    if duty.breached_on is None:
        raise WrongState(_("No breach of this duty stands on record."), code="no_breach")
    record(duty, EventKind.BREACH_ANNULLED, effective_on=on, by=by, reason=reason)
    return duty


def breach_date(duty: Duty) -> date:
    """Return the first local date on which the duty is overdue: the day after the due date; for hours, their own."""
    return local_date_of(duty.due_at) if duty.due_at else duty.due_on + timedelta(days=1)


@transaction.atomic
def _save_opened(opening: Opening) -> None:
    opening.duty.save(force_insert=True)
    opening.event.save(force_insert=True)


def _same_open(duty: Duty) -> Duty | None:
    """Return the open duty of the same kind for the same subject."""
    same = {"kind": duty.kind, "subject_kind": duty.subject_kind, "subject_key": duty.subject_key}
    return Duty.objects.open().filter(**same).first()


def _resume_to_close(duty: Duty, *, on: date, by: Actor) -> None:
    """Let a stopped clock go on for the day on which the duty is met, so that its due date is final.

    A duty met before its clock was last changed (an import) goes on from that change: the journal keeps its order.
    """
    calendar = current_calendar()
    events = clock_of(duty)
    resumed = Resumed(on=max(on, last_effect(events)))
    reckoning = reckon(plain_rule(duty.rule), [*events, resumed], calendar)
    record(duty, EventKind.RESUMED, effective_on=resumed.on, by=by, reckoning=reckoning, calendar=calendar)


def _require_handler(handler: Officer | None, department: Department, on: date) -> None:
    if handler is not None and not (handler.is_active and may(handler, VIEW, department, on)):
        raise NotAllowed(_("This officer has no role in the office that owes the duty."), code="handler_out_of_scope")
