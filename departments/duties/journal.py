"""The events of a duty: written with one call that moves the columns along, read back as the events of its clock."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from departments.calendar.current import current_calendar
from departments.calendar.workcalendar import WorkCalendar
from departments.duties.actors import Actor
from departments.duties.clock import ClockEvent, Extended, Opened, Restarted, Resumed, Suspended, local_date_of
from departments.duties.kinds import EventKind, Unit
from departments.duties.models import DeadlineRule, Duty, DutyEvent
from departments.duties.reckoning import Reckoning, Rule, reckon
from departments.duties.standing import COLUMNS, Standing, due_parameters, stand_after
from foundation.locking import lock_row
from foundation.refusals import WrongState

CLOCK_KINDS = (EventKind.SUSPENDED, EventKind.RESUMED, EventKind.RESTARTED, EventKind.EXTENDED)


def lock_duty(duty: Duty) -> Duty:
    """Return the duty as it stands now, locked until the transaction ends."""
    return lock_row(Duty.objects.select_related("department", "rule"), duty.pk)


def lock_open(duty: Duty) -> Duty:
    """Return the duty as it stands now, locked until the transaction ends; raise WrongState if it is closed."""
    duty = lock_duty(duty)
    if not duty.is_open:
        raise WrongState(_("This duty is closed; a closed duty never changes."), code="duty_closed")
    return duty


def record(
    duty: Duty,
    kind: EventKind,
    *,
    effective_on: date,
    by: Actor,
    reason: str = "",
    parameters: dict[str, Any] | None = None,
    reckoning: Reckoning | None = None,
    calendar: WorkCalendar | None = None,
) -> None:
    """Append one event to the journal of a locked duty and let the duty's columns follow from it.

    `reckoning` and the `calendar` it was made with belong to events that set the due date. The journal keeps the
    database's own time of recording, however far back the event takes effect.
    """
    event = write_event(
        duty,
        kind,
        effective_on=effective_on,
        by=by,
        reason=reason,
        parameters={**(parameters or {}), **(due_parameters(reckoning) if reckoning else {})},
        due_before=duty.due_on,
        due_after=reckoning.due_on if reckoning else None,
        calendar_version=calendar.version if calendar else "",
        cycle=duty.cycle,
    )
    follow(duty, stand_after(standing_of(duty), event))


def write_event(duty: Duty, kind: EventKind, *, by: Actor, parameters: dict[str, Any], **columns: Any) -> DutyEvent:
    """Append one event without moving the duty."""
    event = new_event(duty, kind, by=by, parameters=parameters, **columns)
    event.save(force_insert=True)
    return event


def new_event(duty: Duty, kind: EventKind, *, by: Actor, parameters: dict[str, Any], **columns: Any) -> DutyEvent:
    """Return an event that is still to be written; a machine is named by its number in the parameters."""
    if by.client is not None:
        parameters = {**parameters, "client": by.client.pk}
    return DutyEvent(
        duty=duty, kind=kind, actor_kind=by.kind, actor=by.officer, parameters=parameters, recorded_at=Now(), **columns
    )


def new_opening(duty: Duty, reckoning: Reckoning, *, calendar: WorkCalendar, by: Actor) -> DutyEvent:
    """Return the first event of a duty, still to be written: its receipt, and how its due date was reckoned."""
    parameters = {"rule": duty.rule.code, "department": duty.department_id, "handler": duty.handler_id}
    return new_event(
        duty,
        EventKind.OPENED,
        effective_on=local_date_of(duty.starts_at),
        by=by,
        parameters={**parameters, **due_parameters(reckoning)},
        due_after=reckoning.due_on,
        calendar_version=calendar.version,
    )


def standing_of(duty: Duty) -> Standing:
    """Return the standing that the columns of the duty show."""
    return Standing(**{column: getattr(duty, column) for column in COLUMNS})


def follow(duty: Duty, standing: Standing) -> None:
    """Write the columns in which the duty differs from `standing`."""
    changed = [column for column in COLUMNS if getattr(duty, column) != getattr(standing, column)]
    for column in changed:
        setattr(duty, column, getattr(standing, column))
    if changed:
        duty.save(update_fields=changed)


def plain_rule(rule: DeadlineRule) -> Rule:
    """Return the rule as the value that the pure reckoning takes."""
    fixed = (rule.month, rule.day) if rule.month and rule.day else None
    return Rule(quantity=rule.quantity, unit=Unit(rule.unit), rolls=rule.rolls, fixed=fixed)


def clock_events(starts_at: datetime, events: Iterable[DutyEvent]) -> list[ClockEvent]:
    """Return what the journal says of the clock: its opening, pauses, restarts and extensions, in order."""
    clock: list[ClockEvent] = [Opened(at=starts_at)]
    for event in events:
        match event.kind:
            case EventKind.SUSPENDED:
                clock.append(Suspended(on=event.effective_on))
            case EventKind.RESUMED:
                clock.append(Resumed(on=event.effective_on))
            case EventKind.RESTARTED:
                clock.append(Restarted(on=event.effective_on))
            case EventKind.EXTENDED:
                clock.append(_extended(event))
    return clock


def clock_of(duty: Duty) -> list[ClockEvent]:
    """Return the events of the duty's clock, read from its journal."""
    return clock_events(duty.starts_at, duty.events.filter(kind__in=CLOCK_KINDS).order_by("pk"))


def explain(duty: Duty, calendar: WorkCalendar | None = None) -> Reckoning:
    """Return the reckoning of the duty's due date, day by day, from its journal and the calendar in force."""
    return reckon(plain_rule(duty.rule), clock_of(duty), calendar or current_calendar())


def _extended(event: DutyEvent) -> Extended:
    until = event.parameters.get("until")
    return Extended(
        on=event.effective_on,
        quantity=event.parameters.get("quantity"),
        until=date.fromisoformat(until) if until else None,
    )
