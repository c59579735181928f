"""What a session knows of a log-in: since when, last used when, how it was proved; and one that waits for its code."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from departments.officers.models import Officer

STARTED, SEEN, HOW, PROVED, WAITING, ENDED, PICTURE = (
    f"log_in_{name}" for name in ("started", "seen", "how", "proved", "waiting", "ended", "picture")
)
BY_PASSWORD, BY_SIGN_ON = "password", "sign_on"
BACKEND = "departments.officers.backends.AssignmentBackend"

NOTED_EVERY = timedelta(minutes=1)
"""The time of last use is written so often at most: a session is a row, and pages come in bursts."""

MAY_WAIT = timedelta(minutes=10)
"""How long a right password waits for its code."""


def start_clock(sender: Any, request: HttpRequest, **_details: Any) -> None:
    """Stamp a session that has just begun. Receives Django's `user_logged_in`, so that no log-in can forget it."""
    now = timezone.now().timestamp()
    request.session.update({STARTED: now, SEEN: now})


def why_over(session: SessionBase, now: datetime) -> str:
    """Return why a session's time is up: "idle", "long", or "" while it is not. One without stamps is over."""
    seen, started = (session.get(name, 0) for name in (SEEN, STARTED))
    if now.timestamp() - started > settings.SESSION_LONGEST.total_seconds():
        return "long"
    if now.timestamp() - seen > settings.SESSION_IDLE.total_seconds():
        return "idle"
    return ""


def note_use(session: SessionBase, now: datetime) -> None:
    if now.timestamp() - session.get(SEEN, 0) >= NOTED_EVERY.total_seconds():
        session[SEEN] = now.timestamp()


def begin(request: HttpRequest, officer: Officer, *, how: str, is_proved: bool) -> None:
    """Log the officer in. The session's key changes, so that one known before is worth nothing."""
    request.session.pop(WAITING, None)
    auth.login(request, officer, backend=BACKEND)
    request.session.update({HOW: how, PROVED: is_proved})


def let_wait(request: HttpRequest, officer: Officer, *, how: str, then: str, now: datetime) -> None:
    """Remember whose password was right, until the code comes; nobody is logged in meanwhile."""
    request.session.cycle_key()
    request.session[WAITING] = {
        "officer": officer.pk,
        "standing": officer.get_session_auth_hash(),
        "how": how,
        "then": then,
        "at": now.timestamp(),
    }


def waiting_officer(request: HttpRequest, now: datetime) -> Officer | None:
    """Return who waits for the code in this session; None after MAY_WAIT, and when the password was changed since."""
    waiting = request.session.get(WAITING)
    if not waiting or now.timestamp() - waiting["at"] > MAY_WAIT.total_seconds():
        return None
    officer = Officer.objects.filter(pk=waiting["officer"], is_active=True).first()
    if officer is None or not constant_time_compare(waiting["standing"], officer.get_session_auth_hash()):
        return None
    return officer


def end(request: HttpRequest, why: str) -> None:
    """Log out and keep the reason for the log-in page."""
    auth.logout(request)
    request.session[ENDED] = why
