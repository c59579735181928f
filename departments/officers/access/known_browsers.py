"""A browser in which an officer has logged in before is not locked out by what others type behind the same address.

Lock-outs count by name and address, and a whole office sits behind one address: somebody there could close every name
in turn. A browser that knows the officer has a count of its own; so much remains of a lock-out that guessing from it is
as slow as from elsewhere. The mark is a signed cookie: who steals it gains eight more tries, and no log-in.
Source: OWASP, Blocking Brute Force Attacks, "device cookies".
"""

import ipaddress
import secrets
from contextlib import suppress
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from departments.officers.models import Officer
from foundation.caches import CACHE_TROUBLE, counters
from foundation.forms.counting import widen_address
from foundation.personal.codes import keyed_digest

COOKIE = SALT = "known_browser"
KEPT = 90 * 24 * 3600
"""Seconds for which a browser is known after the last log-in in it."""

MOST_OFFICERS = 10
"""So many officers may share a browser; whoever logged in longest ago is forgotten first."""


def remember_browser(request: HttpRequest, answer: HttpResponse, officer: Officer) -> HttpResponse:
    """Mark the browser as one in which the officer has logged in, and return the answer that carries the mark."""
    browser, marks = _read(request)
    mark = _mark_of(officer.username)
    kept = [mark, *(one for one in marks if one != mark)][:MOST_OFFICERS]
    answer.set_signed_cookie(
        COOKIE,
        f"{browser or secrets.token_hex(8)}:{','.join(kept)}",
        salt=SALT,
        max_age=KEPT,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


class KnownBrowserHandler(AxesDatabaseHandler):
    """The counts of django-axes; those of others close nothing in a browser that knows the officer.

    Of an IPv6 address the network of 64 bits is counted: one subscriber has all of it, and would else try each password
    from an address of its own. The record of each failure keeps the whole address.
    """

    def filter_user_attempts(self, request: Any, credentials: dict[str, Any] | None = None) -> list[Any]:
        network = network_counted(request.axes_ip_address or "")
        if network is None:
            return super().filter_user_attempts(request, credentials)
        from_there = {"ip_address__range": (str(network[0]), str(network[-1]))}
        return [AccessAttempt.objects.filter(username=get_client_username(request, credentials), **from_there)]

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        return super().is_locked(request, credentials) and not has_tries_left(request, credentials)

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
        super().user_login_failed(sender, credentials, request, **kwargs)
        key = _counter(request, credentials) if request is not None else ""
        if key:
            with suppress(*CACHE_TROUBLE):
                counters.add(key, 0, settings.AXES_COOLOFF_TIME.total_seconds())
                counters.incr(key)
            request.axes_locked_out = request.axes_locked_out and not has_tries_left(request, credentials)

    def remove_out_of_limit_failure_logs(self, *, username: str, limit: int | None = None) -> int:
        """Keep every record until `forget_log_ins`: beyond its limit django-axes removes the newest first."""
        return 0


def network_counted(address: str) -> ipaddress.IPv6Network | None:
    """Return the network in which failures are counted together; None where the address itself counts."""
    wide = widen_address(address)
    return ipaddress.IPv6Network(wide) if "/" in wide else None


def has_tries_left(request: HttpRequest, credentials: dict[str, Any] | None) -> bool:
    """Tell whether this browser knows the officer and few wrong passwords or codes were typed in it lately.

    While the counters are away no one knows, and the lock holds for this browser as for any other.
    """
    key = _counter(request, credentials)
    with suppress(*CACHE_TROUBLE):
        return bool(key) and counters.get(key, 0) < settings.AXES_FAILURE_LIMIT
    return False


def _counter(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the name of the count of an officer's failures in this browser; empty: it does not know the officer."""
    mark = _mark_of(get_client_username(request, credentials) or "")
    browser, marks = _read(request)
    return f"known-browser:{browser}:{mark}" if mark in marks else ""


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    told = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=KEPT) or ""
    browser, _colon, marks = told.partition(":")
    return browser, [mark for mark in marks.split(",") if mark]


def _mark_of(username: str) -> str:
    return keyed_digest(username, purpose="known-browser")[:16]
