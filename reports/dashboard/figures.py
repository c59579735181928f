"""Reading the sums: kept by the triggers of the duties, exact at every moment together with what is not yet folded.

Every reading is one statement over sums and deltas: the fold moves rows from one to the other, and two statements
could see a duty twice or not at all. Whole months are read from their own sums, the rest of a period day by day.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from departments.duties.models import Duty
from reports.dashboard.ages import AGE_CLASSES, AgeTable
from reports.dashboard.rates import Rate, whole_months
from reports.dashboard.reach import Reach

DAYS_AHEAD = 7
"""What is due from today on for so many days is shown day by day. Source: the design of the dashboard."""

OPEN_CELLS = """
    SELECT department_id, channel, unit, due_on, n_open FROM departments_dutytally WHERE n_open <> 0
    UNION ALL
    SELECT department_id, channel, unit, due_on, n_open FROM departments_dutydelta WHERE n_open <> 0
"""

DUE_CELLS = """
    SELECT department_id, channel, month, n_due, n_on_time FROM departments_monthtally
    WHERE month BETWEEN %(whole_first)s AND %(whole_last)s
    UNION ALL
    SELECT department_id, channel, date_trunc('month', due_on)::date, n_due, n_on_time FROM departments_dutytally
    WHERE due_on BETWEEN %(head_first)s AND %(head_last)s OR due_on BETWEEN %(tail_first)s AND %(tail_last)s
    UNION ALL
    SELECT department_id, channel, date_trunc('month', due_on)::date, n_due, n_on_time FROM departments_dutydelta
    WHERE due_on BETWEEN %(first)s AND %(last)s
"""

ALL_CELLS = """
    SELECT department_id, channel, unit, due_on, n_due, n_on_time FROM departments_dutytally
    UNION ALL
    SELECT department_id, channel, unit, due_on, n_due, n_on_time FROM departments_dutydelta
"""

FIGURES = """
WITH open_cell AS MATERIALIZED (
    SELECT department_id, is_working, due_on, sum(n_open) AS number FROM (
        SELECT department_id, channel, unit = 'working_day' AS is_working, due_on, n_open FROM ({open_cells}) cell) cell
    WHERE {reach} GROUP BY department_id, is_working, due_on HAVING sum(n_open) <> 0
), classed AS (
    SELECT *, due_on < %(today)s AS is_overdue,
        CASE WHEN due_on >= %(today)s THEN '' ELSE {age} END AS code,
        CASE WHEN due_on BETWEEN %(today)s AND %(week_end)s THEN due_on END AS ahead_on
    FROM open_cell
), due AS (
    SELECT department_id, month, sum(n_on_time) AS n_on_time, sum(n_due) AS n_due FROM ({due_cells}) cell
    WHERE {reach} GROUP BY GROUPING SETS ((department_id), (month))
)
SELECT CASE GROUPING(code, is_overdue, ahead_on) WHEN 3 THEN 'age' WHEN 5 THEN 'unit' ELSE 'ahead' END AS what,
    department_id, code, is_working, is_overdue, CASE GROUPING(code) WHEN 0 THEN min(due_on) ELSE ahead_on END,
    sum(number), 0
