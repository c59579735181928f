"""Work that follows belongs to no office: it is seen and sent again from the top of the tree only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from departments.officers.admin_scope import CityWideAdmin
from foundation.outbox.admin import OutboxEntryAdmin
from foundation.outbox.models import OutboxEntry


@admin.register(OutboxEntry)
class CityOutboxAdmin(OutboxEntryAdmin, CityWideAdmin):
    """The outbox, for those who keep the whole platform."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_at_the_top(request, "view")

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        return self._may_at_the_top(request, "change")
