"""The back office of audits: auditors enter, offices report what they rectified, auditors accept it or send it back."""

from types import MappingProxyType
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from departments.officers.admin_scope import DepartmentScopedAdmin, officer_of, refused_form
from departments.officers.admin_steps import Step, StepsAdmin
from departments.officers.scoping import may
from disclosure.audits.forms import (
    DecisionForm,
    DemandForm,
    FindingForm,
    ImportForm,
    ProjectForm,
    ReportForm,
    WordsForm,
)
from disclosure.audits.models import AuditedProject, AuditFinding, AuditReport
from disclosure.audits.services import (
    accept_rectification,
    delete_entry,
    demand_rectification,
    drop_demand,
    import_projects,
    reject_rectification,
    report_rectification,
    save_finding,
    save_project,
    save_report,
)
from disclosure.audits.services.entry import FACTS_FIXED
from disclosure.audits.standing import standing_of
from disclosure.audits.statuses import RectificationStatus
from disclosure.audits.sums import rate_words, sum_words
from disclosure.items.models import Item
from disclosure.items.statuses import ItemStatus
from foundation.admin_reading import ReadInstead
from foundation.badges import badge
from foundation.refusals import WrongState

DECIDE = "admin/disclosure/auditfinding/decide.html"


class EntryAdmin(ReadInstead, DepartmentScopedAdmin):
    """Facts of an audit: changed and deleted only while the item that carries them was never handed on."""

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("css/audits.css",)}

    list_per_page = 50
    actions = None

    def report_of(self, obj: Any) -> AuditReport:
        return obj if isinstance(obj, AuditReport) else obj.report

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Facts are fixed with the item; whoever sends a form too late is told by it, with the text still there."""
        is_open = obj is None or request.method == "POST" or self.report_of(obj).is_open
        return is_open and super().has_change_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None or request.method != "POST" or self.report_of(obj).is_open:
            return form
        return refused_form(form, WrongState(FACTS_FIXED))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and self._may(request, "delete", obj) and self.report_of(obj).is_open

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_entry(obj, by=officer_of(request), at=timezone.now())

    def choices_of(self, db_field: Any, request: HttpRequest) -> models.QuerySet:
        """Offer reports and items that may still be changed by the officer."""
        officer, today = officer_of(request), timezone.localdate()
        if db_field.related_model is Item:
            own = Item.objects.visible_to(officer, today)
            return own.filter(status=ItemStatus.DRAFT, first_published_at=None)
        if db_field.related_model is AuditReport:
            reports = AuditReport.objects.editable_by(officer, today)
            return reports.filter(item__status=ItemStatus.DRAFT, item__first_published_at=None)
        return super().choices_of(db_field, request)


@admin.register(AuditReport)
class AuditReportAdmin(EntryAdmin, StepsAdmin):
    """Reports of the own office."""

    scope_field: ClassVar[str] = "item__department"
    form = ReportForm
    list_display = ("title", "kind", "fiscal_year", "office", "item_status")
    list_filter = ("kind", "fiscal_year")
    list_select_related = ("item__department",)
    search_fields = ("item__title",)
    autocomplete_fields = ("item", "audited_offices")
    public_choices = ("audited_offices",)
    steps: ClassVar[dict[str, Step]] = {
        "import": Step(
            label=_("Import a list of projects"),
            question=_("The list is taken whole, after the projects that are there, or not at all."),
            done=_("The projects are imported."),
            run=lambda report, by, at, entries: import_projects(report, entries, by=by, at=at),
            is_offered=lambda report: report.is_open,
            permission="disclosure.change_auditreport",
            form=ImportForm,
        ),
        "demand": Step(
            label=_("Demand rectification"),
            question=_("Open the duty to rectify for every finding that waits for it? The offices see it at once."),
            done=_("Rectification is demanded."),
            run=demand_rectification,
            is_offered=lambda report: (
                report.item.is_public and report.findings.filter(status=RectificationStatus.PLANNED).exists()
            ),
            permission="disclosure.demand_rectification",
            form=DemandForm,
        ),
    }

    @admin.display(description=_("title"), ordering="item__title")
    def title(self, report: AuditReport) -> str:
        return str(report.item)

    @admin.display(description=_("auditing office"))
    def office(self, report: AuditReport) -> str:
        return str(report.item.department)

    @admin.display(description=_("status"))
    def item_status(self, report: AuditReport) -> str:
        return str(report.item.get_status_display())

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("item__department")

    @admin.display(description=_("audited projects"))
    def projects(self, report: AuditReport) -> SafeString | str:
        return _link_to("auditedproject", report, report.projects.count())

    @admin.display(description=_("audit findings"))
    def findings(self, report: AuditReport) -> SafeString | str:
        return _link_to("auditfinding", report, report.findings.count())

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("item", "projects", "findings") if obj else ()

    def step_form(self, request: HttpRequest, step: Step, obj: Any) -> Any:
        if step.form is ImportForm and request.method == "POST":
            return ImportForm(request.POST, request.FILES)
        return super().step_form(request, step, obj)

    def save_model(self, request: HttpRequest, obj: AuditReport, form: Any, change: bool) -> None:
        save_report(obj, by=officer_of(request), at=timezone.now())


class FactAdmin(EntryAdmin):
    """A project or a finding: it stays with the report under which it was entered."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.readonly_fields, "report") if obj else self.readonly_fields


