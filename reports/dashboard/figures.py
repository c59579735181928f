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

AGES = tuple(one.code for one in reversed(AGE_CLASSES))
"""The classes of age from the oldest on."""

OPEN_CELLS = """
    SELECT department_id, unit = 'working_day' AS is_working, due_on, n_open FROM departments_dutytally
    WHERE n_open <> 0 AND {reach}
    UNION ALL
    SELECT department_id, unit = 'working_day', due_on, n_open FROM departments_dutydelta
    WHERE n_open <> 0 AND {reach}
"""

DUE_CELLS = """
    SELECT department_id, month, n_due, n_on_time FROM departments_monthtally
    WHERE month BETWEEN %(whole_first)s AND %(whole_last)s AND {reach}
    UNION ALL
    SELECT department_id, date_trunc('month', due_on::timestamp)::date, n_due, n_on_time FROM departments_dutytally
    WHERE (due_on BETWEEN %(head_first)s AND %(head_last)s OR due_on BETWEEN %(tail_first)s AND %(tail_last)s)
        AND {reach}
    UNION ALL
    SELECT department_id, date_trunc('month', due_on::timestamp)::date, n_due, n_on_time FROM departments_dutydelta
    WHERE due_on BETWEEN %(first)s AND %(last)s AND {reach}
"""

ALL_CELLS = """
    SELECT unit = 'working_day' AS is_working, due_on, n_due, n_on_time FROM departments_dutytally WHERE {reach}
    UNION ALL
    SELECT unit = 'working_day', due_on, n_due, n_on_time FROM departments_dutydelta WHERE {reach}
"""

FIGURES = f"""
WITH open_cell AS MATERIALIZED (
    SELECT department_id, is_working, due_on, sum(n_open)::int AS number FROM ({OPEN_CELLS}) cell
    GROUP BY department_id, is_working, due_on HAVING sum(n_open) <> 0
), placed AS MATERIALIZED (
    SELECT department_id, is_working, min(due_on) AS first_on, sum(number) AS number,
        width_bucket(due_on, CASE WHEN is_working THEN %(working)s::date[] ELSE %(natural)s::date[] END) AS place
    FROM open_cell GROUP BY department_id, is_working, place
), due AS (
    SELECT department_id, month, sum(n_on_time)::int AS n_on_time, sum(n_due)::int AS n_due FROM ({DUE_CELLS}) cell
    GROUP BY department_id, month
)
SELECT 'open', department_id, is_working, place, first_on, number, 0 FROM placed
UNION ALL
SELECT 'oldest', department_id, is_working, NULL, due_on, number, 0 FROM open_cell
WHERE due_on = (SELECT min(first_on) FROM placed) AND due_on < %(today)s
UNION ALL
SELECT 'due', department_id, NULL, NULL, month, sum(n_on_time), sum(n_due) FROM due
GROUP BY GROUPING SETS ((department_id), (month)) HAVING sum(n_due) <> 0
"""  # noqa: S608 (own words)

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
    given = {**values, **_bounds(ages, today), **_period(first, last), "today": today}
    with connection.cursor() as cursor:
        cursor.execute(FIGURES.format(reach=condition), given)
        return _sorted_out(cursor.fetchall(), today)


def _sorted_out(rows: list[Any], today: date) -> Figures:
    figures = Figures([], [], Counter(), Counter(), 0, {}, {})
    n_open = 0
    for what, department_id, is_working, place, day, one, two in rows:
        number = int(one)
        match what:
            case "open":
                n_open += number
                if place < len(AGES):
                    figures.ages.append(AgeCell(department_id, AGES[place], day, number))
                    figures.overdue[is_working] += number
                elif place < len(AGES) + DAYS_AHEAD:
                    figures.ahead[today + timedelta(days=place - len(AGES))] += number
            case "oldest":
                figures.oldest.append(OpenCell(department_id, is_working, day, number))
            case "due" if department_id is not None:
                figures.by_office[department_id] = Rate(number, int(two))
            case "due":
                figures.by_month[day] = Rate(number, int(two))
    return figures._replace(n_open=n_open)


def _bounds(ages: AgeTable, today: date) -> dict[str, list[date | None]]:
    """Return the first due dates of the places on the time line, in working days and in natural days.

    Place 0 is what is overdue the longest, the other classes of age follow, then today and each day ahead, then the
    rest.
    """
    ahead = [today + timedelta(days=n) for n in range(DAYS_AHEAD + 1)]
    return {
        name: [*(ages.span(code, working=working).first for code in AGES[1:]), *ahead]
        for name, working in (("working", True), ("natural", False))
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
        cells, where = DUE_CELLS, "TRUE"
        values |= _period(piece.first, piece.last)
    else:
        cells = OPEN_CELLS if measure == "open" else ALL_CELLS
        parts = []
        for number, one in enumerate(slices):
            part, bounds = _slice_condition(one, number)
            parts.append(part)
            values |= bounds
        where = " OR ".join(parts)
    cells = cells.format(reach=condition)
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
        conditions.append("is_working" if piece.is_working else "NOT is_working")
    if piece.first is not None:
        conditions.append(f"due_on >= %(first{number})s")
        values[f"first{number}"] = piece.first
    if piece.last is not None:
        conditions.append(f"due_on <= %(last{number})s")
        values[f"last{number}"] = piece.last
    return f"({' AND '.join(conditions)})", values
