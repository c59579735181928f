"""What time does to a message: its sender is told of a delay, a query code nobody mailed is forgotten."""

from datetime import datetime, timedelta

from django.db import transaction

from departments.duties.actors import SYSTEM
from interaction.messages.models import Message, UnsentCode
from interaction.messages.services.steps import announce, record
from interaction.messages.statuses import MessageEventKind

BATCH = 200
UNSENT_CODES_ARE_KEPT = timedelta(days=3)
"""So long a receipt mail may be sent again by a person with the code in it."""


def tell_of_delay(*, now: datetime) -> int:
    """Tell every sender whose answer is overdue and who was not told yet; return how many.

    Complete and idempotent: everything breached, open and untold is taken, however long the task did not run; rows are
    locked, and rows that another run has locked are left to it. A sender without a mail address sees the delay on the
    query page. Source: rules of the mailbox (the sender is told when an answer is late).
    """
    told = 0
    while batch := _tell_batch(now):
        told += batch
    return told


@transaction.atomic
def _tell_batch(now: datetime) -> int:
    rows = (
        Message.objects.delay_to_tell()
        .select_related("department")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("pk")[:BATCH]
    )
    messages = list(rows)
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(told_of_delay_at=now)
    for message in messages:
        announce(record(message, MessageEventKind.TOLD_OF_DELAY, at=now, by=SYSTEM, before=message.status))
    return len(messages)


def forget_unsent_codes(*, now: datetime) -> int:
    """Delete query codes whose receipt mail was never sent; return how many."""
    deleted, _per_model = UnsentCode.objects.filter(created_at__lt=now - UNSENT_CODES_ARE_KEPT).delete()
    return deleted