@admin.register(AuditedProject)
class AuditedProjectAdmin(FactAdmin):
    """Projects of the own reports."""

    scope_field: ClassVar[str] = "report__item__department"
    form = ProjectForm
    list_display = (
        "name",
        "report",
        "owner",
        "sum_submitted",
        "sum_approved",
        "sum_reduced",
        "shown_rate",
        "audited_on",
    )
    list_filter = ("audited_on",)
    list_select_related = ("report__item__department", "owner")
    search_fields = ("name", "contractor", "report__item__title")
    autocomplete_fields = ("report", "owner")
    public_choices = ("owner",)
    readonly_fields = ("sum_reduced", "shown_rate")
    read_instead = MappingProxyType({"submitted": "sum_submitted", "approved": "sum_approved"})

    @admin.display(description=_("submitted sum (yuan)"), ordering="submitted")
    def sum_submitted(self, project: AuditedProject) -> str:
        return sum_words(project.submitted)

    @admin.display(description=_("approved sum (yuan)"), ordering="approved")
    def sum_approved(self, project: AuditedProject) -> str:
        return sum_words(project.approved)

    @admin.display(description=_("reduced by (yuan)"), ordering="reduced")
    def sum_reduced(self, project: AuditedProject) -> str:
        return sum_words(project.reduced if project.pk else None)

    @admin.display(description=_("rate of reduction"))
    def shown_rate(self, project: AuditedProject) -> str:
        return rate_words(project.rate) if project.pk else "—"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("report__item__department", "owner")

    def save_model(self, request: HttpRequest, obj: AuditedProject, form: Any, change: bool) -> None:
        save_project(obj, by=officer_of(request), at=timezone.now())


@admin.register(AuditFinding)
class AuditFindingAdmin(FactAdmin, StepsAdmin):
    """Findings of the own reports, and those that the own offices have to rectify."""

    form = FindingForm
    list_display = ("shown", "report", "department", "standing", "due_on")
    list_filter = ("status",)
    list_select_related = ("report__item__department", "department", "duty__department")
    search_fields = ("text", "report__item__title")
    autocomplete_fields = ("report", "project", "department")
    public_choices = ("department",)
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("report", "project", "department", "text", "amount", "status")}),
        (_("Course"), {"fields": ("standing", "due_on", "rectification", "reported_at", "reported_by", "accepted_at")}),
    )
    readonly_fields = ("standing", "due_on", "rectification", "reported_at", "reported_by", "accepted_at")
    read_instead = MappingProxyType({"amount": "shown_amount"})
    steps: ClassVar[dict[str, Step]] = {
        "report": Step(
            label=_("Report the rectification"),
            question=_("What was done? The auditors read it and decide; the public reads it too."),
            done=_("Reported. The auditors accept it or send it back; until then the clock goes on."),
            run=report_rectification,
            is_offered=lambda finding: finding.status == RectificationStatus.OPEN,
            permission="disclosure.report_rectification",
            form=WordsForm,
            template=DECIDE,
        ),
        "accept": Step(
            label=_("Accept the rectification"),
            question=_("Accept what was reported? The duty is met as of the day of the report."),
            done=_("Accepted."),
            run=accept_rectification,
            is_offered=lambda finding: finding.status == RectificationStatus.REPORTED,
            permission="disclosure.accept_rectification",
            template=DECIDE,
        ),
        "reject": Step(
            label=_("Send the report back"),
            question=_("What is still to be rectified? The report counts for nothing; the clock has gone on."),
            done=_("Sent back to the office."),
            run=reject_rectification,
            is_offered=lambda finding: finding.status == RectificationStatus.REPORTED,
            permission="disclosure.accept_rectification",
            form=DecisionForm,
            template=DECIDE,
        ),
        "drop": Step(
            label=_("Take the demand back"),
            question=_("Why is nothing owed after all? The public reads this reason."),
            done=_("The demand is taken back."),
            run=drop_demand,
            is_offered=lambda finding: finding.status in {RectificationStatus.OPEN, RectificationStatus.REPORTED},
            permission="disclosure.accept_rectification",
            form=DecisionForm,
            template=DECIDE,
        ),
    }

    @admin.display(description=_("finding"))
    def shown(self, finding: AuditFinding) -> str:
        return str(finding)

    @admin.display(description=_("amount (yuan)"))
    def shown_amount(self, finding: AuditFinding) -> str:
        return sum_words(finding.amount)

    @admin.display(description=_("rectification"), ordering="status")
    def standing(self, finding: AuditFinding) -> SafeString | str:
        if finding.pk is None:
            return "—"
        words, tone = standing_of(finding, timezone.localdate())
        return badge(words, tone)

    @admin.display(description=_("to be rectified by"), ordering="duty__due_on")
    def due_on(self, finding: AuditFinding) -> str:
        return finding.duty.due_on.isoformat() if finding.duty else "—"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        found = super().get_queryset(request)
        return found.select_related("report__item__department", "department", "duty__department", "project")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fieldsets(request, obj) if obj else self.fieldsets[:1]

    def may_take(self, request: HttpRequest, step: Step, obj: Any) -> bool:
        """Ask the auditors' permissions in the auditing office, the others in the one that owes the rectification."""
        is_auditors = step.permission == "disclosure.accept_rectification"
        owing = obj.duty.department if obj.duty else obj.department
        office = obj.report.department if is_auditors else owing
        return may(officer_of(request), step.permission, office, timezone.localdate())

    def save_model(self, request: HttpRequest, obj: AuditFinding, form: Any, change: bool) -> None:
        save_finding(obj, by=officer_of(request), at=timezone.now())


def _link_to(model: str, report: AuditReport, number: int) -> SafeString:
    """Return how many rows of a table belong to the report, leading to them."""
    address = reverse(f"admin:disclosure_{model}_changelist", query={"q": report.item.title})
    return format_html('<a href="{}">{}</a>', address, number)
