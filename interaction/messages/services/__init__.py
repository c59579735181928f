"""What is done with messages: one function per business action, used by pages, admin, API and tasks alike.

Every action locks the message, checks the officer's permission in the office that owns the message *now* and its
status, changes it, writes its event and, where the sender is to be told, an outbox row: all in one transaction.
"""

from interaction.messages.services.answering import draft_reply, return_reply, send_reply, submit_reply
from interaction.messages.services.delays import forget_unsent_codes, tell_of_delay
from interaction.messages.services.handling import accept_message, assign_message, decline_message, transfer_message
from interaction.messages.services.privacy import erase_sender, hide_message, withdraw_consent
from interaction.messages.services.submission import Taken, submit_message

__all__ = [
    "Taken",
    "accept_message",
    "assign_message",
    "decline_message",
    "draft_reply",
    "erase_sender",
    "forget_unsent_codes",
    "hide_message",
    "return_reply",
    "send_reply",
    "submit_message",
    "submit_reply",
    "tell_of_delay",
    "transfer_message",
    "withdraw_consent",
]
