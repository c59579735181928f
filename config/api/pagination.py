"""Cursor pages: any page costs the same, and rows that arrive meanwhile shift nothing."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request


class NewestFirst(CursorPagination):
    """Newest rows first, unless the view names another unique order in `page_order`; `page_size` up to 100."""

    ordering = "-pk"
    page_size_query_param = "page_size"
    max_page_size = 100

    def get_ordering(self, request: Request, queryset: QuerySet, view: Any) -> tuple[str, ...]:
        order = getattr(view, "page_order", self.ordering)
        return (order,) if isinstance(order, str) else tuple(order)
