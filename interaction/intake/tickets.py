"""Tickets: sealed cookies that let a sender see the own message for a while, without an account and without a session.

A ticket is encrypted and dated by the keyring of PERSONAL_KEYS, so that nobody can make, read or prolong one; it says
what it is good for and never leaves these pages (path, HttpOnly, SameSite). No address of a page tells who reads what.
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from foundation.personal.keys import read_keyring

COOKIE = "letter"
PURPOSE = "read-own-message"
LIFETIME = timedelta(minutes=30)
"""Long enough to read and print; short on a shared computer."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Which message its holder may see; `code` is the query code that the receipt page is still to show once."""

    message_id: int
    code: str = field(default="", repr=False)


def issue_ticket(response: HttpResponseBase, ticket: Ticket) -> None:
    """Put the ticket into the browser of the one whom `response` answers."""
    words = json.dumps([PURPOSE, ticket.message_id, ticket.code])
    response.set_cookie(
        COOKIE,
        read_keyring().encrypt(words.encode()).decode(),
        max_age=LIFETIME,
        path=reverse("interaction:mailboxes"),
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Strict",
    )


def read_ticket(request: HttpRequest) -> Ticket | None:
    """Return the ticket of the request, or None if there is none, it is forged or older than `LIFETIME`."""
    sealed = request.COOKIES.get(COOKIE, "")
    try:
        words = json.loads(read_keyring().decrypt(sealed.encode(), ttl=int(LIFETIME.total_seconds())))
    except (InvalidToken, ValueError):
        return None
    return Ticket(*words[1:]) if words[0] == PURPOSE else None


def withdraw_ticket(response: HttpResponseBase) -> None:
    """Take the ticket out of the browser."""
    response.delete_cookie(COOKIE, path=reverse("interaction:mailboxes"), samesite="Strict")
