"""Orders for other systems: supervisors by session, clients by a key that may read statistics; each its own offices."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers

from departments.clients.authentication import HasScope
from departments.clients.models import Scope
from departments.duties.lateness import Punctuality, punctuality
from departments.officers.api_scope import DepartmentScopedViewSet
from departments.orders.models import Order, OrderEvent
from departments.orders.numbers import key_of, read_key
from departments.orders.querysets import OrderQuerySet
from departments.orders.statuses import OrderKind, OrderStatus
from foundation.forms.truth import TruthFilter
from reports.dashboard.api import IsSupervisor


class OrderEventSerializer(serializers.ModelSerializer):
    office = serializers.CharField(source="department.code", help_text=gettext_lazy("code of the office at that time"))
    due_on = serializers.DateField(source="duty.due_on")

    class Meta:
        model = OrderEvent
        fields = ("kind", "at", "office", "round", "due_on", "words")
        read_only_fields = fields


class OrderSerializer(serializers.ModelSerializer):
    id = serializers.SerializerMethodField(help_text=gettext_lazy("year and serial, such as 2026-3"))
    number = serializers.CharField(help_text=gettext_lazy("as people write it: 督办〔2026〕3号"))
    office = serializers.CharField(
        source="department.code", help_text=gettext_lazy("code of the office that owes the answer now")
    )
    office_name = serializers.CharField(source="department.name")
    about = serializers.CharField(
        source="about.title",
        default=None,
        allow_null=True,
        help_text=gettext_lazy("what it is about: of a letter the receipt number, never its text"),
    )
    due_on = serializers.DateField(source="duty.due_on")
    is_overdue = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url", help_text=gettext_lazy("its page on this site"))

    class Meta:
        model = Order
        fields = (
            "id",
            "number",
            "kind",
            "title",
            "office",
            "office_name",
            "about",
            "status",
            "round",
            "issued_at",
            "due_on",
            "is_overdue",
            "answered_at",
            "ended_at",
            "url",
        )
        read_only_fields = fields

    def get_id(self, order: Order) -> str:
        return key_of(order.year, order.serial)

    def get_is_overdue(self, order: Order) -> bool:
        return punctuality(order.duty, timezone.localdate()) == Punctuality.OVERDUE


class OrderDetailSerializer(OrderSerializer):
    events = OrderEventSerializer(many=True)

    class Meta:
        model = Order
        fields = (*OrderSerializer.Meta.fields, "events")
        read_only_fields = fields


class OrderFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=OrderStatus.choices)
    kind = filters.ChoiceFilter(choices=OrderKind.choices)
    office = filters.CharFilter(field_name="duty__department__code", help_text=gettext_lazy("code of an office"))
    overdue = TruthFilter(method="narrow", help_text=gettext_lazy("whether the answer is overdue now"))

    class Meta:
        model = Order
        fields = ("status", "kind", "office", "overdue")

    def narrow(self, orders: OrderQuerySet, name: str, value: bool) -> OrderQuerySet:
        late = orders.overdue(timezone.localdate())
        return late if value else orders.exclude(pk__in=late.values("pk"))


@extend_schema_view(
    list=extend_schema(description=gettext_lazy("Orders to the offices of the caller's scope, the newest first.")),
    retrieve=extend_schema(
        description=gettext_lazy("An order with what was demanded, answered and decided."),
        parameters=[OpenApiParameter("id", str, OpenApiParameter.PATH, description=gettext_lazy("such as 2026-3"))],
    ),
)
class OrderViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, DepartmentScopedViewSet):
    """What supervisors demanded of their offices, and what came of it. It carries no word of a citizen's letter."""

    permission_classes = [IsSupervisor | HasScope]
    required_scope = Scope.READ_STATISTICS
    scope_field = "duty__department"
    queryset = Order.objects.all()
    serializer_class = OrderSerializer
    filterset_class = OrderFilter
    lookup_field = "id"
    lookup_value_regex = "[0-9]{4}-[0-9]{1,6}"
    page_order = ("-issued_at", "-pk")

    def get_queryset(self) -> QuerySet[Order]:
        orders = super().get_queryset().select_related("duty__department", "about")
        return orders.prefetch_related("events__department", "events__duty") if self.action == "retrieve" else orders

    def get_object(self) -> Order:
        year, serial = read_key(self.kwargs["id"]) or (0, 0)
        return get_object_or_404(self.get_queryset(), year=year, serial=serial)

    def get_serializer_class(self) -> Any:
        return OrderDetailSerializer if self.action == "retrieve" else OrderSerializer
