"""The lists of the back office over a million letters and duties, beside the stock admin on the same rows, in turn.

    python -m bench lists                           the kept city of `bench prepare`
    python -m bench lists --letters 3000 --runs 2   a small one of its own: shows that it runs, says nothing about speed

Target: at least 3 times faster than the stock admin. Beside the whole page stands what the database takes of it: fifty
rows cost both the same templates, which no paginator helps. The far page of the stock admin is its last; ours is the
last that is offered, and the day on which the same rows are found.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from bench.databases import kept_database, own_database
from bench.prepare import DATABASE, FIRST, KEYS, LETTERS, SHARES, fill
from bench.sweep import say

TARGET = 3
LETTERS_LIST, DUTIES_LIST = "interaction/message/", "departments/duty/"
PERMISSIONS = {LETTERS_LIST: "interaction.view_message", DUTIES_LIST: "departments.view_duty"}


class Case(NamedTuple):
    """One thing that is asked of a list, as ours and as the stock admin's addresses say it."""

    name: str
    ours: dict[str, Any]
    stock: dict[str, Any]


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench lists", description=__doc__)
    parser.add_argument("--letters", type=int, default=LETTERS)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args(arguments)
    os.environ["PERSONAL_KEYS"] = KEYS
    is_kept = options.letters == LETTERS
    with kept_database(DATABASE) if is_kept else own_database("bench_lists"):
        fill(options.letters)
        from django.test import override_settings

        with override_settings(ROOT_URLCONF="bench.stock"):
            measure(options.runs)


def measure(runs: int) -> None:
    from django.test import Client

    from departments.models import Officer

    say("milliseconds p50; how many times faster than the stock admin (target >= 3)")
    for officer in Officer.objects.filter(assignments__isnull=False).order_by("pk"):
        place = officer.assignments.select_related("department").get()
        seen = "the city" if place.department.parent_id is None else "one office"
        say(f"{place.get_role_display()} of {seen}")
        browser = Client(headers={"host": "localhost"})
        browser.force_login(officer)
        ratios = [
            compare(address, case, browser, runs)
            for address, permission in PERMISSIONS.items()
            if officer.has_perm(permission)
            for case in cases(address, officer)
        ]
        say(f"  smallest {min(ratios):.1f}, median {statistics.median(ratios):.1f} (target >= {TARGET})")


def cases(address: str, officer: Any) -> list[Case]:
    """Return what is asked of a list, the farthest page by the number of rows that the officer sees."""
    from departments.models import Duty
    from interaction.models import Message

    rows = Message.objects.all() if address == LETTERS_LIST else Duty.objects.all()
    office = officer.assignments.get().department
    seen = rows if office.parent_id is None else rows.filter(department=office)
    chosen = {"department__id__exact": rows.exclude(department=office)[0].department_id if seen is rows else office.pk}
    last = max(1, seen.count() // 50)
    number = Message.objects.filter(department__path__startswith=office.path)[0].receipt_number
    day = (FIRST + timedelta(days=1)).date()
    words = [Case(f"word in 1 of {share:,}", {"q": word}, {"q": word}) for word, share in SHARES.items()]
    if address == LETTERS_LIST:
        standing = Case("by status", {"status__exact": "received"}, {"status__exact": "received"})
        everything, period = {}, {"received_at": f"{day}"}
    else:
        standing = Case("by status", {"state": "open"}, {"met_on__isempty": "1"})
        everything, period, words = {"state": "all"}, {"due_on": f"{day + timedelta(days=7)}"}, []
    return [
        Case("first page", everything, {}),
        Case("by office", {**everything, **chosen}, chosen),
        standing,
        Case("far page", {**everything, "p": min(last, 200)}, {"p": last}),
        Case("day of the far page", {**everything, **period}, {"p": last}),
        Case("receipt number", {"q": number}, {"q": number}),
        *words,
    ]


def compare(address: str, case: Case, browser: Any, runs: int) -> float:
    """Ask both in turn, print what they take and return how many times ours is faster."""
    ours, stock = [], []
    ask(browser, f"/stock/{address}", {})
    ask(browser, f"/admin/{address}", case.ours)
    for _ in range(runs):
        stock.append(ask(browser, f"/stock/{address}", case.stock))
        ours.append(ask(browser, f"/admin/{address}", case.ours))
    pages, asked = [
        [statistics.median(taken[part] for taken in runs_of) for runs_of in (stock, ours)] for part in range(2)
    ]
    table, ratio = address.split("/")[1], pages[0] / pages[1]
    say(
        f"  {table:8} {case.name:20} stock {pages[0]:8.1f}  ours {pages[1]:7.1f}  {ratio:6.1f}"
        f"   database {asked[0]:8.1f} {asked[1]:7.1f} {asked[0] / asked[1]:7.1f}"
    )
    return ratio


def ask(browser: Any, address: str, query: dict[str, Any]) -> tuple[float, float]:
    """Return how many milliseconds a page took, and how many of them the database.

    The browser is one and the same: a new one would have all middleware loaded for its first page, as no server does.
    """
    from django.db import connection

    waited: list[float] = []

    def watch(execute: Callable[..., Any], *args: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*args)
        finally:
            waited.append((time.perf_counter() - begun) * 1000)

    begun = time.perf_counter()
    with connection.execute_wrapper(watch):
        answer = browser.get(address, query)
    taken = (time.perf_counter() - begun) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{address} {query} can't be read: {answer.status_code}")
    return taken, sum(waited)
