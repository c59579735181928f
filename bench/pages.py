"""How fast the public pages are, beside the smallest Django views that do the same work, in one run.

    python -m bench pages            20,000 items
    python -m bench pages --smoke    300 items, a few seconds: shows that the benchmark itself works
    python -m bench pages --rows 1000000

Only the ratios mean anything; the targets are an item page at 0.6 of the bare page, a list at 1.2 of the bare list,
the page 5,000 pages down at no more than 1.5 times the first one, a shared page at 1.5 of Django's own page cache in
memory, and an empty view through our middleware at 0.6 of one through Django's. It works in a database of its own.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Callable
from datetime import date
from io import BytesIO
from time import perf_counter

from django.conf import settings

from bench.databases import own_database
from bench.offices import make_offices

ROUNDS = 7
CALLS = 60
STOCK_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PAGE_CACHE = [
    "django.middleware.cache.UpdateCacheMiddleware",
    *STOCK_MIDDLEWARE,
    "django.middleware.cache.FetchFromCacheMiddleware",
]
SHARING = "config.shared_pages.SharedPagesMiddleware"
STOCK_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]

FILL = """
WITH made AS (
  INSERT INTO disclosure_item (title, summary, body, document_number, genre, theme, keywords, audience, source,
    formed_on, validity, disclosure_mode, status, visibility, index_number, first_published_at, published_on,
    withdrawal_reason, exemption_basis, created_at, updated_at, author_id, category_id, department_id)
  SELECT '关于做好第' || n || '项政务公开工作的通知', '', %(body)s, '测政办〔2014〕' || n || '号', '通知', '综合政务',
    '政务公开；目录', '全社会', '', %(day)s, 'effective', 'proactive', 'published', 'unpublished',
    'bench/201406-' || n, %(day)s, %(day)s::date + (n %% 3000)::int, '', '', now(), now(), %(author)s,
    (%(categories)s::bigint[])[1 + n %% %(n_categories)s], (%(offices)s::bigint[])[1 + n %% %(n_offices)s]
  FROM generate_series(1, %(rows)s) n RETURNING id, title, body, document_number, published_on, department_id
)
INSERT INTO disclosure_version (item_id, number, title, summary, body, document_number, genre, theme, keywords,
  audience, source, formed_on, validity, published_at, published_by_id, reason, previous_digest, digest,
  issuing_offices, drafting_office)
SELECT id, 1, title, left(title, 50), body, document_number, '通知', '综合政务', '政务公开；目录', '全社会', '',
  %(day)s, 'effective', published_on, %(author)s, '', '', 'bench', '测试市某局', '' FROM made
