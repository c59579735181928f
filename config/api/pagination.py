"""Cursor pages: any page costs the same, and rows that arrive meanwhile shift nothing."""

from rest_framework.pagination import CursorPagination


class NewestFirst(CursorPagination):
    """Newest rows first; `page_size` up to 100."""

    ordering = "-pk"
    page_size_query_param = "page_size"
    max_page_size = 100
