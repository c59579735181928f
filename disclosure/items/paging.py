"""Pages of published items, the newest first; that a list is long is remembered."""

from collections.abc import Sequence
from hashlib import blake2s

from django.core.cache import cache

from disclosure.items.querysets import NEWEST_FIRST, ItemQuerySet
from foundation.paging import keyset
from foundation.paging.keyset import Page, Place

PAGE_SIZE = 20
COUNT_LIMIT = 10_000
REMEMBERED_SECONDS = 60


def read_page(
    items: ItemQuerySet,
    fields: Sequence[str],
    *,
    after: Place | None = None,
    before: Place | None = None,
    size: int = PAGE_SIZE,
) -> Page:
    """Return a page of `items` as dictionaries of `fields`, "pk" and "published_on"."""
    rows = items.values("pk", NEWEST_FIRST.column, *fields)
    return keyset.read_page(rows, NEWEST_FIRST, after=after, before=before, size=size)


def capped_count(items: ItemQuerySet, limit: int = COUNT_LIMIT) -> int:
    """Return the number of items, or `limit` + 1 for any greater number."""
    return keyset.count_up_to(items.newest_first(), limit)


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
    return keyset.count_in_words(number, limit)