FROM classed GROUP BY GROUPING SETS ((department_id, code), (is_overdue, is_working), (ahead_on))
UNION ALL
SELECT 'oldest', department_id, '', is_working, TRUE, due_on, number, 0 FROM open_cell
WHERE due_on = (SELECT min(due_on) FROM open_cell) AND due_on < %(today)s
UNION ALL
SELECT 'due', department_id, '', NULL, NULL, month, n_on_time, n_due FROM due WHERE n_due <> 0
"""

AGE = "CASE {classes} ELSE '{oldest}' END".format(
    classes=" ".join(
        f"WHEN due_on >= CASE WHEN is_working THEN %(working_{place})s::date ELSE %(natural_{place})s::date END"
        f" THEN '{one.code}'"
        for place, one in enumerate(AGE_CLASSES[:-1])
    ),
    oldest=AGE_CLASSES[-1].code,
)
"""The class of age of an overdue cell, from the first due dates of the classes."""

MEASURES = {"open": "n_open", "due": "n_due", "on_time": "n_on_time", "missed": "n_due - n_on_time"}
"""What can be counted of the cells; a stopped clock or a cancelled duty stands in none of them."""


class AgeCell(NamedTuple):
    """`number` duties of an office are overdue in the class of age `code`, the longest since `oldest_on`."""

    department_id: int
    code: str
    oldest_on: date
    number: int


class OpenCell(NamedTuple):
    """`number` running duties of an office are due on one day; their rules count in working days or not."""

    department_id: int
    is_working: bool
    due_on: date
    number: int


class Figures(NamedTuple):
    """What is overdue by office and class of age, which cells are the oldest, how many are overdue in working days
    (True) and in other days, what comes due on which day, how many are open, the rates by office and by month."""

    ages: list[AgeCell]
    oldest: list[OpenCell]
    overdue: Counter[bool]
    ahead: Counter[date]
    n_open: int
    by_office: dict[int, Rate]
    by_month: dict[date, Rate]


class Slice(NamedTuple):
    """Some sums: of the rules counted in working days, in other units or (None) all; due from `first` to `last`."""

    is_working: bool | None = None
    first: date | None = None
    last: date | None = None


def read_figures(reach: Reach, *, channel: str, ages: AgeTable, today: date, first: date, last: date) -> Figures:
    """Return the figures of the desk as of `today`, and the rates of what was due from `first` to `last` (decided)."""
    condition, values = _condition(reach, channel)
    statement = FIGURES.format(open_cells=OPEN_CELLS, due_cells=DUE_CELLS, reach=condition, age=AGE)
    week_end = today + timedelta(days=DAYS_AHEAD - 1)
    given = {**values, **_age_bounds(ages), **_period(first, last), "today": today, "week_end": week_end}
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return _sorted_out(cursor.fetchall())


def _sorted_out(rows: list[Any]) -> Figures:
    figures = Figures([], [], Counter(), Counter(), 0, {}, {})
    n_open = 0
    for what, department_id, code, is_working, is_overdue, day, one, two in rows:
        match what:
            case "age" if code:
                figures.ages.append(AgeCell(department_id, code, day, int(one)))
            case "oldest":
                figures.oldest.append(OpenCell(department_id, is_working, day, int(one)))
            case "unit":
                n_open += int(one)
                figures.overdue[is_working] += int(one) if is_overdue else 0
            case "ahead" if day is not None:
                figures.ahead[day] = int(one)
            case "due" if department_id is not None:
                figures.by_office[department_id] = Rate(int(one), int(two))
            case "due":
                figures.by_month[day] = Rate(int(one), int(two))
    return figures._replace(n_open=n_open)


def _age_bounds(ages: AgeTable) -> dict[str, Any]:
    """Return the first due date of each class of age but the oldest, in working days and in natural days."""
    return {
        f"{'working' if working else 'natural'}_{place}": ages.span(one.code, working=working).first
        for working in (False, True)
        for place, one in enumerate(AGE_CLASSES[:-1])
    }


def _period(first: date, last: date) -> dict[str, date]:
    """Return the bounds of a period: its whole months, and the days before and after them."""
    parts = whole_months(first, last)
    names = ("head", "whole", "tail")
    bounds = {
        f"{name}_{end}": day
        for name, part in zip(names, parts, strict=True)
        for end, day in zip(("first", "last"), part, strict=True)
    }
    return {**bounds, "first": first, "last": last}


def count_sums(measure: str, reach: Reach, *, channel: str, slices: Sequence[Slice]) -> int:
    """Return how many duties of the reach lie in any of `slices`; `measure` is one of MEASURES."""
    condition, values = _condition(reach, channel)
    (piece, *more) = slices
    if measure != "open" and not more and piece.is_working is None and piece.first and piece.last:
        cells, where = DUE_CELLS, condition
        values |= _period(piece.first, piece.last)
    else:
        cells = OPEN_CELLS if measure == "open" else ALL_CELLS
        parts = []
        for number, one in enumerate(slices):
            part, bounds = _slice_condition(one, number)
            parts.append(part)
            values |= bounds
        where = f"{condition} AND ({' OR '.join(parts)})"
    query = f"SELECT coalesce(sum({MEASURES[measure]}), 0) FROM ({cells}) cell WHERE {where}"  # noqa: S608 (own words)
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
