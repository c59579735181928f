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
    SELECT department_id, unit, due_on, sum(n_open) AS number FROM ({open_cells}) cell
    WHERE {reach} GROUP BY department_id, unit, due_on HAVING sum(n_open) <> 0
), overdue AS MATERIALIZED (
    SELECT department_id, unit, due_on, number, age.code FROM open_cell JOIN (VALUES {ages})
        AS age (is_working, code, first, last)
        ON due_on <= age.last::date AND (age.first IS NULL OR due_on >= age.first::date)
            AND (unit = 'working_day') = age.is_working
), due AS (
    SELECT department_id, month, sum(n_on_time) AS n_on_time, sum(n_due) AS n_due FROM ({due_cells}) cell
    WHERE {reach} GROUP BY GROUPING SETS ((department_id), (month))
)
SELECT 'age' AS what, department_id, code, min(due_on), sum(number), 0 FROM overdue GROUP BY department_id, code
UNION ALL
SELECT 'oldest', department_id, unit, due_on, number, 0 FROM overdue
WHERE due_on = (SELECT min(due_on) FROM overdue)
UNION ALL
SELECT 'unit', NULL, unit, NULL, sum(number), 0 FROM overdue GROUP BY unit
UNION ALL
SELECT 'ahead', NULL, '', due_on, sum(number), 0 FROM open_cell
WHERE due_on BETWEEN %(today)s AND %(week_end)s GROUP BY due_on
UNION ALL
SELECT 'open', NULL, '', NULL, sum(number), 0 FROM open_cell
UNION ALL
SELECT 'due', department_id, '', month, n_on_time, n_due FROM due WHERE n_due <> 0
"""

MEASURES = {"open": "n_open", "due": "n_due", "on_time": "n_on_time", "missed": "n_due - n_on_time"}
"""What can be counted of the cells; a stopped clock or a cancelled duty stands in none of them."""


class AgeCell(NamedTuple):
    """`number` duties of an office are overdue in the class of age `code`, the longest since `oldest_on`."""

    department_id: int
    code: str
    oldest_on: date
    number: int


class OpenCell(NamedTuple):
    """`number` running duties of an office, counted in `unit`, are due on one day."""

    department_id: int
    unit: str
    due_on: date
    number: int


class Figures(NamedTuple):
    """What is overdue by office and class of age, which cells are the oldest, how many are overdue in each unit, what
    comes due on which day, how many are open, and the rates of the period by office and by month."""

    ages: list[AgeCell]
    oldest: list[OpenCell]
    units: Counter[str]
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
    age_rows, age_values = _age_rows(ages)
    statement = FIGURES.format(open_cells=OPEN_CELLS, due_cells=DUE_CELLS, reach=condition, ages=age_rows)
    week_end = today + timedelta(days=DAYS_AHEAD - 1)
    given = {**values, **age_values, **_period(first, last), "today": today, "week_end": week_end}
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return _sorted_out(cursor.fetchall())


def _sorted_out(rows: list[Any]) -> Figures:
    figures = Figures([], [], Counter(), Counter(), 0, {}, {})
    for what, department_id, word, day, one, two in rows:
        match what:
            case "age":
                figures.ages.append(AgeCell(department_id, word, day, int(one)))
            case "oldest":
                figures.oldest.append(OpenCell(department_id, word, day, int(one)))
            case "unit":
                figures.units[word] = int(one)
            case "ahead":
                figures.ahead[day] = int(one)
            case "open":
                figures = figures._replace(n_open=int(one or 0))
            case _ if department_id is not None:
                figures.by_office[department_id] = Rate(int(one), int(two))
            case _:
                figures.by_month[day] = Rate(int(one), int(two))
    return figures


def _age_rows(ages: AgeTable) -> tuple[str, dict[str, Any]]:
    """Return the classes of age as rows of a statement: in which days, code, due dates from and to."""
    rows, values = [], dict[str, Any]()
    for working in (False, True):
        for place, one in enumerate(AGE_CLASSES):
            key = f"{'w' if working else 'n'}{place}"
            rows.append(
                f"({'TRUE' if working else 'FALSE'}, %({key}_code)s, %({key}_first)s::date, %({key}_last)s::date)"
            )
            span = ages.span(one.code, working=working)
            values |= {f"{key}_code": one.code, f"{key}_first": span.first, f"{key}_last": span.last}
    return ", ".join(rows), values


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
