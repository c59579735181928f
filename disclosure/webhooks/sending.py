"""Sending: claim, send, record. No transaction is open and no row held while the network is waited for.

A message is named and bounded when it is first claimed and stays the same until it is taken: a worker that dies, or a
receiver that answers too late, costs a repetition with the same `webhook-id` and never a change. The cursor moves by
compare-and-set on that name, so that two workers can't move it twice. Why: docs/decisions/0033-webhooks.md.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disclosure.exchange.models import Change
from disclosure.webhooks.following import nudge_due
from disclosure.webhooks.gate import read_gate
from disclosure.webhooks.keys import secrets_of
from disclosure.webhooks.messages import Message, Result, new_name
from disclosure.webhooks.models import Webhook
from disclosure.webhooks.payload import BATCH, changes_body, ping_body, wanted
from disclosure.webhooks.recording import record_result
from disclosure.webhooks.statuses import MessageKind
from foundation.outbound.faults import OutboundError
from foundation.outbound.posting import post
from foundation.outbound.signing import signed_headers
from foundation.outbox.handlers import named

BUDGET = 10.0
"""Seconds after which a worker leaves a receiver that is slow, or far behind, to the next run."""

LEASE = timedelta(minutes=2)
"""How long a message is left to the worker that took it: longer than the gate's limits allow it to take."""


def send_all(webhook_id: int, *, clock: Callable[[], datetime], budget: float = BUDGET) -> int:
    """Send message after message while the receiver takes them and there are more; return how many it took.

    Ends after `budget` seconds: the next run goes on, after whoever waited meanwhile. Nothing happens while another
    worker sends to this receiver.
    """
    end, tried, taken = time.monotonic() + budget, 0, 0
    while (message := claim_next(webhook_id, now=clock())) is not None:
        tried += 1
        is_taken = deliver(message, clock=clock)
        taken += is_taken
        if not is_taken or time.monotonic() > end:
            break
    if tried:
        nudge_due(now=clock())  # whoever was not let in meanwhile
    return taken


@transaction.atomic
def claim_next(webhook_id: int, *, now: datetime) -> Message | None:
    """Take the webhook's next message.

    None if nothing waits, its time has not come, another worker has it, or so many workers are sending already that
    the rest is left to other work: receivers that hang must not hold up mails and the search.
    """
    if Webhook.objects.held(now).count() >= settings.WEBHOOK_SENDERS:  # about: two that ask at once may both go
        return None
    last = Change.objects.last_number()  # read before the rows: what comes after is for the next time
    due = Webhook.objects.due(last, now)
    webhook = due.select_for_update(of=("self",), skip_locked=True, no_key=True).filter(pk=webhook_id).first()
    if webhook is None:
        return None
    until = webhook.message_to or last
    waiting = wanted(webhook).filter(number__lte=until).select_related("department", "category")
    changes = list(waiting[: BATCH + 1])
    if not changes:
        Webhook.objects.filter(pk=webhook.pk).update(told_to=until, message_id="", message_to=None)
        return None
    return _claim(webhook, changes, now)


def _claim(webhook: Webhook, changes: list[Change], now: datetime) -> Message:
    """Name and bound the message if it is a new one, and leave it to this worker for the lease.

    More than fit: a new message, too, if it was bounded before (offices were joined to those it wants meanwhile).
    """
    if not webhook.message_id or len(changes) > BATCH:
        changes = changes[:BATCH]
        webhook.message_id, webhook.message_to = new_name(), changes[-1].number
    webhook.claim, webhook.claimed_until = uuid4(), now + LEASE
    webhook.save(update_fields=["message_id", "message_to", "claim", "claimed_until"])
    return Message(
        webhook_id=webhook.pk,
        kind=MessageKind.CHANGES,
        message_id=webhook.message_id,
        claim=webhook.claim,
        first=changes[0].number,
        last=webhook.message_to,
        attempt=webhook.failures + 1,
        address=webhook.address,
        body=changes_body(webhook, changes),
        secrets=secrets_of(webhook, now),
    )


def deliver(message: Message, *, clock: Callable[[], datetime]) -> bool:
    """Send a message and record what came of it; return whether the receiver took it."""
    result = transmit(message, at=clock())
    record_result(message, result, now=clock())
    return result.is_taken


def transmit(message: Message, *, at: datetime) -> Result:
    """Send a message, signed at `at`; touches no table."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Yangguang-Webhooks/1.0",
        **signed_headers(message.message_id, at, message.body, message.secrets),
    }
    begun = time.monotonic()
    try:
        answer = post(message.address, message.body, headers, read_gate())
    except OutboundError as error:
        return Result(at, _since(begun), fault=error.fault)
    return Result(at, _since(begun), status=answer.status, excerpt=answer.excerpt)


@named(_("test message to a webhook"))
def send_ping(webhook_id: int, message_id: str) -> None:
    """Send a test, once; called by the outbox. What came of it stands in the log and changes nothing else."""
    now = timezone.now()
    webhook = Webhook.objects.filter(pk=webhook_id).first()
    if webhook is None:
        return
    body, secrets = ping_body(webhook, now), secrets_of(webhook, now)
    message = Message(webhook.pk, MessageKind.PING, message_id, None, None, None, 1, webhook.address, body, secrets)
    deliver(message, clock=timezone.now)


def _since(begun: float) -> int:
    return round(1000 * (time.monotonic() - begun))
