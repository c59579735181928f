"""Tables that the back office shows and nobody types into."""

from typing import Any

from django.http import HttpRequest


class ReadingOnly:
    """Named before the base of an admin or an inline: no form adds, changes or deletes a row; steps may do so."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
