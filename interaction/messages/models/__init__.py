"""Messages of citizens, what the office did with them, and the replies."""

from interaction.messages.models.letters import (
    FOLDER,
    LONGEST_FILE_NAME,
    Message,
    MessageAttachment,
    MessageDuty,
    MessageEvent,
    MessageWords,
    private_path,
)
from interaction.messages.models.receipts import ReceiptSerial, UnsentCode
from interaction.messages.models.replies import PublicCopy, Reply

__all__ = [
    "FOLDER",
    "LONGEST_FILE_NAME",
    "Message",
    "MessageAttachment",
    "MessageDuty",
    "MessageEvent",
    "MessageWords",
    "PublicCopy",
    "ReceiptSerial",
    "Reply",
    "UnsentCode",
    "private_path",
]
