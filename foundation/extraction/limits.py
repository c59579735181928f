"""How much is read of one document, and why one is not read."""

from enum import StrEnum

MEGABYTE = 1024 * 1024
MOST_PAGES = 500
MOST_CHARACTERS = 600_000
"""Of all pages together."""

PROCESSOR_SECONDS = 60
WALL_SECONDS = 90
MEMORY_BYTES = 1024 * MEGABYTE


class Trouble(StrEnum):
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_HEAVY = "too_heavy"
    CRASHED = "crashed"
    FORMAT = "format"
    EMPTY = "empty"


class Unreadable(Exception):
    """A document whose words can't be had, with the reason; trying again changes nothing."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble
