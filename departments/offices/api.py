"""Offices in the API: public, in the order of the tree."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from departments.offices.models import Department, DepartmentKind


class DepartmentSerializer(serializers.ModelSerializer):
    """An office as the public sees it."""

    parent = serializers.CharField(  # type: ignore[assignment]
        source="parent.code", default=None, read_only=True, allow_null=True, help_text=_("code of the office above")
    )
    depth = serializers.IntegerField(read_only=True, help_text=_("0 at the top of the tree"))
    url = serializers.CharField(source="get_absolute_url", read_only=True, help_text=_("its page on this site"))

    class Meta:
        model = Department
        fields = (
            "code",
            "name",
            "short_name",
            "kind",
            "parent",
            "depth",
            "address",
            "phone",
            "email",
            "office_hours",
            "duties_text",
            "established_on",
            "dissolved_on",
            "url",
        )


class DepartmentFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=DepartmentKind.choices)
    parent = django_filters.CharFilter(field_name="parent__code", help_text=_("code of the office directly above"))
    below = django_filters.CharFilter(method="stand_below", help_text=_("code of an office: it and all below it"))
    name = django_filters.CharFilter(field_name="name", lookup_expr="contains", help_text=_("part of the full name"))

    class Meta:
        model = Department
        fields = ("kind", "parent", "below", "name")

    def stand_below(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        top: Any = Department.objects.filter(code=value).first()
        return rows.filter(path__startswith=top.path) if top else rows.none()


@extend_schema_view(
    list=extend_schema(description=_("The offices that exist today, in the order of the tree.")),
    retrieve=extend_schema(description=_("One office by its code.")),
)
class DepartmentViewSet(viewsets.ReadOnlyModelViewSet):
    """The offices of the city that exist today, from the top of the tree down."""

    serializer_class = DepartmentSerializer
    filterset_class = DepartmentFilter
    lookup_field = "code"
    lookup_value_regex = "[0-9A-Z]{1,18}"
    page_order = "path"

    def get_queryset(self) -> QuerySet[Department]:
        return Department.objects.active(timezone.localdate()).select_related("parent")
