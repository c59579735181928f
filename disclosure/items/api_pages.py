"""Pages of items in the API: by key, as on the site."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from disclosure.items.querysets import NEWEST_FIRST
from foundation.paging.keyset import Place, parse_day, read_page

PAGE_SIZE = 20
LARGEST_PAGE, LONGEST_NUMBER = 100, 3


class ItemPages(BasePagination):
    """The newest first, `page_size` at a time (at most 100); `next` leads to older items, whatever arrives meanwhile.

    The order is (day of first publication, id), whole: days with thousands of items are paged like any other.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.size = self._read_size()
        page = read_page(queryset, NEWEST_FIRST, after=self._read_place("after"), size=self.size)
        self.older = page.after
        return page.rows

    def get_paginated_response(self, data: Any) -> Response:
        address = self.request.build_absolute_uri()
        following = replace_query_param(address, "after", str(self.older)) if self.older else None
        first = remove_query_param(address, "after") if "after" in self.request.query_params else None
        return Response({"next": following, "first": first, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "first", "results"],
            "properties": {
                "next": {**link, "description": _("The following, older items; null at the end.")},
                "first": {**link, "description": _("The newest items; null on that page itself.")},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": "after",
                "in": "query",
                "required": False,
                "description": _("The place in the list, as `next` gives it."),
                "schema": {"type": "string"},
            },
            {
                "name": "page_size",
                "in": "query",
                "required": False,
                "description": _("1 to %(limit)s; %(size)s unless told.") % {"limit": LARGEST_PAGE, "size": PAGE_SIZE},
                "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE},
            },
        ]

    def _read_size(self) -> int:
        text = self.request.query_params.get("page_size", "")
        if not text:
            return PAGE_SIZE
        size = int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0
        if not 1 <= size <= LARGEST_PAGE:
            raise ValidationError(
                {"page_size": _("Give a number from 1 to %(limit)s.") % {"limit": LARGEST_PAGE}}, code="page_size"
            )
        return size

    def _read_place(self, name: str) -> Place | None:
        text = self.request.query_params.get(name, "")
        try:
            return parse_day(text) if text else None
        except ValueError:
            raise ValidationError(
                {name: _("There is no such place in the list; follow `next`.")}, code="place"
            ) from None
