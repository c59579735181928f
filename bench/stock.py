"""The stock admin over the same tables, as a project writes it in an afternoon, and the addresses that lead to it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path

from config.urls import urlpatterns as ours
from departments.models import Duty
from interaction.models import Message

PER_PAGE = 50


class StockAdmin(admin.ModelAdmin):
    """Stock in everything that costs: exact counts, OFFSET, icontains. An officer of one office sees that office."""

    list_per_page = PER_PAGE
    change_list_template = "admin/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        office = request.user.assignments.get().department  # type: ignore[union-attr]
        return rows if office.parent_id is None else rows.filter(department=office)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    has_module_permission = has_view_permission


class StockMessageAdmin(StockAdmin):
    list_display = ("receipt_number", "subject", "department", "mailbox", "status", "due", "handler")
    list_filter = ("status", "outcome", "mailbox", "department")
    list_select_related = ("department", "mailbox", "handler")
    search_fields = ("receipt_number", "source_number", "subject", "text")

    def due(self, message: Message) -> str:
        return str(message.message_duties.all()[0].duty.due_on)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("message_duties__duty")


class StockDutyAdmin(StockAdmin):
    list_display = ("title", "department", "kind", "handler", "starts_at", "due_on", "met_on")
    list_filter = (("met_on", admin.EmptyFieldListFilter), "kind", "department")
    list_select_related = ("department", "handler")
    search_fields = ("title",)


class StockSite(admin.AdminSite):
    def get_urls(self) -> list[Any]:
        """Add the one address more that the frame of our pages names."""
        return [path("second-factor/", self.admin_view(self.index), name="second_factor"), *super().get_urls()]


site = StockSite(name="stock")
site.register(Message, StockMessageAdmin)
site.register(Duty, StockDutyAdmin)

urlpatterns = [path("stock/", site.urls), *ours]
