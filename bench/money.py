"""How fast the pages of public money are, beside a bare Django page of the same bytes, in one run.

    python -m bench money            1,000 offices, 12 years, budgets and final accounts: 24,000 statements
    python -m bench money --smoke    30 offices, 3 years: shows that the benchmark itself works

Only the ratios mean anything; the target is 0.4 of the bare page's requests per second for the city page and an office
page, within 12 queries each. The first look at a year, which reads what is remembered afterwards, is shown apart.
It works in a database of its own.
"""

import argparse
import json
import statistics
import sys
from time import perf_counter
from typing import Any

from django.conf import settings

from bench.databases import own_database
from bench.offices import make_offices
from bench.pages import STOCK_MIDDLEWARE, STOCK_PROCESSORS, caller, measure

ROUNDS = 5
CALLS = 40
LAST_YEAR = 2023
MOST_QUERIES = 12
TARGET = 0.4


def fill(n_offices: int, n_years: int) -> None:
    """Publish the statements of `n_offices` offices of 60 departments."""
    from django.db import connection

    from departments.models import Officer
    from tests.factories.public_money import make_units, publish_many

    officer = Officer.objects.create_user("bench", name="bench")
    publish_many(make_units(make_offices(), n_offices), range(LAST_YEAR - n_years + 1, LAST_YEAR + 1), officer)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum would have done by the time anybody reads


def addresses() -> dict[str, str]:
    from disclosure.models import FinanceUnit

    code = FinanceUnit.objects.order_by("path").values_list("code", flat=True)[7]
    return {
        "city": "/money/",
        "city sorted": "/money/?sort=-total&page=2",
        "office": f"/money/units/{code}/",
    }


def count_queries(address: str) -> dict[str, Any]:
    """Return how many queries the first look takes and the following ones, and how long the first lasts."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from disclosure.money.picture import forget_pictures

    call = caller(address)
    call()
    forget_pictures()
    begun = perf_counter()
    with CaptureQueriesContext(connection) as first:
        call()
    took = (perf_counter() - begun) * 1000
    with CaptureQueriesContext(connection) as following:
        call()
    return {"first_ms": round(took, 1), "first_queries": len(first), "queries": len(following)}


def compare(rounds: int, calls: int) -> dict[str, dict[str, float]]:
    """Return the medians over `rounds`, ours and the bare page of the same bytes in turn."""
    from django.test import override_settings

    from bench import bare_money
    from disclosure.models import PublicFigures

    pk = PublicFigures.objects.order_by("pk").values_list("pk", flat=True)[0]
    stock = override_settings(
        ROOT_URLCONF="bench.bare_money",
        MIDDLEWARE=STOCK_MIDDLEWARE,
        TEMPLATES=[{**settings.TEMPLATES[0], "OPTIONS": {"context_processors": STOCK_PROCESSORS}}],
    )
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, address in addresses().items():
            ours = caller(address)
            bare_money.bytes_wanted["n"] = ours()
            found.setdefault(name, []).append(measure(ours, calls))
            with stock:
                bare_money._templates.clear()
                found.setdefault(f"bare {name}", []).append(measure(caller(f"/{pk}/"), calls))
    return {
        name: {"ms": statistics.median(times), "low": min(times), "high": max(times)} for name, times in found.items()
    }


def report(found: dict[str, dict[str, float]], queries: dict[str, dict[str, Any]]) -> bool:
    """Write the figures and tell whether the targets are met."""
    is_met = True
    for case, times in found.items():
        sys.stdout.write(f"{case:18} {times['ms']:7.2f} ms  ({times['low']:.2f} to {times['high']:.2f})\n")
    for name, counted in queries.items():
        ratio = found[f"bare {name}"]["ms"] / found[name]["ms"]
        is_met &= ratio >= TARGET and counted["first_queries"] <= MOST_QUERIES
        sys.stdout.write(
            f"{name:18} {ratio:5.2f} of the bare page (target >= {TARGET}), {counted['queries']} queries; "
            f"first look {counted['first_queries']} queries, {counted['first_ms']} ms\n"
        )
    return is_met


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--offices", type=int, default=1_000)
    parser.add_argument("--years", type=int, default=12)
    parser.add_argument("--smoke", action="store_true", help="few offices, years and calls")
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    chosen = parser.parse_args(arguments)
    offices, years = (30, 3) if chosen.smoke else (chosen.offices, chosen.years)
    rounds, calls = (2, 10) if chosen.smoke else (ROUNDS, CALLS)
    with own_database("yangguang_bench_money"):
        fill(offices, years)
        queries = {case: count_queries(address) for case, address in addresses().items()}
        found = compare(rounds, calls)
    is_met = report(found, queries)
    if chosen.json:
        sys.stdout.write(json.dumps({"offices": offices, "years": years, "ms": found, "queries": queries}) + "\n")
    if not is_met and not chosen.smoke:
        raise SystemExit("a target is missed")
