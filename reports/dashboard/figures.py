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
from reports.dashboard.rates import Rate, in_months
from reports.dashboard.reach import Reach

DAYS_AHEAD = 7
"""What is due from today on for so many days is shown day by day. Source: the design of the dashboard."""

AGES = tuple(one.code for one in reversed(AGE_CLASSES))
"""The classes of age from the oldest on."""

OPEN_TALLIES = """
    SELECT department_id, unit = 'working_day' AS is_working, due_on, n_open FROM departments_dutytally
    WHERE n_open <> 0 AND {reach}
"""

OPEN_CELLS = f"""
    {OPEN_TALLIES}
    UNION ALL
    SELECT department_id, unit = 'working_day', due_on, n_open FROM departments_dutydelta
    WHERE n_open <> 0 AND {{reach}}
"""  # noqa: S608 (own words)

DUE_CELLS = """
    SELECT department_id, month, n_due, n_on_time FROM departments_monthtally
    WHERE month BETWEEN %(months_first)s AND %(months_last)s AND {reach}
    UNION ALL
    SELECT department_id, date_trunc('month', due_on::timestamp)::date,
        CASE WHEN due_on BETWEEN %(first)s AND %(last)s THEN n_due ELSE -n_due END,
        CASE WHEN due_on BETWEEN %(first)s AND %(last)s THEN n_on_time ELSE -n_on_time END
    FROM departments_dutytally
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

# A cell of the tallies counts what is open unless a delta still moves it. So cells that no delta touches are summed at
# once over all days of a class of age; those that one touches stay day by day until both parts are together: what is
# nothing then is not the oldest.
FIGURES = f"""
WITH moving AS MATERIALIZED (
    SELECT department_id, unit = 'working_day' AS is_working, due_on, sum(n_open)::int AS n_open
    FROM departments_dutydelta WHERE n_open <> 0 AND {{reach}} GROUP BY 1, 2, 3
), part AS (
    SELECT department_id, is_working, moving_on,
        width_bucket(due_on, CASE WHEN is_working THEN %(working)s::date[] ELSE %(natural)s::date[] END) AS place,
        min(due_on) AS first_on, sum(n_open)::int AS number
    FROM (
        SELECT *, CASE WHEN (department_id, is_working, due_on)
            IN (SELECT department_id, is_working, due_on FROM moving) THEN due_on END AS moving_on
        FROM ({OPEN_TALLIES}) tally
        UNION ALL
        SELECT *, due_on FROM moving
    ) cell
    WHERE due_on < %(today)s GROUP BY department_id, is_working, moving_on, place HAVING sum(n_open) <> 0
), overdue AS MATERIALIZED (
    SELECT department_id, is_working, place, min(first_on) AS first_on, sum(number) AS number FROM part
    GROUP BY department_id, is_working, place
)
SELECT 'overdue', department_id, is_working, place, first_on, number, 0 FROM overdue
UNION ALL
SELECT 'oldest', department_id, is_working, NULL, due_on, sum(n_open), 0
FROM ({OPEN_TALLIES} UNION ALL SELECT * FROM moving) cell
WHERE due_on = (SELECT min(first_on) FROM overdue)
GROUP BY department_id, is_working, due_on HAVING sum(n_open) <> 0
UNION ALL
SELECT 'ahead', NULL, NULL, NULL, least(due_on, %(later)s) AS day, sum(n_open), 0
FROM ({OPEN_TALLIES} UNION ALL SELECT * FROM moving) cell
WHERE due_on >= %(today)s GROUP BY day
UNION ALL
SELECT 'due', department_id, NULL, NULL, month, sum(n_on_time), sum(n_due) FROM ({DUE_CELLS}) cell
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
    later = today + timedelta(days=DAYS_AHEAD)
    given = {**_bounds(ages), **_period(first, last), "today": today, "later": later}
    rows = _read_rows(reach, channel, given)
    if any(row[1] is not None and row[1] not in reach.by_pk for row in rows):
        # an office founded since the offices were read: the whole register is asked for without naming any
        rows = _read_rows(reach.as_read(), channel, given)
    return _sorted_out(rows)


def _read_rows(reach: Reach, channel: str, given: dict[str, Any]) -> list[Any]:
    condition, values = _condition(reach, channel)
    with connection.cursor() as cursor:
        cursor.execute(FIGURES.format(reach=condition), {**given, **values})
        return cursor.fetchall()


def _sorted_out(rows: list[Any]) -> Figures:
    figures = Figures([], [], Counter(), Counter(), 0, {}, {})
    n_open = 0
    for what, department_id, is_working, place, day, one, two in rows:
        number = int(one)
        match what:
            case "overdue":
                n_open += number
                figures.ages.append(AgeCell(department_id, AGES[place], day, number))
                figures.overdue[is_working] += number
            case "oldest":
                figures.oldest.append(OpenCell(department_id, is_working, day, number))
            case "ahead":
                n_open += number
                figures.ahead[day] = number
            case "due" if department_id is not None:
                figures.by_office[department_id] = Rate(number, int(two))
            case "due":
                figures.by_month[day] = Rate(number, int(two))
    return figures._replace(n_open=n_open)


def _bounds(ages: AgeTable) -> dict[str, list[date | None]]:
    """Return the first due dates of the classes of age after the oldest, in working days and in natural days."""
    return {
        name: [ages.span(code, working=working).first for code in AGES[1:]]
        for name, working in (("working", True), ("natural", False))
    }


def _period(first: date, last: date) -> dict[str, date]:
    """Return the bounds of a period: its months, and the days to add or to take off before and after them."""
    parts = in_months(first, last)
    names = ("head", "months", "tail")
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
    condition = reach.within("department")
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
