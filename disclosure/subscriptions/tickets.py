"""What the addresses in the mails carry: signed, without a word about the person."""

from datetime import timedelta
from typing import NamedTuple

from django.core import signing

from disclosure.subscriptions.kinds import Pace

CONFIRM_WITHIN = timedelta(days=7)

CONFIRM, STOP = "disclosure.subscriptions.confirm", "disclosure.subscriptions.stop"


class Wish(NamedTuple):
    """Which subscription is confirmed, and how often it is to be told."""

    subscription_id: int
    pace: str


def confirm_ticket(wish: Wish) -> str:
    return signing.dumps(list(wish), salt=CONFIRM)


def read_confirm_ticket(ticket: str) -> Wish | None:
    """Return the wish; None if the ticket is not ours or older than CONFIRM_WITHIN."""
    try:
        key, pace = signing.loads(ticket, salt=CONFIRM, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        return None
    return Wish(key, Pace(pace))


def stop_ticket(subscription_id: int) -> str:
    """Return a ticket that is good for ever: whoever wants no more mail must not be late."""
    return signing.Signer(salt=STOP).sign(str(subscription_id))


def read_stop_ticket(ticket: str) -> int | None:
    try:
        return int(signing.Signer(salt=STOP).unsign(ticket))
    except signing.BadSignature:
        return None
