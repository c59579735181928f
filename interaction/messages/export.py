"""The list of messages as a table for officers: what is handled where and when, and nothing of the sender.

The text of a message stays out (it is as sensitive as its sender); the subject is masked.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from departments.duties.lateness import Dates, punctuality
from foundation.tables.writing import Column, Kind
from interaction.messages.access import masked_subject
from interaction.messages.querysets import MessageQuerySet

CHUNK = 1000

COLUMNS = (
    Column("receipt_number", _("Receipt number")),
    Column("source_number", _("Number in the older system")),
    Column("mailbox", _("Mailbox")),
    Column("topic", _("Kind of letter")),
    Column("department", _("Office")),
    Column("subject", _("Subject")),
    Column("status", _("Status")),
    Column("outcome", _("Outcome")),
    Column("received_at", _("Received at"), Kind.MOMENT),
    Column("due_on", _("Due on"), Kind.DATE),
    Column("closed_at", _("Closed at"), Kind.MOMENT),
    Column("standing", _("In time")),
)


def export_rows(messages: MessageQuerySet, today: date) -> Iterator[dict[str, Any]]:
    """Yield one row per message; `messages` are those the officer may see."""
    rows = messages.with_duty(*Dates._fields).select_related("mailbox", "topic", "department")
    for message in rows.iterator(chunk_size=CHUNK):
        seen = Dates(*(getattr(message, column) for column in Dates._fields))
        yield {
            "receipt_number": message.receipt_number,
            "source_number": message.source_number or "",
            "mailbox": message.mailbox.name,
            "topic": message.topic.name if message.topic else "",
            "department": message.department.name,
            "subject": masked_subject(message),
            "status": message.get_status_display(),
            "outcome": message.get_outcome_display() if message.outcome else "",
            "received_at": message.received_at,
            "due_on": seen.due_on,
            "closed_at": message.closed_at,
            "standing": str(punctuality(seen, today).label),
        }
