"""Lists of the back office, whatever they have grown to: no page and no count costs what the table does."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.templatetags.admin_list import result_headers
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise, cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.admin_rows import filter_html, rows_html
from foundation.paging.bounded import MOST

Heading = tuple[tuple[str, Any], ...]


@lru_cache(maxsize=200)
def _headings(_language: str | None, headings: tuple[Heading, ...]) -> SafeString:
    """Return the headings of a list, rendered once for all pages that are sorted and narrowed alike."""
    described = [dict(one) for one in headings]
    n_sorted = sum(1 for one in described if one.get("sorted"))
    return render_to_string("admin/_headings.html", {"headings": described, "n_sorted": n_sorted})


def _fixed(value: Any) -> Any:
    """Return words of the language that is spoken now for such that would change with it."""
    return str(value) if isinstance(value, Promise) else value


class BoundedList(ChangeList):
    """A list that `BoundedPaginator` pages; a page behind its last one is the last one, and says why."""

    columns: ClassVar[Sequence[str]] = ()
    """What a row shows, of itself and of what it refers to, where not all is read; the primary keys are."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        rows = super().get_queryset(request, exclude_parameters)
        if not self.columns:
            return rows
        related = {name.split("__")[0] for name in self.columns if "__" in name}
        return rows.select_related(None).select_related(*related).only(*self.columns)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        last = self.paginator.num_pages
        if self.page_num > last:
            self.page_num = last
            if self.paginator.is_cut:
                messages.warning(request, self.words_of_the_cut())
        self.show_admin_actions = bool(self.result_count)

    def __init__(self, request: HttpRequest, *args: Any, **options: Any) -> None:
        super().__init__(request, *args, **options)
        self._kept, self.preserved_filters = self.preserved_filters, ""

    @cached_property
    def _address(self) -> tuple[str, str]:
        """Return what stands before and after the number of a row in the address of its page."""
        before, _number, after = super().url_for_result(self.model(pk=0)).rpartition("0")
        return before, f"{after}?{self._kept}" if self._kept else after

    def url_for_result(self, result: Any) -> str:
        """Return the address of a row with the filters to come back to.

        It is looked up once for all rows. Stock admin looks it up for each, and asks of each once more which page it
        is, to add the same filters to it: a third of what a filtered page costs.
        """
        before, after = self._address
        return f"{before}{result.pk}{after}"

    @property
    def table(self) -> SafeString:
        """Return the headings and the rows."""
        headings = tuple(tuple((name, _fixed(value)) for name, value in one.items()) for one in result_headers(self))
        return render_to_string(
            "admin/_table.html", {"headings": _headings(get_language(), headings), "rows": rows_html(self)}
        )

    @property
    def filters(self) -> SafeString:
        """Return the filters beside the list, each with its choices."""
        return mark_safe("".join(filter_html(spec.title, spec.choices(self)) for spec in self.filter_specs))  # noqa: S308

    def get_ordering_field(self, field_name: Any) -> Any:
        """Let an address sort by the columns that the page offers, which have an index; stock admin takes any."""
        return super().get_ordering_field(field_name) if field_name in (self.sortable_by or ()) else None

    def words_of_the_cut(self) -> str:
        """Return why there is no further page, and how to come to the rows behind the last one."""
        words = _("Only the first %(most)s rows are shown page by page. To see others, narrow the list or search.")
        return words % {"most": f"{MOST:,}"}
