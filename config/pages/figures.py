"""The public figures on answers: how many letters were answered in time, how many are overdue now."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q, Sum

from departments.duties.kinds import DutyKind
from departments.duties.models import DutyDelta, DutyTally
from departments.offices.models import Department

FEW = 10
"""Below this many duties a fraction is shown and no percentage. Source: the city's own rule of supervision."""


@dataclass(frozen=True)
class Answers:
    """Letters whose answer was due from `first` to `last`, both local dates and included, and what is open now."""

    first: date
    last: date
    n_due: int
    n_on_time: int
    n_open: int
    n_overdue: int

    @property
    def percentage(self) -> Decimal | None:
        """Return the on-time rate in per cent with one decimal, or None where there are too few to tell."""
        if self.n_due < FEW:
            return None
        return (Decimal(100 * self.n_on_time) / self.n_due).quantize(Decimal("0.1"), ROUND_HALF_UP)


def answers_of(*, first: date, today: date, department: Department | None = None) -> Answers:
    """Return the figures of the letters due from `first` up to yesterday; what is due today is not decided yet.

    With `department` those of the office and of all below it. Read from the exact sums, never by counting duties.
    """
    last = max(today - timedelta(days=1), first)
    replies = Q(kind=DutyKind.REPLY)
    if department is not None:
        replies &= Q(department__path__startswith=department.path)
    sums: Counter[str] = Counter()
    for table in (DutyTally, DutyDelta):
        sums.update(
            table._default_manager.filter(replies).aggregate(
                due=Sum("n_due", filter=Q(due_on__range=(first, last)), default=0),
                on_time=Sum("n_on_time", filter=Q(due_on__range=(first, last)), default=0),
                open=Sum("n_open", default=0),
                overdue=Sum("n_open", filter=Q(due_on__lt=today), default=0),
            )
        )
    return Answers(first, last, sums["due"], sums["on_time"], sums["open"], sums["overdue"])
