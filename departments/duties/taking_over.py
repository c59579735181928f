"""Duties of the past, taken over from an older system as of their true times, thousands at once.

The rows and events are those that `open_duty` and `meet_duty` would have written one by one (a test compares them),
at some thousand duties a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from departments.calendar.workcalendar import WorkCalendar
from departments.duties.actors import SYSTEM, Actor
from departments.duties.clock import Opened, local_date_of
from departments.duties.journal import new_event, new_opening, plain_rule
from departments.duties.kinds import EventKind
from departments.duties.lateness import is_expired
from departments.duties.models import DeadlineRule, Duty, DutyEvent
from departments.duties.reckoning import Reckoning, reckon
from departments.duties.services import breach_date
from departments.offices.models import Department

BATCH = 1000


@dataclass(frozen=True, slots=True)
class PastDuty:
    """What was owed, since when, and when it was met (None: it is still owed)."""

    department: Department
    kind: str
    channel: str
    subject_kind: str
    subject_key: str
    title: str
    rule: DeadlineRule
    starts_at: datetime
    met_at: datetime | None


@transaction.atomic
def take_over_duties(past: Sequence[PastDuty], *, calendar: WorkCalendar, by: Actor) -> list[Duty]:
    """Write the duties and their events and return the duties in the order of `past`.

    A duty met late gets its breach with the true date; one that is overdue and still owed is left to the sweep. The
    caller has made sure that no subject owes the same already (the constraint of open duties raises IntegrityError).
    """
    reckonings = [reckon(plain_rule(one.rule), [Opened(at=one.starts_at)], calendar) for one in past]
    duties = [_duty(one, reckoning) for one, reckoning in zip(past, reckonings, strict=True)]
    Duty.objects.bulk_create(duties, batch_size=BATCH)
    events: list[DutyEvent] = []
    for duty, reckoning in zip(duties, reckonings, strict=True):
        events += _events(duty, reckoning, calendar=calendar, by=by)
    DutyEvent.objects.bulk_create(events, batch_size=BATCH)
    return duties


def _duty(one: PastDuty, reckoning: Reckoning) -> Duty:
    duty = Duty(
        department=one.department,
        kind=one.kind,
        channel=one.channel,
        title=one.title,
        subject_kind=one.subject_kind,
        subject_key=one.subject_key,
        rule=one.rule,
        starts_at=one.starts_at,
        due_on=reckoning.due_on,
        due_at=reckoning.due_at,
        is_provisional=reckoning.is_provisional,
    )
    if one.met_at is not None:
        duty.met_on = local_date_of(one.met_at)
        duty.breached_on = breach_date(duty) if is_expired(duty, one.met_at) else None
    return duty


def _events(duty: Duty, reckoning: Reckoning, *, calendar: WorkCalendar, by: Actor) -> list[DutyEvent]:
    events = [new_opening(duty, reckoning, calendar=calendar, by=by)]
    for kind, day, actor in ((EventKind.BREACHED, duty.breached_on, SYSTEM), (EventKind.MET, duty.met_on, by)):
        if day is not None:
            events.append(new_event(duty, kind, by=actor, parameters={}, effective_on=day, due_before=duty.due_on))
    return events
