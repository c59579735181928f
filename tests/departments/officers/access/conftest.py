"""Officers who log in as people do: by the page, with a password, and with the codes of an app."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from departments.models import Officer, SecondFactor
from departments.officers.access.services import enrol_factor, propose_factor, secret_of
from departments.officers.access.totp import STEP_SECONDS, code_of

PASSWORD = "正是河豚欲上时 2026"
NOON = datetime(2026, 11, 26, 4, 0, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def guarded(settings) -> None:
    """Log-ins are guarded as outside the demo, and no counter of an earlier test is left."""
    settings.LOG_INS_ARE_GUARDED = True
    cache.clear()


@pytest.fixture
def clock():
    """The time stands at noon until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def with_password(officer: Officer) -> Officer:
    officer.set_password(PASSWORD)
    officer.save()
    return officer


def enrolled(officer: Officer, *, at: datetime | None = None) -> tuple[str, list[str]]:
    """Give the officer a second factor, set up an hour ago; return the app's secret and the recovery codes."""
    at = (at or NOON) - timedelta(hours=1)
    secret = secret_of(propose_factor(officer, at=at))
    codes = enrol_factor(officer, typed=code_at(secret, at), at=at)
    officer.refresh_from_db()
    return secret, codes


def code_at(secret: str, at: datetime = NOON, steps: int = 0) -> str:
    """Return what the app shows at an instant, or so many half minutes later."""
    return code_of(secret, int(at.timestamp()) // STEP_SECONDS + steps)


def secret_in_hand(officer: Officer) -> str:
    """Return the secret of the candidate that the page of enrolment shows."""
    return secret_of(SecondFactor.objects.candidates().get(officer=officer))


def log_in(client: Client, officer: Officer, *, password: str = PASSWORD, **extra: str):
    return client.post("/admin/login/", {"username": officer.username, "password": password}, **extra)


def give_code(client: Client, code: str, **extra: str):
    return client.post("/admin/login/code/", {"code": code}, **extra)


def is_inside(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


@pytest.fixture
def in_by_password() -> Callable[..., Client]:
    """Return a function that opens a browser and logs an officer in by the page, with the code where one is asked."""

    def come_in(officer: Officer, code: str = "") -> Client:
        browser = Client()
        log_in(browser, with_password(officer))
        if code:
            give_code(browser, code)
        return browser

    return come_in
