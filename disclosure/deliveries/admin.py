"""What office systems delivered, for those who see the items: to be read and filtered, nothing else."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from departments.clients.models import ApiClient
from departments.officers.admin_scope import DepartmentScopedAdmin, ScopedRelatedFilter, officer_of
from disclosure.deliveries.models import Delivery
from disclosure.deliveries.statuses import DeliveryStatus
from foundation.admin_reading import ReadingOnly
from foundation.badges import badge

TONES: dict[str, str] = {
    DeliveryStatus.DRAFT: "plain",
    DeliveryStatus.WAITING: "warn",
    DeliveryStatus.RETURNED: "late",
    DeliveryStatus.PUBLISHED: "ok",
    DeliveryStatus.WITHDRAWN: "dead",
}
SHOWN = ("key", "client", "author", "at", "document", "office", "standing", "corrects", "reason")


class ClientFilter(admin.SimpleListFilter):
    """The systems that delivered something to the offices in scope; who sees items need not see the register."""

    title = _("API client")
    parameter_name = "client"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        seen = Delivery.objects.visible_to(officer_of(request), timezone.localdate())
        clients = ApiClient.objects.filter(pk__in=seen.order_by().values("client"))
        return [(str(pk), name) for pk, name in clients.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, deliveries: QuerySet) -> QuerySet:
        offered = {value for value, _name in self.lookup_choices}
        return deliveries.filter(client=self.value()) if self.value() in offered else deliveries


class StandingFilter(admin.SimpleListFilter):
    """Where the items stand."""

    title = _("status")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return DeliveryStatus.choices

    def queryset(self, request: HttpRequest, deliveries: QuerySet) -> QuerySet:
        return deliveries.filter(standing=self.value()) if self.value() in DeliveryStatus.values else deliveries


@admin.register(Delivery)
class DeliveryAdmin(ReadingOnly, DepartmentScopedAdmin):
    scope_field = "item__department"
    list_display = ("key", "client", "document", "office", "standing", "at")
    list_filter: ClassVar[Any] = (ClientFilter, StandingFilter, ("item__department", ScopedRelatedFilter), "at")
    list_select_related = ("client", "author", "item__department", "corrects")
    list_per_page = 50
    actions = None
    show_full_result_count = False
    search_fields = ("=key", "item__title")
    ordering = ("-pk",)
    fields = SHOWN
    readonly_fields = SHOWN

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows: Any = super().get_queryset(request)
        return rows.with_standing().defer("item__body")

    @admin.display(description=_("item"), ordering="item__title")
    def document(self, delivery: Delivery) -> SafeString:
        item = delivery.item
        address = reverse("admin:disclosure_item_change", args=[item.pk])
        return format_html('<a href="{}">{}</a>', address, item)

    @admin.display(description=_("office"), ordering="item__department")
    def office(self, delivery: Delivery) -> str:
        return str(delivery.item.department)

    @admin.display(description=_("status"))
    def standing(self, delivery: Any) -> SafeString:
        status = DeliveryStatus(delivery.standing)
        return badge(status.label, TONES[status])
