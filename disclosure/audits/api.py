"""Audits in the API: published reports with their findings, and audited projects. Read only."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from disclosure.audits.models import AuditedProject, AuditFinding, AuditReport
from disclosure.audits.querysets import AuditedProjectQuerySet
from disclosure.audits.standing import LATE, standing_of


class FindingSerializer(serializers.ModelSerializer):
    """A finding and where its rectification stands."""

    department = serializers.CharField(source="department.code", help_text=gettext_lazy("code of the audited office"))
    department_name = serializers.CharField(source="department.name")
    due_on = serializers.DateField(
        source="duty.due_on", default=None, allow_null=True, help_text=gettext_lazy("to be rectified by")
    )
    met_on = serializers.DateField(source="duty.met_on", default=None, allow_null=True)
    is_late = serializers.SerializerMethodField(help_text=gettext_lazy("not reported by the due date"))

    class Meta:
        model = AuditFinding
        fields = (
            "id",
            "position",
            "project",
            "department",
            "department_name",
            "text",
            "amount",
            "status",
            "rectification",
            "reported_at",
            "accepted_at",
            "due_on",
            "met_on",
            "is_late",
        )
        read_only_fields = fields

    def get_is_late(self, finding: AuditFinding) -> bool:
        return standing_of(finding, timezone.localdate()).tone == LATE


class AuditReportSerializer(serializers.ModelSerializer):
    """A published audit report as lists show it; `item` leads to its text, files and versions."""

    title = serializers.CharField(source="item.current_version.title")
    department = serializers.CharField(
        source="item.department.code", help_text=gettext_lazy("code of the auditing office")
    )
    department_name = serializers.CharField(source="item.department.name")
    published_on = serializers.DateField(source="item.published_on")
    url = serializers.CharField(source="get_absolute_url", help_text=gettext_lazy("its page on this site"))

    class Meta:
        model = AuditReport
        fields: tuple[str, ...] = (
            "id",
            "item",
            "title",
            "kind",
            "fiscal_year",
            "department",
            "department_name",
            "summary",
            "published_on",
            "url",
        )
        read_only_fields = fields


class AuditReportDetailSerializer(AuditReportSerializer):
    """A published audit report with its findings."""

    audited_offices: Any = serializers.SlugRelatedField("code", many=True, read_only=True)
    findings = FindingSerializer(many=True)

    class Meta(AuditReportSerializer.Meta):
        fields = (*AuditReportSerializer.Meta.fields, "audited_offices", "findings")
        read_only_fields = fields


class AuditedProjectSerializer(serializers.ModelSerializer):
    """An audited project; sums in yuan, the rate as a share of the submitted sum."""

    fiscal_year = serializers.IntegerField(source="report.fiscal_year")
    owner = serializers.CharField(source="owner.code", help_text=gettext_lazy("code of the office that had it built"))
    owner_name = serializers.CharField(source="owner.name")
    department = serializers.CharField(
        source="report.item.department.code", help_text=gettext_lazy("code of the auditing office")
    )
    rate = serializers.DecimalField(max_digits=20, decimal_places=3, allow_null=True)
    url = serializers.CharField(source="get_absolute_url", help_text=gettext_lazy("its page on this site"))

    class Meta:
        model = AuditedProject
        fields = (
            "id",
            "report",
            "position",
            "fiscal_year",
            "name",
            "owner",
            "owner_name",
            "contractor",
            "department",
            "auditor",
            "submitted",
            "approved",
            "reduced",
            "rate",
            "audited_on",
            "findings_text",
            "url",
        )
        read_only_fields = fields


class AuditReportFilter(filters.FilterSet):
    department = filters.CharFilter(field_name="item__department__code")
    audited_office = filters.CharFilter(field_name="audited_offices__code")

    class Meta:
        model = AuditReport
        fields = ("fiscal_year", "kind", "department", "audited_office")


class AuditedProjectFilter(filters.FilterSet):
    fiscal_year = filters.NumberFilter(field_name="report__fiscal_year", min_value=2000, max_value=2100)
    owner = filters.CharFilter(field_name="owner__code", help_text=gettext_lazy("code of an office"))
    q = filters.CharFilter(method="naming", help_text=gettext_lazy("words of the project or the contractor"))

    class Meta:
        model = AuditedProject
        fields = ("report", "fiscal_year", "owner", "q")

    def naming(self, projects: AuditedProjectQuerySet, name: str, value: str) -> AuditedProjectQuerySet:
        return projects.naming(value)


@extend_schema_view(
    list=extend_schema(description=gettext_lazy("Published audit reports, the newest first.")),
    retrieve=extend_schema(
        description=gettext_lazy("A published audit report with its findings and their rectification.")
    ),
)
class AuditReportViewSet(viewsets.ReadOnlyModelViewSet):
    """What the auditors published."""

    serializer_class = AuditReportSerializer
    filterset_class = AuditReportFilter
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[AuditReport]:
        reports = AuditReport.objects.published().select_related("item__department", "item__current_version")
        if self.action != "retrieve":
            return reports
        return reports.prefetch_related(
            "audited_offices", "findings__department", "findings__duty", "findings__project"
        )

    def get_serializer_class(self) -> Any:
        return AuditReportDetailSerializer if self.action == "retrieve" else AuditReportSerializer


@extend_schema_view(
    list=extend_schema(description=gettext_lazy("Audited projects, the newest audit first.")),
    retrieve=extend_schema(description=gettext_lazy("An audited project.")),
)
class AuditedProjectViewSet(viewsets.ReadOnlyModelViewSet):
    """Projects whose accounts were audited."""

    serializer_class = AuditedProjectSerializer
    filterset_class = AuditedProjectFilter
    lookup_value_regex = "[0-9]{1,18}"
    page_order = ("-audited_on", "-pk")

    def get_queryset(self) -> QuerySet[AuditedProject]:
        return AuditedProject.objects.published().select_related("owner", "report__item__department")
