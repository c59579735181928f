"""What is sent: a page of the journal as the API gives it, or a test."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from rest_framework.renderers import JSONRenderer

from disclosure.exchange.api import ChangeSerializer
from disclosure.exchange.models import Change
from disclosure.exchange.narrowing import narrow
from disclosure.exchange.querysets import ChangeQuerySet
from disclosure.webhooks.models import Webhook
from disclosure.webhooks.statuses import MessageKind

BATCH = 100
"""So many changes stand in a message at most."""


def wanted(webhook: Webhook) -> ChangeQuerySet:
    """Return what the receiver wants of what it has not taken yet; needs branch and category loaded."""
    return narrow(Change.objects.after(webhook.told_to), **_narrowing(webhook))


def changes_body(webhook: Webhook, changes: Sequence[Change]) -> bytes:
    """Return the body of a message. `data` is a page of /api/v1/changes/; `next` leads on from it.

    Its timestamp is that of the last change, so that a repetition says the same.
    """
    last = changes[-1]
    rows = ChangeSerializer(changes, many=True).data
    return _body(MessageKind.CHANGES, last.at or timezone.now(), {"next": _next(webhook, last), "results": rows})


def ping_body(webhook: Webhook, at: datetime) -> bytes:
    """Return the body of a test."""
    return _body(MessageKind.PING, at, {"webhook": webhook.name, "site": settings.SITE_IDENTITY["name"]})


def _next(webhook: Webhook, last: Change) -> str:
    named = {"kind" if name == "kinds" else name: value for name, value in _narrowing(webhook).items() if value}
    return f"{settings.SITE_ADDRESS}{reverse('api:changes')}?{urlencode({'after': last.number, **named}, doseq=True)}"


def _narrowing(webhook: Webhook) -> dict[str, Any]:
    return {
        "kinds": webhook.kinds,
        "branch": webhook.branch.code if webhook.branch else "",
        "category": webhook.category.code if webhook.category else "",
    }


def _body(kind: MessageKind, at: datetime, content: dict[str, Any]) -> bytes:
    told = {"type": kind.value, "timestamp": timezone.localtime(at).isoformat(timespec="seconds"), "data": content}
    return JSONRenderer().render(told)