"""
PUBLISH = """
UPDATE disclosure_item SET visibility = 'public', current_version_id = v.id
FROM disclosure_version v WHERE v.item_id = disclosure_item.id
"""


def fill(rows: int) -> None:
    """Write `rows` published items of 60 offices in the columns of the basic catalogue."""
    from django.core.management import call_command
    from django.db import connection

    from departments.models import Officer
    from disclosure.models import Category

    call_command("load_catalogue", stdout=sys.stderr)
    offices = [office.pk for office in make_offices()]
    categories = list(Category.objects.leaves().values_list("pk", flat=True))
    facts = {
        "body": "<p>为贯彻落实信息化提升年活动要求，经市政府同意，现就有关事项通知如下。</p>" * 12,
        "day": date(2014, 1, 1),
        "author": Officer.objects.create_user("bench", name="bench").pk,
        "categories": categories,
        "n_categories": len(categories),
        "offices": offices,
        "n_offices": len(offices),
        "rows": rows,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(FILL, facts)
        cursor.execute(PUBLISH)
        cursor.execute("VACUUM ANALYZE")  # as autovacuum would have done by the time anybody reads


def caller(address: str) -> Callable[[], int]:
    """Return a function that asks the WSGI application for `address` and returns the number of bytes it answers."""
    from django.core.handlers.wsgi import WSGIHandler

    handler = WSGIHandler()
    path, _, query = address.partition("?")

    def call() -> int:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": BytesIO(),
            "wsgi.url_scheme": "http",
        }
        seen: list[str] = []
        answer = handler(environ, lambda status, headers: seen.append(status))
        size = sum(len(piece) for piece in answer)
        answer.close()
        if not seen[0].startswith("200"):
            raise SystemExit(f"{address} answered {seen[0]}")
        return size

    return call


def measure(call: Callable[[], int], calls: int) -> float:
    """Return the milliseconds of one call, the median of `calls`, after a warm-up."""
    for _ in range(5):
        call()
    times = []
    for _ in range(calls):
        begun = perf_counter()
        call()
        times.append(perf_counter() - begun)
    return statistics.median(times) * 1000


def compare(rows: int, rounds: int, calls: int) -> dict[str, dict[str, float]]:
    """Return the medians over `rounds`, bare and ours in turn."""
    from django.test import override_settings

    from bench import bare
    from disclosure.models import Item
    from foundation.paging.keyset import Place

    newest = Item.objects.public().newest_first()
    pk = newest.values_list("pk", flat=True)[10]
    place = newest.values_list("published_on", "pk")[min(100_000, rows * 3 // 4)]
    ours = {
        "page": f"/items/{pk}/",
        "list": "/items/",
        "deep list": f"/items/?after={Place(*place)}",
    }
    stock = override_settings(
        ROOT_URLCONF="bench.bare",
        MIDDLEWARE=STOCK_MIDDLEWARE,
        TEMPLATES=[{**settings.TEMPLATES[0], "OPTIONS": {"context_processors": STOCK_PROCESSORS}}],
    )
    through = {
        "nothing": override_settings(ROOT_URLCONF="bench.bare"),
        "shared page": override_settings(MIDDLEWARE=with_sharing(settings.MIDDLEWARE)),
    }
    bare.bytes_wanted["page"] = caller(ours["page"])()
    found: dict[str, list[float]] = {}

    def note(name: str, address: str, n_calls: int = calls) -> None:
        found.setdefault(name, []).append(measure(caller(address), n_calls))

    for _ in range(rounds):
        for name, address in ours.items():
            note(name, address)
        with through["nothing"]:
            note("nothing", "/nothing/", 5 * calls)
        with through["shared page"]:
            note("shared page", ours["page"], 5 * calls)
        with stock:
            bare._templates.clear()
            note("bare page", f"/{pk}/")
            note("bare list", "/")
            note("bare nothing", "/nothing/", 5 * calls)
            with override_settings(MIDDLEWARE=PAGE_CACHE):
                note("kept page", f"/{pk}/", 5 * calls)
    return {
        name: {"ms": statistics.median(times), "low": min(times), "high": max(times)} for name, times in found.items()
    }


def with_sharing(middleware: list[str]) -> list[str]:
    """Return the middleware of a server: the settings of the tests leave the sharing of pages out."""
    place = middleware.index("config.observation.ObservationMiddleware") + 1
    return [*middleware[:place], SHARING, *middleware[place:]]


def ratios(found: dict[str, dict[str, float]]) -> dict[str, float]:
    return {
        "item page / bare page (target >= 0.6)": found["bare page"]["ms"] / found["page"]["ms"],
        "list / bare list (target >= 1.2)": found["bare list"]["ms"] / found["list"]["ms"],
        "deep page / first page, cost (target <= 1.5)": found["deep list"]["ms"] / found["list"]["ms"],
        "shared page / Django's page cache (target >= 1.5)": found["kept page"]["ms"] / found["shared page"]["ms"],
        "empty view / Django's middleware (target >= 0.6)": found["bare nothing"]["ms"] / found["nothing"]["ms"],
    }


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--smoke", action="store_true", help="few rows and calls")
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    chosen = parser.parse_args(arguments)
    rows, rounds, calls = (300, 2, 10) if chosen.smoke else (chosen.rows, ROUNDS, CALLS)
    with own_database("yangguang_bench_pages"):
        fill(rows)
        found = compare(rows, rounds, calls)
    for case, times in found.items():
        sys.stdout.write(f"{case:12} {times['ms']:7.2f} ms  ({times['low']:.2f} to {times['high']:.2f})\n")
    for words, ratio in ratios(found).items():
        sys.stdout.write(f"{words:52} {ratio:5.2f}\n")
    if chosen.json:
        sys.stdout.write(json.dumps({"rows": rows, "ms": found, "ratios": ratios(found)}, ensure_ascii=False) + "\n")
