"""What is done to the clock of a duty: stopped, let go on, begun anew, given more time.

Each reckons from all events of the clock, the new one included; the due date is never moved by hand.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from departments.calendar.current import current_calendar
from departments.duties.actors import Actor
from departments.duties.clock import ClockEvent, Extended, Restarted, Resumed, Suspended, last_effect, local_date_of
from departments.duties.journal import clock_of, lock_open, plain_rule, record
from departments.duties.kinds import EventKind
from departments.duties.lateness import is_expired
from departments.duties.models import Duty
from departments.duties.reckoning import reckon
from foundation.refusals import Refusal, WrongState

KIND_OF = {
    Suspended: EventKind.SUSPENDED,
    Resumed: EventKind.RESUMED,
    Restarted: EventKind.RESTARTED,
    Extended: EventKind.EXTENDED,
}

LONGEST_EXTENSION = timedelta(days=366)
"""A date further off is a slip of the pen, and can't be taken back: a clock is extended once. Source: our choice."""


@transaction.atomic
def suspend_duty(duty: Duty, *, at: datetime, by: Actor, reason: str) -> Duty:
    """Stop the clock from the local date of `at` on, that day included.

    Raises WrongState if the duty is closed, its clock stands still, or its due date had passed by then.
    Source: 政府信息公开条例 第三十三条: the time needed to ask third parties is not counted.
    """
    duty = lock_open(duty)
    if duty.is_suspended:
        raise WrongState(_("The clock of this duty stands still already."), code="clock_stopped")
    _require_time_left(duty, at)
    return _change_clock(duty, Suspended(on=local_date_of(at)), by=by, reason=reason)


@transaction.atomic
def resume_duty(duty: Duty, *, at: datetime, by: Actor, reason: str) -> Duty:
    """Let a stopped clock go on; the local date of `at` counts again.

    Raises WrongState if the duty is closed or its clock runs.
    """
    duty = lock_open(duty)
    if not duty.is_suspended:
        raise WrongState(_("The clock of this duty is running."), code="clock_running")
    return _change_clock(duty, Resumed(on=local_date_of(at)), by=by, reason=reason)


@transaction.atomic
def restart_duty(duty: Duty, *, at: datetime, by: Actor, reason: str) -> Duty:
    """Begin the whole period anew: the local date of `at` is the new day of receipt and is not counted.

    Raises WrongState if the duty is closed, and after its due date unless the breach was annulled: a supervisor has to
    find first that the office was not late.
    Source: 政府信息公开条例 第三十条: the period runs from the receipt of the completed application (补正).
    """
    duty = lock_open(duty)
    if not duty.is_excused:
        _require_time_left(duty, at)
    return _change_clock(duty, Restarted(on=local_date_of(at)), by=by, reason=reason)


@transaction.atomic
def extend_duty(
    duty: Duty, *, at: datetime, by: Actor, reason: str, quantity: int | None = None, until: date | None = None
) -> Duty:
    """Give more time, once: `quantity` in the unit of the rule, or `until` a date told to the person.

    Raises WrongState if the duty is closed, after its due date, and for a second extension of the same clock; Refusal
    unless exactly one of the two is given and moves the due date, a told one by LONGEST_EXTENSION at most.
    Source: 政府信息公开条例 第三十三条 (the person is told of it before the period ends), 第三十五条.
    """
    duty = lock_open(duty)
    _require_time_left(duty, at)
    if any(isinstance(event, Extended) for event in _since_restart(clock_of(duty))):
        raise WrongState(_("This duty was extended already; it can be extended once."), code="extended_already")
    try:
        extended = Extended(on=local_date_of(at), quantity=quantity, until=until)
    except ValueError as error:
        message = _("Give either a number of at least 1 or a date after today.")
        raise Refusal(message, code="extension_unclear") from error
    if until is not None and not duty.due_on < until <= duty.due_on + LONGEST_EXTENSION:
        message = _("The new date must be later than %(due_on)s, by a year at most.")
        raise Refusal(message % {"due_on": duty.due_on}, code="extension_unclear")
    parameters = {"quantity": quantity, "until": until.isoformat() if until else None}
    return _change_clock(duty, extended, by=by, reason=reason, parameters=parameters)


def _change_clock(
    duty: Duty,
    change: Suspended | Resumed | Restarted | Extended,
    *,
    by: Actor,
    reason: str,
    parameters: dict[str, Any] | None = None,
) -> Duty:
    """Reckon with one more event of the clock and record it. Raises WrongState if it would come out of order."""
    events = clock_of(duty)
    _require_order(events, change.on)
    calendar = current_calendar()
    reckoning = reckon(plain_rule(duty.rule), [*events, change], calendar)
    record(
        duty,
        KIND_OF[type(change)],
        effective_on=change.on,
        by=by,
        reason=reason,
        parameters=parameters,
        reckoning=reckoning,
        calendar=calendar,
    )
    return duty


def _require_time_left(duty: Duty, at: datetime) -> None:
    if duty.breached_on is not None:
        message = _("A breach of this duty stands on record; its clock can't be changed unless the breach is annulled.")
        raise WrongState(message, code="breached")
    if is_expired(duty, at):
        raise WrongState(
            _("This duty was due on %(due_on)s; its clock can't be changed any more.") % {"due_on": duty.due_on},
            code="expired",
        )


def _require_order(events: list[ClockEvent], on: date) -> None:
    if on < (latest := last_effect(events)):
        raise WrongState(
            _("The clock was changed on %(latest)s already; nothing can be changed before that.") % {"latest": latest},
            code="out_of_order",
        )


def _since_restart(events: list[ClockEvent]) -> list[ClockEvent]:
    """Return the events that still hold: those after the last restart."""
    places = [place for place, event in enumerate(events) if isinstance(event, Restarted)]
    return events[places[-1] + 1 :] if places else events
