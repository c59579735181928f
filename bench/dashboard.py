"""The supervision desk over a million duties, beside the raw summary query and beside GROUP BY over all rows.

    python -m bench dashboard                    1,000,000 duties of 100 offices over two years
    python -m bench dashboard --duties 20000     small: shows that it runs, says nothing about speed

Targets: the statement of the desk at most 2 times the raw summary query, at least 50 times faster than GROUP BY over
all rows; replies in one office keep at least 0.8 of their rate without the triggers that keep the sums.
"""

import argparse
import statistics
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bench.databases import own_database

OFFICES = 100
ROUNDS = 3
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
FIRST = (TODAY - timedelta(days=730)).replace(day=1)

FILL = """
INSERT INTO departments_duty (id, department_id, kind, channel, title, subject_kind, subject_key, rule_id, starts_at,
    due_on, is_provisional, is_suspended, is_excused, cycle, met_on, created_at)
SELECT n, %(office)s + chance_1 %% %(offices)s, 'reply',
    CASE WHEN chance_2 < 50 THEN 'leader' WHEN chance_2 < 80 THEN 'department' ELSE 'direct' END, 'LD-' || n,
    'message', n::text, CASE WHEN chance_2 >= 80 THEN %(working)s ELSE %(natural)s END, due_on - interval '7 days',
    due_on, false, false, false, 0,
    CASE WHEN due_on < %(today)s AND (due_on < %(today)s - 60 OR chance_3 < 900)
         THEN due_on - 2 + (chance_3 %% 20 = 0)::int * 5 END, now()
FROM (SELECT n, abs(hashint8(n)::bigint) AS chance_1, abs(hashint8(n + 9000000000)::bigint) %% 100 AS chance_2,
             abs(hashint8(n + 17000000000)::bigint) %% 1000 AS chance_3,
             %(today)s::date + 15 - (abs(hashint8(n + 5000000000)::bigint) %% 730)::int AS due_on
      FROM generate_series(1::bigint, %(duties)s) n) z
"""

RAW = """
SELECT 'open', department_id, unit, due_on, sum(n_open), 0 FROM departments_dutytally
WHERE n_open <> 0 GROUP BY department_id, unit, due_on
UNION ALL
SELECT 'due', department_id, '', month, sum(n_on_time), sum(n_due) FROM (
    SELECT department_id, month, n_on_time, n_due FROM departments_monthtally
    WHERE month BETWEEN %(first)s AND %(month)s - interval '1 month'
    UNION ALL
    SELECT department_id, %(month)s, n_on_time, n_due FROM departments_dutytally
    WHERE due_on BETWEEN %(month)s AND %(last)s) cell
GROUP BY department_id, month
"""

ALL_ROWS = """
SELECT d.department_id, date_trunc('month', d.due_on)::date, r.unit, count(*),
    count(*) FILTER (WHERE d.met_on IS NULL AND d.due_on < %(today)s),
    count(*) FILTER (WHERE d.met_on IS NULL), count(*) FILTER (WHERE d.met_on <= d.due_on)
FROM departments_duty d JOIN departments_deadlinerule r ON r.id = d.rule_id
WHERE d.cancelled_on IS NULL AND NOT d.is_suspended GROUP BY 1, 2, 3
"""

REPLY = "UPDATE departments_duty SET met_on = %s WHERE id = %s AND met_on IS NULL"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench dashboard", description=__doc__)
    parser.add_argument("--duties", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=3.0, help="how long the replies are sent, with and without")
    options = parser.parse_args(arguments)
    with own_database("bench_dashboard"):
        fill(options.duties)
        measure_reading(options.runs)
        measure_page(options.runs)
        measure_replies(options.seconds)


