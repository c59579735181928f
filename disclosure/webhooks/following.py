"""Who sends when: every few seconds, and after publications, workers are told which receivers lie behind.

Both are nudges: the cursor alone says what is still to be sent, so a nudge that is lost, or comes twice, harms nothing.
"""

from datetime import datetime

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from disclosure.exchange.models import Change
from disclosure.webhooks.models import Webhook
from foundation.outbox.handlers import named
from foundation.outbox.nudging import nudge_worker

SEND_TO = "disclosure.webhooks.tasks.send_to"
SEND_DUE = "disclosure.webhooks.tasks.send_due"

STALE = 60
"""Seconds after which a nudge that no worker took is dropped; others have come."""

NUDGED = "disclosure.webhooks.nudged"
QUIET = 1
"""Seconds between two nudges for publications: fifty of them in a second are one."""


@named(_("announce a document to webhooks"))
def follow_item(item_id: int) -> None:
    """Let a worker look for webhooks that lie behind, since the public reads something else; called by the outbox."""
    if Webhook.objects.running().exists() and cache.add(NUDGED, item_id, QUIET):
        nudge_worker(SEND_DUE, expires=STALE)


def nudge_due(*, now: datetime) -> int:
    """Tell workers of every webhook whose cursor lies behind and whose time has come; return how many."""
    due = Webhook.objects.due(Change.objects.last_number(), now).order_by("next_attempt_at")
    keys = list(due.values_list("pk", flat=True))
    for key in keys:
        nudge_sender(key)
    return len(keys)


def nudge_sender(webhook_id: int) -> None:
    """Tell a worker to send to one receiver."""
    nudge_worker(SEND_TO, webhook_id, expires=STALE)
