"""Lists of the back office, whatever they have grown to: no page and no count costs what the table does."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.translation import gettext as _

from foundation.paging.bounded import MOST


class BoundedList(ChangeList):
    """A list that `BoundedPaginator` pages; a page behind its last one is the last one, and says why."""

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

    def url_for_result(self, result: Any) -> str:
        """Return the address of a row with the filters to come back to.

        Stock admin asks of each row's address once more which page it is, to add the same filters to it: a third of
        what a filtered page costs.
        """
        address = super().url_for_result(result)
        return f"{address}?{self._kept}" if self._kept else address

    def get_ordering_field(self, field_name: Any) -> Any:
        """Let an address sort by the columns that the page offers, which have an index; stock admin takes any."""
        return super().get_ordering_field(field_name) if field_name in (self.sortable_by or ()) else None

    def words_of_the_cut(self) -> str:
        """Return why there is no further page, and how to come to the rows behind the last one."""
        words = _("Only the first %(most)s rows are shown page by page. To see others, narrow the list or search.")
        return words % {"most": f"{MOST:,}"}
