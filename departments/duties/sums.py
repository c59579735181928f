"""The sums of duties: tallies, and the deltas that triggers write beside every change; together they are exact."""

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

NUMBERS = ("n_due", "n_open", "n_on_time", "n_breached")
NOTHING = dict.fromkeys(NUMBERS, 0)
FOLDED_AT_ONCE = 10_000

# skips deltas that another fold holds; the sorted insert keeps two folds from waiting for each other in a circle
FOLD = """
WITH pick AS (SELECT id FROM departments_dutydelta ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED),
gone AS (DELETE FROM departments_dutydelta d USING pick WHERE d.id = pick.id RETURNING d.*),
folded AS (
    INSERT INTO departments_dutytally AS t
        (department_id, kind, channel, unit, due_on, n_due, n_open, n_on_time, n_breached)
    SELECT department_id, kind, channel, unit, due_on, sum(n_due), sum(n_open), sum(n_on_time), sum(n_breached)
    FROM gone GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (department_id, kind, channel, unit, due_on) DO UPDATE SET
        n_due = t.n_due + excluded.n_due, n_open = t.n_open + excluded.n_open,
        n_on_time = t.n_on_time + excluded.n_on_time, n_breached = t.n_breached + excluded.n_breached
),
folded_months AS (
    INSERT INTO departments_monthtally AS t (department_id, kind, channel, month, n_due, n_on_time)
    SELECT department_id, kind, channel, date_trunc('month', due_on)::date, sum(n_due), sum(n_on_time)
    FROM gone GROUP BY 1, 2, 3, 4 ORDER BY 4, 1, 2, 3
    ON CONFLICT (month, department_id, kind, channel) DO UPDATE SET
        n_due = t.n_due + excluded.n_due, n_on_time = t.n_on_time + excluded.n_on_time
)
SELECT count(*) FROM gone
"""

RECOUNT = """
SELECT d.department_id, d.kind, d.channel, r.unit, d.due_on, count(*) AS n_due,
       count(*) FILTER (WHERE d.met_on IS NULL) AS n_open,
       count(*) FILTER (WHERE d.met_on <= d.due_on AND (d.due_at IS NULL OR d.breached_on IS NULL)) AS n_on_time,
       count(d.breached_on) AS n_breached
FROM departments_duty d JOIN departments_deadlinerule r ON r.id = d.rule_id
WHERE d.cancelled_on IS NULL AND NOT d.is_suspended
GROUP BY 1, 2, 3, 4, 5
"""

KEPT = """
SELECT department_id, kind, channel, unit, due_on, sum(n_due), sum(n_open), sum(n_on_time), sum(n_breached)
FROM (SELECT department_id, kind, channel, unit, due_on, n_due, n_open, n_on_time, n_breached
      FROM departments_dutytally
      UNION ALL
      SELECT department_id, kind, channel, unit, due_on, n_due, n_open, n_on_time, n_breached
      FROM departments_dutydelta) both_parts
GROUP BY 1, 2, 3, 4, 5
"""

REBUILD = (
    """
INSERT INTO departments_dutytally
    (department_id, kind, channel, unit, due_on, n_due, n_open, n_on_time, n_breached)
"""
    + RECOUNT
)


MONTHS_OF_DAYS = """
SELECT department_id, kind, channel, 'month' AS unit, date_trunc('month', due_on)::date AS month, sum(n_due) AS n_due,
       0 AS n_open, sum(n_on_time) AS n_on_time, 0 AS n_breached
FROM departments_dutytally GROUP BY 1, 2, 3, 4, 5
"""

KEPT_MONTHS = """
SELECT department_id, kind, channel, 'month', month, n_due, 0, n_on_time, 0 FROM departments_monthtally
"""

REBUILD_MONTHS = """
INSERT INTO departments_monthtally (department_id, kind, channel, month, n_due, n_on_time)
SELECT department_id, kind, channel, date_trunc('month', due_on)::date, sum(n_due), sum(n_on_time)
FROM departments_dutytally GROUP BY 1, 2, 3, 4
"""


def fold_deltas() -> int:
    """Add the deltas to the tallies of days and months and return how many there were.

    Several folds at once are exact together.
    """
    total = 0
    while True:
        with connection.cursor() as cursor:  # one statement, so a transaction of its own
            cursor.execute(FOLD, {"limit": FOLDED_AT_ONCE})
            (folded,) = cursor.fetchone()
        total += folded
        if folded < FOLDED_AT_ONCE:
            return total


def differing_cells() -> Iterator[tuple[str, dict[str, int], dict[str, int]]]:
    """Yield the cells whose sums differ from a recount, each with what is kept and what is counted.

    Days are held against the duties, months against the days.
    """
    for kept_rows, counted_rows in ((KEPT, RECOUNT), (KEPT_MONTHS, MONTHS_OF_DAYS)):
        kept, counted = _cells(kept_rows), _cells(counted_rows)
        for cell in sorted(kept.keys() | counted.keys()):
            before, after = kept.get(cell, NOTHING), counted.get(cell, NOTHING)
            if before != after:
                yield " ".join(map(str, cell)), before, after


def _cells(statement: str) -> dict[tuple[Any, ...], dict[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall()
    return {row[: -len(NUMBERS)]: dict(zip(NUMBERS, map(int, row[-len(NUMBERS) :]), strict=True)) for row in rows}


@transaction.atomic
def rebuild_sums() -> None:
    """Count all duties anew into the tallies.

    Changes of duties, and whoever else counts anew, wait meanwhile: seconds for a million duties.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE departments_duty IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM departments_dutydelta")
        cursor.execute("DELETE FROM departments_dutytally")
        cursor.execute(REBUILD)
        cursor.execute("DELETE FROM departments_monthtally")
        cursor.execute(REBUILD_MONTHS)
