"""Whether what is owed is late: the rule behind every list, page, file and figure. Pure; `querysets` says it in SQL.

What is due today is not late all day long. Met on the due date is in time, but a rule in hours can be missed on the day
itself: then its breach stands on record. Annulling a breach strikes the record, it moves no date: what is past its date
stays late. Nothing is late while its clock is stopped: the date will move. What was cancelled is never late.
All dates are local dates (Asia/Shanghai).
"""

from datetime import date, datetime
from typing import NamedTuple, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from departments.duties.clock import local_date_of


class Punctuality(TextChoices):
    """How an office stands with what it owes."""

    CANCELLED = "cancelled", _("cancelled")
    IN_TIME = "in_time", _("in time")
    MET_LATE = "met_late", _("met late")
    STOPPED = "stopped", _("clock stopped")
    OVERDUE = "overdue", _("overdue")
    OPEN = "open", _("open")


LATE = frozenset({Punctuality.MET_LATE, Punctuality.OVERDUE})


class Due(Protocol):
    """By when something is owed: a duty, or what was reckoned of one."""

    @property
    def due_on(self) -> date: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def is_suspended(self) -> bool: ...


class Owed(Due, Protocol):
    """By when something is owed, and what came of it: a duty, or its `Dates`."""

    @property
    def met_on(self) -> date | None: ...
    @property
    def cancelled_on(self) -> date | None: ...
    @property
    def breached_on(self) -> date | None: ...


class Dates(NamedTuple):
    """The columns of a duty that tell whether it is late, for those who read no more of it; named as in `Duty`."""

    due_on: date
    due_at: datetime | None = None
    met_on: date | None = None
    cancelled_on: date | None = None
    breached_on: date | None = None
    is_suspended: bool = False


def punctuality(owed: Owed, today: date) -> Punctuality:
    """Return how an office stands on `today` with what it owes."""
    if owed.cancelled_on is not None:
        return Punctuality.CANCELLED
    if owed.met_on is not None:
        is_missed_by_hours = owed.due_at is not None and owed.breached_on is not None
        return Punctuality.MET_LATE if owed.met_on > owed.due_on or is_missed_by_hours else Punctuality.IN_TIME
    if owed.is_suspended:
        return Punctuality.STOPPED
    return Punctuality.OVERDUE if owed.due_on < today else Punctuality.OPEN


def late_until(owed: Owed, today: date) -> date | None:
    """Return up to which day it was late (met late) or is (overdue: `today`); None if it is neither."""
    return (owed.met_on or today) if punctuality(owed, today) in LATE else None


def days_late(owed: Owed, today: date) -> int:
    """Return by how many natural days it is late, or was met late; 0 also for hours missed on the day itself."""
    until = late_until(owed, today)
    return (until - owed.due_on).days if until else 0


def is_expired(due: Due, at: datetime) -> bool:
    """Tell whether the time was over at the instant `at`, to the hour where the rule counts hours."""
    if due.is_suspended:
        return False
    return at > due.due_at if due.due_at else local_date_of(at) > due.due_on
