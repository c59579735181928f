"""The tables of the floor, gathered from its nouns."""

from interaction.mailboxes.models import Mailbox, Topic
from interaction.messages.models import (
    Message,
    MessageAttachment,
    MessageDuty,
    MessageEvent,
    MessageWords,
    PublicCopy,
    ReceiptSerial,
    Reply,
    UnsentCode,
)

__all__ = [
    "Mailbox",
    "Message",
    "MessageAttachment",
    "MessageDuty",
    "MessageEvent",
    "MessageWords",
    "PublicCopy",
    "ReceiptSerial",
    "Reply",
    "Topic",
    "UnsentCode",
]
