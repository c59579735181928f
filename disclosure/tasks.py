"""The tasks of the floor, gathered from its nouns so that workers find them."""

from disclosure.search.tasks import forget_failed

__all__ = ["forget_failed"]
