"""The list behind a figure: exactly the duties that the figure counts, page by page."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from departments.calendar.workcalendar import ONE_DAY, WorkCalendar
from departments.duties.fragments import TONES
from departments.duties.kinds import Unit
from departments.duties.lateness import late_until, punctuality
from departments.duties.models import Duty, DutyEvent
from departments.duties.querysets import DutyQuerySet
from departments.duties.reckoning import overdue_age
from foundation.paging.keyset import Order
from reports.dashboard.ages import AgeTable, is_working
from reports.dashboard.figures import Slice, count_sums, reach_filter
from reports.dashboard.filters import ListFilters
from reports.dashboard.reach import Reach

PAGE = 50
CHUNK = 500


class State(NamedTuple):
    """A state of duties: its words, its rows, and the measure of the sums that counts it (empty: counted live)."""

    label: Promise
    rows: Callable[[DutyQuerySet, date], DutyQuerySet]
    measure: str = ""


STATES: dict[str, State] = {
    "overdue": State(_("overdue now"), lambda rows, today: rows.overdue(today), "open"),
    "open": State(_("open"), lambda rows, today: rows.running(), "open"),
    "due": State(_("due in the period"), lambda rows, today: rows.decided(today), "due"),
    "on_time": State(_("met in time"), lambda rows, today: rows.decided(today).met_in_time(), "on_time"),
    "missed": State(_("not met in time"), lambda rows, today: rows.decided(today).missed(), "missed"),
    "provisional": State(_("due date provisional"), lambda rows, today: rows.provisional()),
    "suspended": State(_("clock stopped"), lambda rows, today: rows.suspended()),
}
DECIDED = frozenset({"due", "on_time", "missed"})
ENDED_BEFORE_TODAY = DECIDED | {"overdue"}


@dataclass(frozen=True)
class DutyList:
    """The duties that `filters` ask for within `reach`, as of `today` (a local date)."""

    reach: Reach
    filters: ListFilters
    today: date
    ages: AgeTable

    def rows(self) -> QuerySet[Duty]:
        """Return the duties, unordered, with what a line shows of them."""
        base: Any = Duty.objects.filter(reach_filter(self.reach, self.filters.mailbox))
        found = STATES[self.filters.state].rows(base, self.today).filter(self._due_condition())
        return found.select_related("department", "handler", "rule")

    def count(self) -> int:
        """Return how many there are, from the exact sums wherever they know."""
        measure = STATES[self.filters.state].measure
        if not measure:
            return self.rows().count()
        return count_sums(measure, self.reach, channel=self.filters.mailbox, slices=self._slices())

    def _slices(self) -> list[Slice]:
        first, last = self.filters.due_from, self.filters.due_to
        if self.filters.state in ENDED_BEFORE_TODAY:
            last = min(last or self.today, self.today - ONE_DAY)
        if not self.filters.age:
            return [Slice(None, first, last)]
        spans = [(working, self.ages.span(self.filters.age, working=working)) for working in (False, True)]
        return [Slice(working, _later(first, span.first), min(last or span.last, span.last)) for working, span in spans]

    def _due_condition(self) -> Q:
        return reduce(or_, (_rows_of(piece) for piece in self._slices()))


def _rows_of(piece: Slice) -> Q:
    condition = Q()
    if piece.is_working is not None:
        condition &= Q(rule__unit=Unit.WORKING_DAY) if piece.is_working else ~Q(rule__unit=Unit.WORKING_DAY)
    if piece.first is not None:
        condition &= Q(due_on__gte=piece.first)
    if piece.last is not None:
        condition &= Q(due_on__lte=piece.last)
    return condition


def _later(one: date | None, other: date | None) -> date | None:
    return max(day for day in (one, other) if day is not None) if one or other else None


def order_of(sort: str, state: str = "") -> Order:
    """Return the order of the list by due date; `sort` is "due", "-due" or not chosen.

    Unless it is chosen, what is open begins with the most urgent, what may be closed with what fell due last.
    """
    return Order("due_on", is_descending=sort == "-due" if sort else state in DECIDED)


class Line(NamedTuple):
    """A duty as a line shows it. `days` is its age (open) or how late it was met, in working days or natural days."""

    duty: Duty
    days: int | None
    in_working_days: bool
    last_event: DutyEvent | None
    status: Promise
    tone: str


def lines_of(duties: Sequence[Duty], *, today: date, calendar: WorkCalendar) -> list[Line]:
    """Return the lines of some duties; one query for the last event of each."""
    latest = DutyEvent.objects.filter(duty_id__in=[duty.pk for duty in duties]).order_by("duty_id", "-pk")
    events = {event.duty_id: event for event in latest.distinct("duty_id")}
    return [
        Line(
            duty,
            lateness(duty, today, calendar),
            is_working(duty.rule.unit),
            events.get(duty.pk),
            *status_of(duty, today),
        )
        for duty in duties
    ]


def status_of(duty: Duty, today: date) -> tuple[Promise, str]:
    """Return where a duty stands on `today` (a local date), in words, and the tone of its tag."""
    found = punctuality(duty, today)
    return found.label, TONES[found] or "plain"


def lateness(duty: Duty, today: date, calendar: WorkCalendar) -> int | None:
    """Return for how many days a duty is overdue, or how late it was met; None where it is neither."""
    until = late_until(duty, today)
    return overdue_age(duty.due_on, until, Unit(duty.rule.unit), calendar) if until else None


def stream_lines(rows: QuerySet[Duty], *, today: date, calendar: WorkCalendar) -> Iterator[Line]:
    """Yield every line in the order of the due dates, in constant memory."""
    remaining = iter(rows.order_by("due_on", "pk").iterator(chunk_size=CHUNK))
    while chunk := list(islice(remaining, CHUNK)):
        yield from lines_of(chunk, today=today, calendar=calendar)
