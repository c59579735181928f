"""Pages of the newest first that cost the same anywhere and whose addresses stay true while items arrive.

A page is named by the row it follows (`after`) or precedes (`before`), never by a number.
"""

from collections.abc import Sequence
from datetime import date
from hashlib import blake2s
from typing import Any, NamedTuple

from django.core.cache import cache

from disclosure.items.querysets import ItemQuerySet

PAGE_SIZE = 20
COUNT_LIMIT = 10_000
REMEMBERED_SECONDS = 60


class Key(NamedTuple):
    """The place of a row in the list of the newest."""

    published_on: date
    pk: int

    def __str__(self) -> str:
        return f"{self.published_on.isoformat()}_{self.pk}"


class Page(NamedTuple):
    """Rows of a list, and the keys under which its neighbours are found; None where there is none."""

    rows: list[dict[str, Any]]
    newer: Key | None
    older: Key | None


def parse_key(text: str) -> Key:
    """Return the key that `str(key)` gave. Raises ValueError."""
    day, _, pk = text.partition("_")
    key = Key(date.fromisoformat(day), int(pk))
    if not 0 < key.pk < 2**63:
        raise ValueError(f"{pk} is not a row")
    return key


def key_of(row: dict[str, Any]) -> Key:
    return Key(row["published_on"], row["pk"])


def read_page(
    items: ItemQuerySet,
    fields: Sequence[str],
    *,
    after: Key | None = None,
    before: Key | None = None,
    size: int = PAGE_SIZE,
) -> Page:
    """Return a page of `items` as dictionaries of `fields`, "pk" and "published_on": one query, two at the newest end.

    A page before the newest full one would be cut short; then the first page itself is returned.
    """
    names = ("pk", "published_on", *fields)
    if before:
        rows = list(items.newer_than(before).order_by("published_on", "pk").values(*names)[: size + 1])
        if len(rows) > size:
            rows = rows[size - 1 :: -1]
            return Page(rows, newer=key_of(rows[0]), older=key_of(rows[-1]))
        after = None
    older = items.older_than(after) if after else items
    rows = list(older.newest_first().values(*names)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(
        rows,
        newer=key_of(rows[0]) if after and rows else None,
        older=key_of(rows[-1]) if more else None,
    )


def capped_count(items: ItemQuerySet, limit: int = COUNT_LIMIT) -> int:
    """Return the number of items, or `limit` + 1 for any greater number: counting stops there.

    Counted in the order of the list, so that the index of the list is read and nothing else.
    """
    return items.newest_first()[: limit + 1].count()


def remembered_count(items: ItemQuerySet, name: str) -> int:
    """Return `capped_count`; that a list called `name` passed the limit is remembered for a minute.

    Counting to the limit is most of what a long list would cost, and a list that passed it stays there; a shorter one
    is counted exactly each time.
    """
    key = f"disclosure.items.many.{blake2s(name.encode()).hexdigest()}"
    if cache.get(key):
        return COUNT_LIMIT + 1
    number = capped_count(items)
    if number > COUNT_LIMIT:
        cache.set(key, True, REMEMBERED_SECONDS)
    return number


def count_words(number: int, limit: int = COUNT_LIMIT) -> str:
    """Return a count for a page: exact, or "10,000+"."""
    return f"{limit:,}+" if number > limit else f"{number:,}"
