"""When the calendar changes, open duties follow; closed ones never move."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from departments.calendar.current import current_calendar
from departments.calendar.workcalendar import WorkCalendar
from departments.duties.actors import Actor
from departments.duties.clock import Opened, local_date_of
from departments.duties.journal import CLOCK_KINDS, explain, lock_duty, plain_rule, record
from departments.duties.kinds import EventKind, Unit
from departments.duties.models import Duty, DutyEvent
from departments.duties.reckoning import Reckoning, reckon

CHUNK = 2000

Reckoner = Callable[[Duty], Reckoning | None]
"""Returns None for a duty whose events contradict each other: it keeps its date, and `verify_duties` names it."""

logger = logging.getLogger(__name__)


def recompute_for_calendar(*, at: datetime, by: Actor) -> list[Duty]:
    """Reckon every open duty with the calendar in force and return those that changed: a date, or how sure it is.

    Each in a transaction of its own with its event, so that replies do not wait; run again after an interruption it
    does the rest. A recorded breach of a date that moved is annulled; if the new date has passed too, the next sweep
    records it anew. A duty whose events contradict each other stays as it is: it must not hold up all the others.
    """
    calendar = current_calendar()
    moved = [_recompute(duty, calendar, at=at, by=by) for duty in _out_of_date(calendar)]
    return [duty for duty in moved if duty is not None]


def reckoner(calendar: WorkCalendar) -> Reckoner:
    """Return a function that reckons duties; those that nothing but their opening concerns share their reckoning.

    Duties must carry `has_clock_events` (see `clock_was_changed`).
    """
    known: dict[tuple[object, ...], Reckoning] = {}

    def reckoning_of(duty: Duty) -> Reckoning | None:
        if duty.has_clock_events:  # type: ignore[attr-defined]
            return _explain_or_none(duty, calendar)
        is_hourly = duty.rule.unit == Unit.HOUR
        key = (duty.rule_id, duty.starts_at if is_hourly else local_date_of(duty.starts_at))
        if key not in known:
            known[key] = reckon(plain_rule(duty.rule), [Opened(at=duty.starts_at)], calendar)
        return known[key]

    return reckoning_of


def clock_was_changed() -> Exists:
    """Return the annotation `has_clock_events` that `reckoner` needs."""
    return Exists(DutyEvent.objects.filter(duty=OuterRef("pk"), kind__in=CLOCK_KINDS))


def is_up_to_date(duty: Duty, reckoning: Reckoning) -> bool:
    """Tell whether the duty's columns say what the reckoning says."""
    return (duty.due_on, duty.due_at, duty.is_provisional, duty.is_suspended) == (
        reckoning.due_on,
        reckoning.due_at,
        reckoning.is_provisional,
        reckoning.is_suspended,
    )


def _out_of_date(calendar: WorkCalendar) -> list[Duty]:
    """Return the open duties that the calendar moves; all are read before the first of them is changed."""
    reckoning_of = reckoner(calendar)
    duties = Duty.objects.open().order_by("pk").select_related("rule").annotate(has_clock_events=clock_was_changed())
    reckoned = ((duty, reckoning_of(duty)) for duty in duties.iterator(CHUNK))
    return [duty for duty, reckoning in reckoned if reckoning is not None and not is_up_to_date(duty, reckoning)]


def _explain_or_none(duty: Duty, calendar: WorkCalendar) -> Reckoning | None:
    try:
        return explain(duty, calendar)
    except (ValueError, KeyError, TypeError):
        logger.error("the events of duty %s contradict each other; it keeps its date", duty.pk)
        return None


@transaction.atomic
def _recompute(duty: Duty, calendar: WorkCalendar, *, at: datetime, by: Actor) -> Duty | None:
    duty = lock_duty(duty)
    reckoning = explain(duty, calendar)
    if not duty.is_open or is_up_to_date(duty, reckoning):
        return None
    on = local_date_of(at)
    if duty.breached_on is not None and (reckoning.due_on, reckoning.due_at) != (duty.due_on, duty.due_at):
        record(duty, EventKind.BREACH_ANNULLED, effective_on=on, by=by, reason="calendar")
    record(duty, EventKind.RECOMPUTED, effective_on=on, by=by, reckoning=reckoning, calendar=calendar)
    return duty
