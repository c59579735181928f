"""Write down what must follow the commit."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.outbox.models import Delivery, OutboxEntry


def enqueue(
    handler: str,
    payload: dict[str, Any],
    *,
    key: str | None = None,
    delivery: Delivery = Delivery.REPEATABLE,
    available_at: datetime | None = None,
) -> OutboxEntry:
    """Write one entry in the caller's transaction and return it; with a known `key`, return the earlier entry.

    `handler` is the dotted name of a function called with `payload` as keyword arguments after the commit. Raises
    RuntimeError outside a transaction: the entry must stand or fall with what it follows.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("enqueue must be called inside the transaction whose commit the work follows")
    defaults = {
        "handler": handler,
        "payload": payload,
        "delivery": delivery,
        "available_at": available_at or timezone.now(),
    }
    if key is None:
        return OutboxEntry.objects.create(**defaults)
    entry, _is_new = OutboxEntry.objects.get_or_create(key=key, defaults=defaults)
    return entry
