"""The events of a duty: written with one call, read back as the events of its clock."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from departments.calendar.current import current_calendar
from departments.calendar.workcalendar import WorkCalendar
from departments.duties.actors import Actor
from departments.duties.clock import ClockEvent, Extended, Opened, Restarted, Resumed, Suspended
from departments.duties.kinds import EventKind, Unit
from departments.duties.models import DeadlineRule, Duty, DutyEvent
from departments.duties.reckoning import Reckoning, Rule, reckon


def record(
    duty: Duty,
    kind: EventKind,
    *,
    effective_on: date,
    at: datetime,
    by: Actor,
    reason: str = "",
    parameters: dict[str, Any] | None = None,
    due_before: date | None = None,
    due_after: date | None = None,
    calendar: WorkCalendar | None = None,
) -> DutyEvent:
    """Append one event to the duty's journal."""
    return DutyEvent.objects.create(
        duty=duty,
        kind=kind,
        effective_on=effective_on,
        recorded_at=at,
        actor_kind=by.kind,
        actor=by.officer,
        reason=reason,
        parameters=parameters or {},
        due_before=due_before,
        due_after=due_after,
        calendar_version=calendar.version if calendar else "",
    )


def plain_rule(rule: DeadlineRule) -> Rule:
    """Return the rule as the value that the pure reckoning takes."""
    return Rule(quantity=rule.quantity, unit=Unit(rule.unit), rolls=rule.rolls)


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


def _extended(event: DutyEvent) -> Extended:
    until = event.parameters.get("until")
    return Extended(
        on=event.effective_on,
        quantity=event.parameters.get("quantity"),
        until=date.fromisoformat(until) if until else None,
    )


def explain(duty: Duty, calendar: WorkCalendar | None = None) -> Reckoning:
    """Return the reckoning of the duty's due date, day by day, from its journal."""
    events = clock_events(duty.starts_at, duty.events.order_by("pk"))
    return reckon(plain_rule(duty.rule), events, calendar or current_calendar())


def local_date(at: datetime) -> date:
    """Return the local date (Asia/Shanghai) of an aware instant."""
    return timezone.localdate(at)
