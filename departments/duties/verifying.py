"""Proof that duties are what their events say, and that the sums are what a recount says."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from departments.calendar.current import current_calendar
from departments.calendar.workcalendar import WorkCalendar
from departments.duties.clock import local_date_of
from departments.duties.journal import follow, lock_duty, standing_of
from departments.duties.kinds import EventKind
from departments.duties.models import Duty, DutyEvent
from departments.duties.recomputing import Reckoner, clock_was_changed, is_up_to_date, reckoner
from departments.duties.standing import Standing, replay
from departments.duties.sums import differing_cells

CHUNK = 2000

MEND_COLUMNS = _("The events are right: run verify_duties --mend, which writes the columns anew from them.")
MEND_DATE = _("The calendar changed: run verify_duties --mend, which recomputes open duties with an event.")
MEND_SUMS = _("A trigger was bypassed: run verify_duties --mend, which counts the sums anew.")
MEND_JOURNAL = _(
    "The journal itself is wrong, and nothing mends that by machine: look for what wrote past the services."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it should be: where, what is stored, what it should be, and how to mend it."""

    place: str
    stored: str
    expected: str
    mend: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def find_differences() -> Iterator[Difference]:
    """Yield every difference; reads one snapshot of the database, so that work going on meanwhile is no difference."""
    with transaction.atomic():
        if not connection.savepoint_ids:  # within somebody else's transaction there is no choice
            _take_snapshot()
        calendar = current_calendar()
        reckoning_of = reckoner(calendar)
        for duty, events in _all_with_events():
            yield from _differences_of(duty, events, calendar, reckoning_of)
        yield from _differences_of_sums()


def mend_columns() -> int:
    """Write the columns of every duty that differs from its events anew; return how many there were."""
    mended = 0
    for duty, events in _all_with_events():
        standing = _replayed(events)
        if standing is not None and standing != standing_of(duty):
            _mend(duty)
            mended += 1
    return mended


@transaction.atomic
def _mend(duty: Duty) -> None:
    duty = lock_duty(duty)
    follow(duty, replay(duty.events.order_by("pk")))


def _take_snapshot() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _all_with_events() -> Iterator[tuple[Duty, list[DutyEvent]]]:
    """Yield every duty with its events in order, read in chunks of two queries each."""
    duties = Duty.objects.select_related("rule").annotate(has_clock_events=clock_was_changed()).order_by("pk")
    chunk = list(duties[:CHUNK])
    while chunk:
        first, last = chunk[0].pk, chunk[-1].pk
        events = DutyEvent.objects.filter(duty_id__gte=first, duty_id__lte=last).order_by("duty_id", "pk")
        journals = {duty_id: list(journal) for duty_id, journal in groupby(events, key=lambda event: event.duty_id)}
        for duty in chunk:
            yield duty, journals.get(duty.pk, [])
        chunk = list(duties.filter(pk__gt=last)[:CHUNK])


def _replayed(events: list[DutyEvent]) -> Standing | None:
    """Return the standing after the events, or None if they make no sense."""
    try:
        return replay(events)
    except (ValueError, KeyError, TypeError):
        return None


def _differences_of(
    duty: Duty, events: list[DutyEvent], calendar: WorkCalendar, reckoning_of: Reckoner
) -> Iterator[Difference]:
    standing = _replayed(events)
    if standing is None:
        yield Difference(f"duty {duty.pk}", "journal", "opening, then events in order", str(MEND_JOURNAL))
        return
    yield from _differences_of_columns(duty, standing)
    yield from _differences_of_journal(duty, events)
    yield from _differences_of_date(duty, events, calendar, reckoning_of)


def _differences_of_columns(duty: Duty, standing: Standing) -> Iterator[Difference]:
    stored, expected = asdict(standing_of(duty)), asdict(standing)
    for column in stored:
        if stored[column] != expected[column]:
            yield Difference(f"duty {duty.pk}.{column}", str(stored[column]), str(expected[column]), str(MEND_COLUMNS))


def _differences_of_journal(duty: Duty, events: list[DutyEvent]) -> Iterator[Difference]:
    """What the events say must agree with what never changes: the receipt, and the day after a due date."""
    if events[0].effective_on != (received_on := local_date_of(duty.starts_at)):
        yield Difference(
            f"event {events[0].pk}.effective_on", str(events[0].effective_on), str(received_on), str(MEND_JOURNAL)
        )
    for event in events:
        if event.kind == EventKind.BREACHED and event.due_before is not None:
            expected = event.due_before if duty.due_at else event.due_before + timedelta(days=1)
            if event.effective_on != expected:
                yield Difference(
                    f"event {event.pk}.effective_on", str(event.effective_on), str(expected), str(MEND_JOURNAL)
                )


def _differences_of_date(
    duty: Duty, events: list[DutyEvent], calendar: WorkCalendar, reckoning_of: Reckoner
) -> Iterator[Difference]:
    """Reckon anew; a closed duty keeps the date it was closed with, so it is held only against its own calendar."""
    versions = [event.calendar_version for event in events if event.due_after is not None]
    if not duty.is_open and versions[-1] != calendar.version:
        return
    reckoning = reckoning_of(duty)
    if reckoning is None:
        yield Difference(f"duty {duty.pk}", "journal", "events of the clock that follow each other", str(MEND_JOURNAL))
    elif not is_up_to_date(duty, reckoning):
        stored = _dates(duty.due_on, is_provisional=duty.is_provisional, is_suspended=duty.is_suspended)
        expected = _dates(
            reckoning.due_on, is_provisional=reckoning.is_provisional, is_suspended=reckoning.is_suspended
        )
        yield Difference(f"duty {duty.pk} reckoned", stored, expected, str(MEND_DATE))


def _dates(due_on: date, *, is_provisional: bool, is_suspended: bool) -> str:
    flags = [name for name, holds in (("provisional", is_provisional), ("suspended", is_suspended)) if holds]
    return " ".join([due_on.isoformat(), *flags])


def _differences_of_sums() -> Iterator[Difference]:
    for place, kept, counted in differing_cells():
        yield Difference(f"sum {place}", str(kept), str(counted), str(MEND_SUMS))
