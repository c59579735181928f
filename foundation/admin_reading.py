"""Tables that the back office shows and nobody types into."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django.contrib.admin.helpers import AdminReadonlyField
from django.http import HttpRequest


class ReadingOnly:
    """Named before the base of an admin or an inline: no form adds, changes or deletes a row; steps may do so."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadInstead:
    """Named before the base of an admin: where a row may only be read, a method shows what the stock page prints bare.

    `read_instead` names the method for each such field: sums, which Django prints without groups of thousands.
    """

    read_instead: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)  # type: ignore[misc]
        if obj is None or self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            return fieldsets
        return [
            (name, {**options, "fields": [self.read_instead.get(one, one) for one in options["fields"]]})
            for name, options in fieldsets
        ]


class OpenLinks(AdminReadonlyField):
    """A field that is only read: it leads to the row that it names where the reader may open it; stock admin always.

    Forms that know their request as `asked_by` lead anywhere at all.
    """

    def get_admin_url(self, remote_field: Any, remote_obj: Any) -> str:
        request, shown_by = getattr(self.form, "asked_by", None), self.model_admin
        own = shown_by.admin_site._registry.get(remote_field.model) if shown_by else None
        if request is None or own is None or not own.has_view_permission(request, remote_obj):
            return str(remote_obj)
        link: str = super().get_admin_url(remote_field, remote_obj)
        return link
