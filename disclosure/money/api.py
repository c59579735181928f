"""Public money in the API: units, published statements and their figures, lines of the statutory tables. Read only."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, viewsets

from disclosure.money.figures import Category, CountKind
from disclosure.money.filters import FIRST_YEAR, LAST_YEAR
from disclosure.money.models import FinanceUnit, PublicFigures, PublicLine, Statement, StatementVersion
from disclosure.money.opendata import public_rows
from disclosure.money.statuses import StatementKind, StatementScope, UnitGroup
from disclosure.money.statutory import Scheme, TableCode
from foundation.forms.truth import TruthFilter

AMOUNTS = tuple(category.value for category in Category)
COUNTS = tuple(kind.value for kind in CountKind)


class FinanceUnitSerializer(serializers.ModelSerializer):
    """A unit that draws up a budget. A confidential one says on what basis it publishes nothing."""

    parent = serializers.CharField(  # type: ignore[assignment]
        source="parent.code",
        default=None,
        read_only=True,
        allow_null=True,
        help_text=_("budget code of the unit above"),
    )
    department = serializers.CharField(source="department.code", help_text=_("code of the responsible office"))
    url = serializers.SerializerMethodField(help_text=_("its page on this site"))

    class Meta:
        model = FinanceUnit
        fields = (
            "code",
            "name",
            "group",
            "parent",
            "department",
            "is_confidential",
            "exemption_basis",
            "review_on",
            "url",
        )

    def get_url(self, unit: FinanceUnit) -> str:
        return f"/money/units/{unit.code}/"


class PublishedSerializer(serializers.ModelSerializer):
    """What every published row is found by."""

    unit = serializers.CharField(source="unit.code", help_text=_("budget code of the unit"))
    unit_name = serializers.CharField(source="unit.name")
    department = serializers.CharField(source="department.code", help_text=_("code of the responsible office"))
    statement = serializers.IntegerField(source="statement_id")


class PublicFiguresSerializer(PublishedSerializer):
    """The three public expenses of one statement in yuan; null where it gives no figure, which is not zero."""

    version = serializers.IntegerField(source="version_number")

    class Meta:
        model = PublicFigures
        fields = (
            "statement",
            "unit",
            "unit_name",
            "department",
            "group",
            "fiscal_year",
            "kind",
            "scope",
            "version",
            "published_on",
            "changed_on",
            "counts_in_city",
            "staff",
            *AMOUNTS,
            *(f"previous_{name}" for name in AMOUNTS),
            *(f"budget_{name}" for name in AMOUNTS),
            *COUNTS,
        )


class PublicLineSerializer(PublishedSerializer):
    """One published amount of a statutory table, in yuan; `absence` says why there is none."""

    scheme = serializers.CharField(source="subject.scheme")
    code = serializers.CharField(source="subject.code", help_text=_("classification code"))
    name = serializers.CharField(source="subject.name")

    class Meta:
        model = PublicLine
        fields = (
            "id",
            "statement",
            "unit",
            "unit_name",
            "department",
            "fiscal_year",
            "kind",
            "scope",
            "table",
            "scheme",
            "code",
            "name",
            "column",
            "amount",
            "absence",
            "position",
        )


class StatementVersionSerializer(serializers.ModelSerializer):
    """A version of a statement; `digest` is chained to the one before."""

    class Meta:
        model = StatementVersion
        fields = ("number", "published_at", "reason", "digest", "previous_digest")


class PublishedStatementSerializer(serializers.ModelSerializer):
    """A published statement: where it belongs and which version is read."""

    unit = serializers.CharField(source="unit.code", help_text=_("budget code of the unit"))
    unit_name = serializers.CharField(source="unit.name")
    department = serializers.CharField(source="department.code", help_text=_("code of the responsible office"))
    version = serializers.IntegerField(source="current_version.number")
    digest = serializers.CharField(source="current_version.digest")
    changed_at = serializers.DateTimeField(source="current_version.published_at")
    url = serializers.SerializerMethodField(help_text=_("its page on this site"))

    class Meta:
        model = Statement
        fields: tuple[str, ...] = (
            "id",
            "unit",
            "unit_name",
            "department",
            "fiscal_year",
            "kind",
            "scope",
            "first_published_at",
            "changed_at",
            "version",
            "digest",
            "url",
        )

    def get_url(self, statement: Statement) -> str:
        return f"/money/statements/{statement.pk}/"


class PublishedStatementDetailSerializer(PublishedStatementSerializer):
    """A published statement whole: `content` is the current version word for word, with the explained warnings."""

    content = serializers.SerializerMethodField(help_text=_("cells, counts, words and tables, as they were published"))
    versions = StatementVersionSerializer(many=True)

    class Meta(PublishedStatementSerializer.Meta):
        fields = (*PublishedStatementSerializer.Meta.fields, "content", "versions")

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_content(self, statement: Statement) -> dict[str, Any]:
        version: Any = statement.current_version
        content: dict[str, Any] = version.content
        return content


class PlaceFilter(django_filters.FilterSet):
    """The filters that published rows share."""

    unit = django_filters.CharFilter(field_name="unit__code", help_text=_("budget code of the unit"))
    department = django_filters.CharFilter(field_name="department__code", help_text=_("code of the responsible office"))
    fiscal_year = django_filters.NumberFilter(min_value=FIRST_YEAR, max_value=LAST_YEAR)
    kind = django_filters.ChoiceFilter(choices=StatementKind.choices)
    scope = django_filters.ChoiceFilter(choices=StatementScope.choices)


class PublicFiguresFilter(PlaceFilter):
    group = django_filters.ChoiceFilter(choices=UnitGroup.choices)
    counts_in_city = TruthFilter(help_text=_("only what enters the sum of the city"))

    class Meta:
        model = PublicFigures
        fields = ("unit", "department", "fiscal_year", "kind", "scope", "group", "counts_in_city")


class PublicLineFilter(PlaceFilter):
    table = django_filters.ChoiceFilter(choices=TableCode.choices)
    scheme = django_filters.ChoiceFilter(field_name="subject__scheme", choices=Scheme.choices)
    code = django_filters.CharFilter(
        field_name="subject__code", lookup_expr="startswith", help_text=_("beginning of a classification code")
    )

    class Meta:
        model = PublicLine
        fields = ("unit", "department", "fiscal_year", "kind", "scope", "table", "scheme", "code")


class PublishedStatementFilter(PlaceFilter):
    class Meta:
        model = Statement
        fields = ("unit", "department", "fiscal_year", "kind", "scope")


class FinanceUnitFilter(django_filters.FilterSet):
    group = django_filters.ChoiceFilter(choices=UnitGroup.choices)
    parent = django_filters.CharFilter(field_name="parent__code", help_text=_("budget code of the unit above"))
    name = django_filters.CharFilter(lookup_expr="contains", help_text=_("part of the name"))

    class Meta:
        model = FinanceUnit
        fields = ("group", "parent", "name")


@extend_schema_view(
    list=extend_schema(description=_("The units that draw up budgets, in the order of the treasury's tree.")),
    retrieve=extend_schema(description=_("One unit by its budget code.")),
)
class FinanceUnitViewSet(viewsets.ReadOnlyModelViewSet):
    """The units of finance."""

    serializer_class = FinanceUnitSerializer
    filterset_class = FinanceUnitFilter
    lookup_field = "code"
    lookup_value_regex = "[0-9A-Za-z.-]{1,18}"
    page_order = "path"

    def get_queryset(self) -> QuerySet[FinanceUnit]:
        return FinanceUnit.objects.select_related("parent", "department")


@extend_schema_view(
    list=extend_schema(description=_("The published statements; the working copies of offices are never given out.")),
    retrieve=extend_schema(description=_("One published statement whole, with its versions.")),
)
class PublishedStatementViewSet(viewsets.ReadOnlyModelViewSet):
    """What offices published of their money, statement by statement."""

    filterset_class = PublishedStatementFilter
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Statement]:
        statements = Statement.objects.open_to_all().select_related("unit", "department", "current_version")
        return (
            statements.prefetch_related(Prefetch("versions", StatementVersion.objects.defer("content")))
            if self.action == "retrieve"
            else statements.defer("explanation", "current_version__content")
        )

    def get_serializer_class(self) -> type[serializers.Serializer]:
        return PublishedStatementDetailSerializer if self.action == "retrieve" else PublishedStatementSerializer


@extend_schema_view(
    list=extend_schema(description=_("The three public expenses, one row per published statement.")),
    retrieve=extend_schema(description=_("The three public expenses of one statement.")),
)
class PublicFiguresViewSet(viewsets.ReadOnlyModelViewSet):
    """The figures that the site's pages compare."""

    serializer_class = PublicFiguresSerializer
    filterset_class = PublicFiguresFilter
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[PublicFigures]:
        return public_rows().select_related("unit", "department")


@extend_schema_view(
    list=extend_schema(description=_("The lines of the statutory tables that were published.")),
    retrieve=extend_schema(
        description=_("One line of a statutory table; it gets another id when its statement is corrected.")
    ),
)
class PublicLineViewSet(viewsets.ReadOnlyModelViewSet):
    """Every published amount by classification code."""

    serializer_class = PublicLineSerializer
    filterset_class = PublicLineFilter
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[PublicLine]:
        lines = PublicLine.objects.filter(unit__is_confidential=False)
        return lines.select_related("unit", "department", "subject")
