"""What the floor offers in the API, gathered from its nouns."""

from interaction.intake.api import MessageViewSet
from interaction.mailboxes.api import MailboxViewSet

__all__ = ["MailboxViewSet", "MessageViewSet"]
