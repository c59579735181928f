"""A citizen at a browser without JavaScript."""

import html
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from interaction.models import Mailbox

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
LETTER = {
    "subject": "解放南路路灯多日不亮",
    "text": "路灯连续多日不亮，晚上学生放学经过不安全。请问何时能修好？",
    "name": "欧阳明月",
    "phone": "138 5640 0017",
    "email": "",
    "address": "",
    "has_read_notice": "on",
}


class Citizen:
    """Loads a form, fills it in and sends it, five seconds later, as a person does."""

    def __init__(self, clock: time_machine.Traveller) -> None:
        self.client = Client()
        self.clock = clock

    def open(self, mailbox: Mailbox) -> dict[str, Any]:
        """Return the hidden fields of the form of a letter."""
        page = self.client.get(reverse("interaction:write", args=[mailbox.code]))
        assert page.status_code == 200
        return hidden_fields(page)

    def send(self, mailbox: Mailbox, hidden: dict[str, Any] | None = None, **changes: Any) -> HttpResponse:
        """Send a letter; `changes` replace what is filled in."""
        hidden = hidden or self.open(mailbox)
        self.clock.shift(timedelta(seconds=5))
        return self.client.post(reverse("interaction:write", args=[mailbox.code]), {**LETTER, **hidden, **changes})

    def write(self, mailbox: Mailbox, **changes: Any) -> tuple[str, str]:
        """Send a letter and return receipt number and query code as the receipt shows them."""
        assert self.send(mailbox, **changes).status_code == 302
        return read_receipt(self.client.get(reverse("interaction:receipt")))

    def ask(self, number: str, code: str) -> HttpResponse:
        """Send receipt number and query code."""
        return self.client.post(reverse("interaction:query"), {"receipt_number": number, "code": code})


def text_of(page: HttpResponse) -> str:
    return html.unescape(page.content.decode())


def hidden_fields(page: HttpResponse) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return {name: html.unescape(value) for name, value in found if name != "next"}


def read_receipt(page: HttpResponse) -> tuple[str, str]:
    """Return what stands large on the receipt: the number, and the code if it is shown."""
    number, *code = re.findall(r'<dd class="big">([^<]+)</dd>', page.content.decode())
    return number, code[0] if code else ""


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stand still on a Monday morning until a test moves the hands."""
    cache.clear()
    with time_machine.travel(NOW, tick=False) as hands:
        yield hands
    cache.clear()


@pytest.fixture
def citizen(clock) -> Citizen:
    """Someone without an account."""
    return Citizen(clock)
