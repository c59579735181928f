"""The public figures on answers: how many letters were answered in time, how many are overdue now."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from departments.duties.kinds import DutyKind
from departments.offices.models import Department
from reports.dashboard.rates import Rate, decided_period

# one statement: the fold moves rows from deltas to sums, and two statements could see a duty twice or not at all
ANSWERS = """
WITH cell AS NOT MATERIALIZED (
    SELECT department_id, kind, due_on, n_due, n_open, n_on_time FROM departments_dutytally
    UNION ALL
    SELECT department_id, kind, due_on, n_due, n_open, n_on_time FROM departments_dutydelta
)
SELECT coalesce(sum(n_on_time) FILTER (WHERE due_on BETWEEN %(first)s AND %(last)s), 0),
       coalesce(sum(n_due) FILTER (WHERE due_on BETWEEN %(first)s AND %(last)s), 0),
       coalesce(sum(n_open), 0),
       coalesce(sum(n_open) FILTER (WHERE due_on < %(today)s), 0)
FROM cell WHERE kind = %(kind)s AND (due_on >= %(first)s OR n_open <> 0)
"""
BELOW = " AND department_id IN (SELECT id FROM departments_department WHERE starts_with(path, %(path)s))"


@dataclass(frozen=True)
class Answers:
    """Letters whose answer was due from `first` to `last`, both local dates and included, and what is open now."""

    first: date
    last: date
    rate: Rate
    n_open: int
    n_overdue: int

    @property
    def is_undecided(self) -> bool:
        """Tell whether no answer was due in the period so far."""
        return self.rate.n_due == 0

    @property
    def percentage(self) -> Decimal | None:
        return self.rate.percentage


def answers_of(*, first: date, today: date, department: Department | None = None) -> Answers:
    """Return the figures of the letters due from `first` up to yesterday; what is due today can still be met.

    With `department` those of the office and of all below it. Read from the exact sums, never by counting duties.
    On the first day of a period `last` lies before `first`, and nothing is decided.
    """
    first, last = decided_period(first, today, today)
    values: dict[str, date | str] = {"first": first, "last": last, "today": today, "kind": DutyKind.REPLY.value}
    query = ANSWERS
    if department is not None:
        query, values["path"] = ANSWERS + BELOW, department.path
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        n_on_time, n_due, n_open, n_overdue = map(int, cursor.fetchone())
    return Answers(first, last, Rate(n_on_time, n_due), n_open, n_overdue)
