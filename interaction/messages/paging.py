"""Pages of the newest published answers: named by the row they follow or precede, never by a number."""

from datetime import UTC, datetime
from typing import NamedTuple

from interaction.messages.models import Message
from interaction.messages.querysets import MessageQuerySet

PAGE_SIZE = 20
COUNT_LIMIT = 10_000


class Key(NamedTuple):
    """The place of an answer in the list of the newest."""

    closed_at: datetime
    pk: int

    def __str__(self) -> str:
        """Return the key as it stands in an address: microseconds since 1970, and the row."""
        return f"{int(self.closed_at.timestamp())}.{self.closed_at.microsecond:06d}_{self.pk}"


class Page(NamedTuple):
    """Rows of a list and the keys under which its neighbours are found; None where there is none."""

    rows: list[Message]
    newer: Key | None
    older: Key | None


def parse_key(text: str) -> Key:
    """Return the key that `str(key)` gave. Raises ValueError."""
    moment, _, pk = text.partition("_")
    seconds, _, micros = moment.partition(".")
    key = Key(datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(micros)), int(pk))
    if not 0 < key.pk < 2**63:
        raise ValueError(f"{pk} is not a row")
    return key


def read_page(
    answers: MessageQuerySet, *, after: Key | None = None, before: Key | None = None, size: int = PAGE_SIZE
) -> Page:
    """Return a page of `answers`: one query, two at the newest end.

    A page before the newest full one would be cut short; then the first page itself is returned.
    """
    if before:
        rows = list(answers.newer_than(before).order_by("closed_at", "pk")[: size + 1])
        if len(rows) > size:
            rows = rows[size - 1 :: -1]
            return Page(rows, newer=_key_of(rows[0]), older=_key_of(rows[-1]))
        after = None
    rows = list((answers.older_than(after) if after else answers).newest_answers()[: size + 1])
    has_more = len(rows) > size
    rows = rows[:size]
    return Page(
        rows,
        newer=_key_of(rows[0]) if after and rows else None,
        older=_key_of(rows[-1]) if has_more else None,
    )


def count_in_words(answers: MessageQuerySet, limit: int = COUNT_LIMIT) -> str:
    """Return how many answers there are, exactly, or "10,000+": counting stops there.

    Counted in the order of the list, so that the index of the list is read and nothing else.
    """
    number = answers.newest_answers()[: limit + 1].count()
    return f"{limit:,}+" if number > limit else f"{number:,}"


def _key_of(message: Message) -> Key:
    if message.closed_at is None:
        raise ValueError("an open message is no answer")
    return Key(message.closed_at, message.pk)
