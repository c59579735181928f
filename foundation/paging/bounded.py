"""Numbered pages of a list of any length: counted and offered up to a limit, so that none costs what the table does."""

from hashlib import blake2s
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from foundation.paging.keyset import count_in_words, count_up_to

MOST = 10_000
"""Rows of a list that can be paged through; whoever looks for a later one narrows the list."""

REMEMBERED_SECONDS = 60


class BoundedPaginator(Paginator):
    """Pages of the first `MOST` rows of a query.

    A page behind the last one is the last one: rows come and go between two clicks.
    """

    object_list: QuerySet

    @cached_property
    def count(self) -> int:
        """Return the number of rows, or `MOST` + 1 for any greater number.

        That a list passed the limit is remembered for a minute: counting to it is most of what a long list would cost,
        and a list that passed it stays there. A shorter one is counted exactly each time.
        """
        rows = self.object_list.select_related(None).prefetch_related(None).only("pk")  # what is counted, put shortly
        try:
            key = f"paging.many.{MOST}.{blake2s(repr(rows.query.sql_with_params()).encode()).hexdigest()}"
        except EmptyResultSet:
            return 0
        if cache.get(key):
            return MOST + 1
        number = count_up_to(rows, MOST)
        if number > MOST:
            cache.set(key, True, REMEMBERED_SECONDS)
        return number

    @property
    def is_cut(self) -> bool:
        """Tell whether there are more rows than pages show."""
        return self.count > MOST

    @property
    def count_words(self) -> str:
        return count_in_words(self.count, MOST)

    @cached_property
    def num_pages(self) -> int:
        return MOST // self.per_page if self.is_cut else super().num_pages

    def page(self, number: Any) -> Page:
        """Return a page. The rows before it are passed over by their keys alone, with nothing that is shown of them."""
        page = super().page(number)
        first = page.start_index() - 1
        if first > 0 and not self.object_list.query.distinct:
            keys = self.object_list.values("pk")[first : first + self.per_page]
            page.object_list = self.object_list.filter(pk__in=keys)
        return page

    def validate_number(self, number: Any) -> int:
        return super().validate_number(min(number, self.num_pages) if isinstance(number, int) else number)
