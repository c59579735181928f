"""The back office of the floor, gathered from its nouns."""

from interaction.mailboxes.admin import MailboxAdmin
from interaction.messages.admin import MessageAdmin

__all__ = ["MailboxAdmin", "MessageAdmin"]