def fill(duties: int) -> None:
    """Fill the city and fold the sums: of the last sixty days one in ten is open, one in twenty was met late."""
    from django.db import connection

    from departments.duties.sums import rebuild_sums
    from departments.models import DeadlineRule, Department
    from tests.factories.departments import DepartmentFactory

    city: Any = DepartmentFactory(kind="city")
    first: Any = DepartmentFactory(parent=city)
    for _ in range(OFFICES - 1):
        DepartmentFactory(parent=city)
    rules = dict(DeadlineRule.objects.values_list("code", "pk"))
    values = {
        "office": first.pk,
        "offices": OFFICES,
        "working": rules["reply-15-working-days"],
        "natural": rules["reply-7-days"],
        "today": TODAY,
        "duties": duties,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("ALTER TABLE departments_duty DISABLE TRIGGER USER")
        cursor.execute(FILL, values)
        cursor.execute("ALTER TABLE departments_duty ENABLE TRIGGER USER")
        rebuild_sums()
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT count(*) FROM departments_dutytally")
        cells = cursor.fetchone()[0]
    print(f"{duties:,} duties of {Department.objects.count() - 1} offices, {cells:,} cells")  # noqa: T201


def measure_reading(runs: int) -> None:
    """The statement of the desk with 0, 1,000 and 10,000 unfolded deltas, between the raw query and all rows."""
    from departments.calendar.current import current_calendar
    from reports.dashboard.ages import AgeTable
    from reports.dashboard.figures import read_figures
    from reports.dashboard.reach import Reach

    whole, ages = Reach.below([""]), AgeTable(TODAY, current_calendar())
    period = {"first": FIRST, "last": TODAY - timedelta(days=1)}
    given = {**period, "today": TODAY, "month": TODAY.replace(day=1)}
    raw = report("raw summary query", runs, lambda: execute(RAW, given))
    folded = 0.0
    for number in (0, 1_000, 9_000):
        add_deltas(number)
        time_taken = report(
            f"the desk's statement, {count_deltas():,} deltas",
            runs,
            lambda: read_figures(whole, channel="", ages=ages, today=TODAY, **period),
        )
        print(f"    {time_taken / raw:.2f} times the raw summary query")  # noqa: T201
        folded = time_taken if number == 0 else folded
    slow = report("GROUP BY over all rows", 3, lambda: execute(ALL_ROWS, given))
    print(f"    {slow / folded:.0f} times the desk's statement, {slow / time_taken:.0f} times with 10,000 deltas")  # noqa: T201


def measure_page(runs: int) -> None:
    """The desk, a list behind a figure and its last page, as a supervisor sees them."""
    from django.test import Client

    from departments.models import Department
    from departments.officers.roles import Role
    from tests.factories.departments import officer_in

    supervisor = officer_in(Department.objects.get(parent=None), Role.SUPERVISOR)
    browser = Client(headers={"host": "localhost"})
    browser.force_login(supervisor)
    for name, address in (
        ("page of the desk", "/supervision/"),
        ("list: overdue", "/supervision/duties/?state=overdue"),
        ("list: due in two years, page 1", f"/supervision/duties/?state=due&due_from={FIRST}"),
        (
            "list: due in two years, far down",
            f"/supervision/duties/?state=due&due_from={FIRST}&after={FIRST + timedelta(days=700)}_1",
        ),
    ):
        if browser.get(address).status_code != 200:
            raise SystemExit(f"{address} can't be read")
        report(name, max(3, runs // 3), partial(browser.get, address))


def measure_replies(seconds: float) -> None:
    """Replies of eight clients in one office, with and without the triggers of the sums; each works 3 ms more."""
    from django.db import connection

    from departments.models import Duty

    office = Duty.objects.filter(met_on=None)[0].department_id
    rates: dict[str, list[float]] = {"DISABLE": [], "ENABLE": []}
    for _ in range(ROUNDS):
        for state, measured in rates.items():
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE departments_duty DISABLE TRIGGER USER")
                cursor.execute("UPDATE departments_duty SET met_on = NULL WHERE department_id = %s", [office])
                cursor.execute(f"ALTER TABLE departments_duty {state} TRIGGER USER")
                cursor.execute("VACUUM departments_duty")
            keys = list(Duty.objects.filter(department_id=office, met_on=None).values_list("pk", flat=True))
            measured.append(send_replies(keys, seconds))
    without, with_sums = (statistics.median(measured) for measured in rates.values())
    print(f"replies in one office: {without:.0f}/s without sums, {with_sums:.0f}/s with")  # noqa: T201
    print(f"    {with_sums / without:.2f} of the rate without")  # noqa: T201


def send_replies(keys: list[int], seconds: float) -> float:
    from django.db import connection, transaction

    until, done = time.monotonic() + seconds, []

    def work(own: list[int]) -> None:
        number = 0
        for key in own:
            if time.monotonic() > until:
                break
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(REPLY, [TODAY, key])
                time.sleep(0.003)
            number += 1
        done.append(number)
        connection.close()

    threads = [threading.Thread(target=work, args=(keys[place::8],)) for place in range(8)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.monotonic() - started)


def add_deltas(number: int) -> None:
    """Write changes that no fold has taken yet: so many duties change hands."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO departments_dutydelta"
            " (department_id, kind, channel, unit, due_on, n_due, n_open, n_on_time, n_breached)"
            " SELECT department_id, kind, channel, unit, due_on, 0, 1, 0, 0 FROM departments_dutytally LIMIT %s",
            [number],
        )


def count_deltas() -> int:
    from departments.models import DutyDelta

    return DutyDelta.objects.count()


def execute(statement: str, values: dict[str, Any]) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def report(name: str, runs: int, work: Callable[[], Any]) -> float:
    """Run `work` so many times after one warm-up and print the median and the 95th percentile; return the median."""
    work()
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    print(f"{name}: {statistics.median(taken):.1f} ms, p95 {taken[int(len(taken) * 0.95)]:.1f} ms")  # noqa: T201
    return statistics.median(taken)
