"""What an attempt changes: the log, and the cursor or the wait; after three days of failures, or a 410, the end."""

from datetime import datetime

from django.db import transaction

from disclosure.webhooks.messages import Message, Result
from disclosure.webhooks.models import Webhook, WebhookAttempt
from disclosure.webhooks.statuses import MessageKind, Suspension
from disclosure.webhooks.stopping import stop
from disclosure.webhooks.waiting import is_given_up, wait_after


@transaction.atomic
def record_result(message: Message, result: Result, *, now: datetime) -> None:
    """Write the attempt down, and move the cursor on if the receiver took the message, or else put it off.

    A success counts whoever holds the claim by now; a failure only for the worker that still does. A message that is
    no longer the webhook's (taken meanwhile, or dropped by a person) moves nothing.
    """
    rows = Webhook.objects.select_for_update(of=("self",), no_key=True).select_related("department")
    webhook = rows.get(pk=message.webhook_id)
    _log(message, result)
    if message.kind == MessageKind.PING or webhook.message_id != message.message_id:
        return
    if result.is_taken:
        _move_on(webhook, now)
    elif webhook.claim == message.claim:
        _put_off(webhook, result, now)


def _move_on(webhook: Webhook, now: datetime) -> None:
    webhook.told_to = webhook.message_to or webhook.told_to
    forget_message(webhook)
    forget_failures(webhook, now)
    webhook.save()


def _put_off(webhook: Webhook, result: Result, now: datetime) -> None:
    webhook.claim = webhook.claimed_until = None
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or result.at
    webhook.next_attempt_at = now + wait_after(webhook.failures)
    webhook.save()
    if not webhook.is_running:  # a person was faster
        return
    if result.is_gone:
        stop(webhook, Suspension.GONE, by=None, at=now)
    elif is_given_up(webhook.failing_since, now):
        stop(webhook, Suspension.FAILING, by=None, at=now)


def forget_message(webhook: Webhook) -> None:
    """Let the next message be another one, on a row that is held and saved by the caller."""
    webhook.message_id, webhook.message_to = "", None
    webhook.claim = webhook.claimed_until = None


def forget_failures(webhook: Webhook, now: datetime) -> None:
    """Let the next message be sent at once, on a row that is held and saved by the caller."""
    webhook.failures, webhook.failing_since, webhook.next_attempt_at = 0, None, now


def _log(message: Message, result: Result) -> None:
    WebhookAttempt.objects.create(
        webhook_id=message.webhook_id,
        kind=message.kind,
        message_id=message.message_id,
        first_number=message.first,
        last_number=message.last,
        attempt=message.attempt,
        at=result.at,
        milliseconds=result.milliseconds,
        outcome=result.outcome,
        status=result.status,
        fault=result.fault or "",
        excerpt=result.excerpt,
    )
