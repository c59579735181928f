"""A year's notice is loaded and open duties follow it: told before what would move, recomputed after the commit."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.calendar.current import calendar_with
from departments.calendar.models import CalendarYear
from departments.calendar.notices import Notice
from departments.calendar.services import load_year
from departments.duties.actors import SYSTEM, officer_actor
from departments.duties.lateness import Dates, Punctuality, punctuality
from departments.duties.models import Duty
from departments.duties.reckoning import Reckoning
from departments.duties.recomputing import CHUNK, clock_was_changed, reckoner, recompute_for_calendar
from departments.officers.models import Officer
from departments.offices.models import Department
from foundation.outbox.handlers import named
from foundation.outbox.services import enqueue

FOLLOW = "departments.duties.calendar_change.follow_calendar"
PASSES = (timedelta(0), timedelta(minutes=2))
"""When open duties are recomputed: at once, and again for those that were being opened by the calendar before."""


@dataclass(frozen=True, slots=True)
class Moves:
    """How many open duties of an office a notice moves; `n_overdue` of those moved are overdue at once."""

    office: str
    n_earlier: int
    n_later: int
    n_overdue: int
    n_settled: int


@transaction.atomic
def change_calendar(notice: Notice, *, by: Officer | None, at: datetime) -> CalendarYear:
    """Load the notice of a year and let open duties follow, each with its event, as soon as this is committed.

    Loading what is loaded already changes nothing. Raises CalendarConflict (see `load_year`).
    """
    year = load_year(notice, by=by, at=at)
    for number, delay in enumerate(PASSES, start=1):
        enqueue(
            FOLLOW,
            {"officer_id": by.pk if by else None},
            key=f"calendar-{year.year}-{year.version}-{number}",
            available_at=at + delay,
        )
    return year


@named(_("reckon due dates anew after a change of the calendar"))
def follow_calendar(*, officer_id: int | None) -> None:
    """Recompute every open duty by the calendar in force; the outbox calls it. Repeating it does the rest, if any."""
    by = officer_actor(Officer.objects.get(pk=officer_id)) if officer_id else SYSTEM
    recompute_for_calendar(at=timezone.now(), by=by)


def foresee_moves(notice: Notice, *, today: date) -> list[Moves]:
    """Return what loading the notice would do to the open duties of each office, most moved first; writes nothing.

    Numbers only: titles may say what citizens wrote. `n_settled` counts duties that keep their date and stop being
    provisional, or begin to be.
    """
    reckoning_of = reckoner(calendar_with(notice))
    duties = Duty.objects.open().order_by("pk").select_related("rule").annotate(has_clock_events=clock_was_changed())
    counts: dict[int, Counter[str]] = {}
    for duty in duties.iterator(CHUNK):
        reckoning = reckoning_of(duty)
        if reckoning is None:
            continue
        tally = counts.setdefault(duty.department_id, Counter())
        tally["earlier"] += reckoning.due_on < duty.due_on
        tally["later"] += reckoning.due_on > duty.due_on
        tally["overdue"] += _becomes_overdue(duty, reckoning, today)
        tally["settled"] += reckoning.due_on == duty.due_on and reckoning.is_provisional != duty.is_provisional
    return _named({key: tally for key, tally in counts.items() if tally.total()})


def _becomes_overdue(duty: Duty, reckoning: Reckoning, today: date) -> bool:
    moved = Dates(reckoning.due_on, reckoning.due_at, is_suspended=reckoning.is_suspended)
    overdue = Punctuality.OVERDUE
    return punctuality(moved, today) == overdue and punctuality(duty, today) != overdue


def _named(counts: dict[int, Counter[str]]) -> list[Moves]:
    offices = Department.objects.in_bulk(counts)
    moves = [
        Moves(offices[key].name, tally["earlier"], tally["later"], tally["overdue"], tally["settled"])
        for key, tally in counts.items()
    ]
    return sorted(moves, key=lambda move: (-move.n_earlier - move.n_later, move.office))
