"""Reading the sums: kept by the triggers of the duties, exact at every moment together with what is not yet folded.

Every reading is one statement over sums and deltas: the fold moves rows from one to the other, and two statements
could see a duty twice or not at all.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from departments.duties.models import Duty
from reports.dashboard.rates import Rate
from reports.dashboard.reach import Reach

CELLS = """
WITH cell AS NOT MATERIALIZED (
    SELECT department_id, channel, unit, due_on, n_due, n_open, n_on_time FROM departments_dutytally
    UNION ALL
    SELECT department_id, channel, unit, due_on, n_due, n_open, n_on_time FROM departments_dutydelta
)
"""

FIGURES = """
SELECT 'open' AS what, department_id, unit, due_on, sum(n_open), 0
FROM cell WHERE n_open <> 0 AND {reach}
GROUP BY department_id, unit, due_on HAVING sum(n_open) <> 0
UNION ALL
SELECT 'due', department_id, '', date_trunc('month', due_on)::date, sum(n_on_time), sum(n_due)
FROM cell WHERE due_on BETWEEN %(first)s AND %(last)s AND {reach}
GROUP BY department_id, 4 HAVING sum(n_due) <> 0
"""


MEASURES = {"open": "n_open", "due": "n_due", "on_time": "n_on_time", "missed": "n_due - n_on_time"}
"""What can be counted of the cells; a stopped clock or a cancelled duty stands in none of them."""


class OpenCell(NamedTuple):
    """`number` running duties of an office, counted in `unit`, are due on one day."""

    department_id: int
    unit: str
    due_on: date
    number: int


class DueCell(NamedTuple):
    """What was due of an office in one month of the period, and how much of it was met in time."""

    department_id: int
    month: date
    rate: Rate


class Figures(NamedTuple):
    open_cells: list[OpenCell]
    due_cells: list[DueCell]


class Slice(NamedTuple):
    """Some sums: of the rules counted in working days, in other units or (None) all; due from `first` to `last`."""

    is_working: bool | None = None
    first: date | None = None
    last: date | None = None


def read_figures(reach: Reach, *, channel: str, first: date, last: date) -> Figures:
    """Return what is open, by due date, and what was due from `first` to `last` (decided days only), by month."""
    condition, values = _condition(reach, channel)
    figures = Figures([], [])
    with connection.cursor() as cursor:
        cursor.execute(CELLS + FIGURES.format(reach=condition), {**values, "first": first, "last": last})
        for what, department_id, unit, day, one, two in cursor.fetchall():
            if what == "open":
                figures.open_cells.append(OpenCell(department_id, unit, day, int(one)))
            else:
                figures.due_cells.append(DueCell(department_id, day, Rate(int(one), int(two))))
    return figures


def count_sums(measure: str, reach: Reach, *, channel: str, slices: Sequence[Slice]) -> int:
    """Return how many duties of the reach lie in any of `slices`; `measure` is one of MEASURES."""
    condition, values = _condition(reach, channel)
    parts = []
    for number, piece in enumerate(slices):
        part, more = _slice_condition(piece, number)
        parts.append(part)
        values |= more
    where = f"{condition} AND ({' OR '.join(parts)})"
    query = f"{CELLS} SELECT coalesce(sum({MEASURES[measure]}), 0) FROM cell WHERE {where}"  # noqa: S608 (own words)
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return int(cursor.fetchone()[0])


def count_unsettled(reach: Reach, *, channel: str) -> dict[str, int]:
    """Return how many open duties are provisional, and of how many the clock is stopped: rare rows, counted live."""
    rows = Duty.objects.filter(reach_filter(reach, channel))
    return {"provisional": rows.provisional().count(), "suspended": rows.suspended().count()}


def reach_filter(reach: Reach, channel: str) -> Q:
    """Return the same condition for duties themselves."""
    condition = Q() if reach.is_all else Q(department_id__in=[office.pk for office in reach.offices])
    return condition & Q(channel=channel) if channel else condition


def _condition(reach: Reach, channel: str) -> tuple[str, dict[str, Any]]:
    conditions, values = ["TRUE"], dict[str, Any]()
    if not reach.is_all:
        conditions.append("department_id = ANY(%(offices)s)")
        values["offices"] = [office.pk for office in reach.offices]
    if channel:
        conditions.append("channel = %(channel)s")
        values["channel"] = channel
    return " AND ".join(conditions), values


def _slice_condition(piece: Slice, number: int) -> tuple[str, dict[str, Any]]:
    conditions, values = ["TRUE"], dict[str, Any]()
    if piece.is_working is not None:
        conditions.append("unit = 'working_day'" if piece.is_working else "unit <> 'working_day'")
    if piece.first is not None:
        conditions.append(f"due_on >= %(first{number})s")
        values[f"first{number}"] = piece.first
    if piece.last is not None:
        conditions.append(f"due_on <= %(last{number})s")
        values[f"last{number}"] = piece.last
    return f"({' AND '.join(conditions)})", values
