"""The sweep over a million duties: nothing due, some due, very many due; and what a reply waits meanwhile.

Beside each stands the raw UPDATE that only marks the same rows, on the same table with its indexes, triggers off.
"""

import argparse
import contextlib
import statistics
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.utils import ProgrammingError

from bench.databases import own_database

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
OFFICES, SOME = 170, 200

FILL = """
INSERT INTO departments_duty (id, department_id, kind, channel, title, subject_kind, subject_key, rule_id, starts_at,
    due_on, is_provisional, is_suspended, is_excused, cycle, met_on, created_at)
SELECT n, %(office)s + n %% %(offices)s, 'reply', 'leader', 'LD-' || n, 'message', n::text, %(rule)s,
    due_on - interval '7 days', due_on, false, false, false, 0,
    CASE WHEN n > %(open)s THEN due_on - 1 END, now()
FROM (SELECT n, CASE WHEN n <= %(due)s THEN %(today)s::date - 1 - n %% 30
                WHEN n <= %(open)s THEN %(today)s::date + n %% 30
                ELSE %(today)s::date - n %% 2000 END AS due_on
      FROM generate_series(1, %(duties)s) n) z
"""
EVENTS = """
INSERT INTO departments_dutyevent (duty_id, kind, effective_on, recorded_at, actor_kind, reason, parameters, due_after,
    calendar_version, cycle)
SELECT id, 'opened', due_on - 7, now(), 'citizen', '', '{}', due_on, '', 0 FROM departments_duty
"""
RAW = """
UPDATE departments_duty SET breached_on = due_on + 1
WHERE met_on IS NULL AND cancelled_on IS NULL AND breached_on IS NULL AND NOT is_suspended AND NOT is_excused
  AND due_on < %s
"""
RESET = """
UPDATE departments_duty SET met_on = NULL, breached_on = CASE WHEN id > %(number)s THEN due_on + 1 END
WHERE id <= %(due)s
  AND (met_on IS NOT NULL OR breached_on IS DISTINCT FROM CASE WHEN id > %(number)s THEN due_on + 1 END)
"""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench sweep")
    parser.add_argument("--duties", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--ticks", type=int, default=200)
    options = parser.parse_args(arguments)
    with own_database("yangguang_bench_sweep"):
        Bench(options.duties, options.due, options.runs, options.ticks).run()


class Bench:
    """One table, measured in several states."""

    def __init__(self, duties: int, due: int, runs: int, ticks: int) -> None:
        self.duties, self.due, self.runs, self.ticks = duties, due, runs, ticks

    def run(self) -> None:
        self.fill()
        say(f"{self.duties:,} duties, {2 * self.due:,} open; medians; milliseconds")
        self.measure(f"{self.due:,} due", self.due, self.runs)
        self.measure(f"{SOME} due", SOME, max(self.runs, 5) if self.runs > 1 else 1)
        self.measure_idle()
        self.measure_replies()

    # -- the table -------------------------------------------------------------------------------------------------
    def fill(self) -> None:
        from departments.duties.rules import rule_in_force
        from departments.duties.sums import rebuild_sums
        from departments.models import Department
        from tests.factories.departments import DepartmentFactory

        offices = DepartmentFactory.create_batch(OFFICES)
        values = {
            "office": offices[0].pk,
            "offices": Department.objects.count(),
            "rule": rule_in_force("reply-7-days", NOW.date()).pk,
            "duties": self.duties,
            "due": self.due,
            "open": 2 * self.due,
            "today": NOW.date(),
        }
        sql("SET statement_timeout = 0; SET lock_timeout = 0")
        sql("ALTER TABLE departments_duty DISABLE TRIGGER USER")
        sql(FILL, values)
        sql("SELECT setval(pg_get_serial_sequence('departments_duty', 'id'), %s)", [self.duties])
        sql(EVENTS)
        sql("ALTER TABLE departments_duty ENABLE TRIGGER USER")
        rebuild_sums()
        sql("VACUUM ANALYZE")

    def leave_due(self, number: int) -> None:
        """Make exactly `number` duties due and not recorded, without traces of earlier runs."""
        sql("ALTER TABLE departments_duty DISABLE TRIGGER USER")
        sql("ALTER TABLE departments_dutyevent DISABLE TRIGGER USER")
        sql("DELETE FROM departments_dutyevent WHERE kind <> 'opened'")
        sql(RESET, {"number": number, "due": self.due})
        sql("ALTER TABLE departments_dutyevent ENABLE TRIGGER USER")
        sql("ALTER TABLE departments_duty ENABLE TRIGGER USER")
        sql("VACUUM ANALYZE departments_duty")
        sql("VACUUM departments_dutyevent")
        sql("TRUNCATE departments_dutydelta")
        with contextlib.suppress(ProgrammingError):  # the owner of the embedded database may not ask for one
            sql("CHECKPOINT")

    # -- the measurements ------------------------------------------------------------------------------------------
    def measure(self, name: str, number: int, runs: int) -> None:
        """Time the raw UPDATE and the sweep in turn, from the same state."""
        from departments.duties.sweeping import sweep

        raw, swept = [], []
        for _ in range(runs):
            self.leave_due(number)
            sql("ALTER TABLE departments_duty DISABLE TRIGGER USER")
            raw.append(timed(lambda: sql(RAW, [NOW.date()])))
            sql("ALTER TABLE departments_duty ENABLE TRIGGER USER")
            self.leave_due(number)
            swept.append(timed(partial(sweep, now=NOW)))
            if (left := waiting()) != 0:
                raise SystemExit(f"the sweep left {left} of {number} behind")
        floor, ours = statistics.median(raw), statistics.median(swept)
        say(f"{name:>12}: raw {floor:9.2f}   sweep {ours:9.2f}   ratio {ours / floor:5.2f}   (target 5)")

    def measure_idle(self) -> None:
        """Time ticks that find nothing, and the part of them that looks."""
        from departments.duties import sweeping

        self.leave_due(0)
        sql(RAW, [NOW.date()])
        looks = [timed(lambda: look(sweeping)) for _ in range(self.ticks)]
        ticks = [timed(lambda: sweeping.sweep(now=NOW)) for _ in range(self.ticks)]
        say(f"    idle look: {spread(looks)}   (target 1)")
        say(f"    idle tick: {spread(ticks)}   (with the fold and the note of the run)")

    def measure_replies(self) -> None:
        """Time replies to due duties, alone and while the sweep runs."""
        from departments.duties.sweeping import sweep

        self.leave_due(self.due)
        quiet = reply_to(range(1, min(200, self.due // 4)), threading.Event())
        self.leave_due(self.due)
        end, waits = threading.Event(), []
        # from the middle of what the sweep is coming to, in no order
        wanted = [(number * 7919) % self.due + 1 for number in range(self.due)]
        replier = threading.Thread(target=lambda: waits.extend(reply_to(wanted, end)))
        replier.start()
        time.sleep(0.05)
        sweep(now=NOW)
        end.set()
        replier.join()
        say(f"  reply alone: {spread(quiet)}")
        say(f"reply, sweep: {spread(waits)}   ({len(waits)} replies; target: none above 100)")


def waiting() -> int:
    """Return how many duties are overdue without a breach."""
    from departments.models import Duty

    return Duty.objects.overdue(NOW.date()).filter(breached_on=None).count()


def look(sweeping: Any) -> None:
    for statement in (sweeping.BY_DAYS, sweeping.BY_HOURS):
        sweeping._sweep_batch(statement, NOW)


def reply_to(numbers: Any, end: threading.Event) -> list[float]:
    """Meet one duty after the other until `end`, and return how long each took, on a connection that stands already."""
    from django.db import connection, connections

    from departments.duties.actors import SYSTEM
    from departments.duties.services import meet_duty
    from departments.models import Duty

    connection.ensure_connection()
    waits = []
    for number in numbers:
        if end.is_set():
            break
        waits.append(timed(partial(meet_duty, Duty(pk=number), at=NOW + timedelta(hours=1), by=SYSTEM)))
    if threading.current_thread() is not threading.main_thread():
        connections.close_all()
    return waits


def sql(statement: str, values: Any = None) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def timed(action: Callable[[], Any]) -> float:
    """Return how many milliseconds `action` took."""
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


def spread(times: list[float]) -> str:
    ordered = sorted(times)
    at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95, 0.99)]
    return f"p50 {at[0]:7.2f}  p95 {at[1]:7.2f}  p99 {at[2]:7.2f}  max {ordered[-1]:7.2f}"


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the result
