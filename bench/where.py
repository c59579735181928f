"""Where the time of a page goes: middleware, database, templates, and the rest of the view, in the demo city.

    python -m bench where             thirty requests of each page after three to warm up, medians
    python -m bench where --runs 3    shows that it runs

One process, no server, nothing shared: each request is rendered anew. The parts add up to the whole; what templates
ask of the database counts as database.
"""

import argparse
import io
import json
import os
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

from bench.databases import own_database
from bench.sweep import say

WARM_UP = 3
PARTS = ("middleware", "database", "templates", "view")


class Split:
    """How many milliseconds of one request each part took, and how many statements were asked."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(PARTS, 0.0)
        self.statements = 0
        self._open: list[list[float]] = []  # of each part that is under way: when it began, what was spent inside it

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count the time of the block to `name`, without that of parts inside it."""
        self._open.append([time.perf_counter(), 0.0])
        try:
            yield
        finally:
            begun, inside = self._open.pop()
            taken = (time.perf_counter() - begun) * 1000
            self.spent[name] += taken - inside
            if self._open:
                self._open[-1][1] += taken

    def ask(self, execute: Callable[..., Any], *words: Any) -> Any:
        self.statements += 1
        with self.part("database"):
            return execute(*words)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench where", description=__doc__)
    parser.add_argument("--runs", type=int, default=30)
    options = parser.parse_args(arguments)
    os.environ |= {"IS_DEMO": "true"}
    with own_database("bench_where"):
        from django.core.management import call_command

        call_command("load_demo_city", verbosity=0, stdout=io.StringIO())
        say(f"{'milliseconds p50':24}{'whole':>8}" + "".join(f"{part:>12}" for part in PARTS) + f"{'statements':>12}")
        for name, (client, send) in requests().items():
            measure(name, client, send, options.runs)


def requests() -> dict[str, tuple[Any, Callable[[], Any]]]:
    """Return what a citizen reads and sends and what officers open, by name, each with who sends it."""
    from django.conf import settings
    from django.test import Client

    from departments.models import Department
    from departments.officers.roles import Role
    from disclosure.models import Category, FinanceUnit, Item
    from tests.factories.departments import officer_in

    settings.ALLOWED_HOSTS = ["localhost"]
    reader, supervisor, handler = (Client(headers={"host": "localhost"}) for _ in range(3))
    city = Department.objects.get(parent=None)
    supervisor.force_login(officer_in(city, Role.SUPERVISOR))
    handler.force_login(officer_in(city, Role.HANDLER))
    item, category, unit = Item.objects.public()[0], Category.objects.all()[0], FinanceUnit.objects.all()[0]
    pages = {
        "home page": (reader, "/"),
        "item": (reader, item.get_absolute_url()),
        "list of a column": (reader, f"/catalogue/{category.code}/"),
        "search": (reader, "/search/?q=%E9%A2%84%E7%AE%97"),
        "unit of public money": (reader, f"/money/units/{unit.code}/"),
        "supervisors' desk": (supervisor, "/supervision/"),
        "letters, back office": (handler, "/admin/interaction/message/"),
    }
    reading = {name: (client, partial(client.get, address)) for name, (client, address) in pages.items()}
    return {**reading, "a letter, taken in": (reader, partial(send_letter, reader))}


def send_letter(reader: Any) -> Any:
    letter = {
        "mailbox": "leader",
        "subject": "解放南路路灯多日不亮",
        "text": "路灯连续多日不亮，晚上学生放学经过不安全。请问何时能修好？",
        "sender": {"name": "欧阳明月", "phone": "13856400017", "email": "ouyang@example.cn"},
        "has_read_privacy_notice": True,
    }
    headers = {"Idempotency-Key": secrets.token_urlsafe(24)}
    address = ".".join(str(secrets.randbelow(250) + 1) for _ in range(4))
    body = json.dumps(letter)
    return reader.post("/api/v1/messages/", body, content_type="application/json", headers=headers, REMOTE_ADDR=address)


def measure(name: str, client: Any, send: Callable[[], Any], runs: int) -> None:
    splits = [split(client, send) for _ in range(WARM_UP + runs)][WARM_UP:]
    whole = statistics.median(sum(one.spent.values()) for one in splits)
    parts = [statistics.median(one.spent[part] for one in splits) for part in PARTS]
    say(f"{name:24}{whole:8.1f}" + "".join(f"{spent:12.1f}" for spent in parts) + f"{splits[-1].statements:12}")


def split(client: Any, send: Callable[[], Any]) -> Split:
    """Send one request and return its split."""
    from django.core.handlers.base import BaseHandler
    from django.db import connection
    from django.template.base import Template

    found = Split()

    def within(part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def act(*words: Any, **named: Any) -> Any:
            with found.part(part):
                return function(*words, **named)

        return act

    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(found.ask))
        for of, name, part in (
            (BaseHandler, "get_response", "middleware"),
            (BaseHandler, "_get_response", "view"),
            (Template, "render", "templates"),
        ):
            stack.enter_context(patch.object(of, name, within(part, getattr(of, name))))
        client.handler._middleware_chain = None  # made anew, of the functions above
        answer = send()
    if answer.status_code not in {200, 201}:
        raise SystemExit(f"{answer.status_code}: {answer.content[:300]!r}")
    return found
