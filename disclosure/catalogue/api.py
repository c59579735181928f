"""The catalogue in the API: public, from the top of the tree down."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from disclosure.catalogue.models import Category
from foundation.forms.truth import TruthFilter


class CategorySerializer(serializers.ModelSerializer):
    """A column as the public sees it."""

    parent = serializers.CharField(  # type: ignore[assignment]
        source="parent.code", default=None, read_only=True, allow_null=True, help_text=_("code of the column above")
    )
    depth = serializers.IntegerField(read_only=True, help_text=_("0 at the top of the tree"))
    url = serializers.CharField(source="get_absolute_url", read_only=True, help_text=_("its page on this site"))

    class Meta:
        model = Category
        fields = (
            "code",
            "name",
            "parent",
            "depth",
            "description",
            "basis",
            "office_kinds",
            "update_days",
            "is_local",
            "url",
        )


class CategoryFilter(filters.FilterSet):
    parent = filters.CharFilter(field_name="parent__code", help_text=_("code of the column directly above"))
    below = filters.CharFilter(method="stand_below", help_text=_("code of a column: it and all below it"))
    is_local = TruthFilter()

    class Meta:
        model = Category
        fields = ("parent", "below", "is_local")

    def stand_below(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        top = Category.objects.filter(code=value).first()
        return rows.filter(path__startswith=top.path) if top else rows.none()


@extend_schema_view(
    list=extend_schema(
        description=_("The columns of the catalogue in the order of their codes, each after the one above.")
    ),
    retrieve=extend_schema(description=_("One column by its code.")),
)
class CategoryViewSet(viewsets.ReadOnlyModelViewSet):
    """The columns of the catalogue in the order of their codes, each after the one above it."""

    queryset = Category.objects.select_related("parent")
    serializer_class = CategorySerializer
    filterset_class = CategoryFilter
    lookup_field = "code"
    lookup_value_regex = "[0-9A-Za-z]{1,18}"
    page_order = "path"
