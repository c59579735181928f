"""Cursor pages: any page costs the same, and rows that arrive meanwhile shift nothing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request


class NewestFirst(CursorPagination):
    """Newest rows first, unless the view names another unique order in `page_order`; `page_size` up to 100."""

    ordering = "-pk"
    page_size_query_param = "page_size"
    max_page_size = 100

    def get_ordering(self, request: Request, queryset: QuerySet, view: Any) -> tuple[str, ...]:
        order = getattr(view, "page_order", self.ordering)
        return (order,) if isinstance(order, str) else tuple(order)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Refuse a place that no text of the database can hold."""
        cursor: Cursor | None = super().decode_cursor(request)
        if cursor and "\0" in str(cursor.position):
            raise NotFound(self.invalid_cursor_message)
        return cursor

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """Refuse a place that does not fit the order, such as letters where rows are ordered by number."""
        try:
            page: list[Any] | None = super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError):
            raise NotFound(self.invalid_cursor_message) from None
        return page
