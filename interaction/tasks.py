"""The tasks of the floor, gathered from its nouns so that workers find them."""

from interaction.messages.tasks import forget_codes, tell_senders

__all__ = ["forget_codes", "tell_senders"]
