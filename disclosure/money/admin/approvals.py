"""The back office of approvals: read by the offices, entered by the bureau in one list, revoked with a reason."""

from datetime import date
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.duties.journal import explain
from departments.officers.admin_scope import officer_of
from departments.officers.admin_steps import Step
from disclosure.items.forms import ReasonForm
from disclosure.money.admin.approving import ApprovingAdmin
from disclosure.money.admin.binding import binding_of
from disclosure.money.admin.filters import StandingFilter, YearFilter
from disclosure.money.models import Approval, FinanceBureau
from disclosure.money.services import may_approve, revoke_approval

STEPS: dict[str, Step] = {
    "revoke": Step(
        label=_("Revoke the approval"),
        question=_("Take this approval back? What is owed under it is cancelled; it can be entered anew."),
        done=_("The approval is revoked."),
        run=revoke_approval,
        is_offered=lambda approval: approval.revoked_at is None and approval.duty.is_open,
        permission="disclosure.enter_approval",
        form=ReasonForm,
    ),
}


@admin.register(Approval)
class ApprovalAdmin(ApprovingAdmin):
    """Nothing is typed into an approval: it is entered in the bureau's list and revoked by a step."""

    steps: ClassVar[dict[str, Step]] = STEPS
    scope_field: ClassVar[str] = "unit__department"
    change_form_template = "admin/disclosure/approval/change_form.html"
    change_list_template = "admin/disclosure/approval/change_list.html"
    list_display = ("unit_name", "fiscal_year", "kind", "approved_on", "document_number", "rule", "due_on", "standing")
    list_filter = (YearFilter, "kind", StandingFilter)
    list_select_related = ("unit", "duty__rule", "duty__department")
    list_per_page = 50
    actions = None
    search_fields = ("unit__name", "^unit__code", "document_number")
    search_help_text = _("Name or budget code of the unit, document number")
    ordering = ("-fiscal_year", "kind", "unit__path")
    fields = (
        ("unit", "fiscal_year", "kind"),
        ("approved_on", "document_number"),
        ("entered_by", "entered_at"),
        ("revoked_at", "revoked_by", "revocation_reason"),
    )
    readonly_fields = tuple(name for row in fields for name in row)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("unit__department", "duty__rule", "duty__department")

    @admin.display(description=_("unit of finance"), ordering="unit__path")
    def unit_name(self, approval: Approval) -> str:
        return f"{approval.unit.code} {approval.unit.name}"

    @admin.display(description=_("rule"))
    def rule(self, approval: Approval) -> str:
        return approval.duty.rule.name

    @admin.display(description=_("due date"), ordering="duty__due_on")
    def due_on(self, approval: Approval) -> date:
        return approval.duty.due_on

    @admin.display(description=_("standing"))
    def standing(self, approval: Approval) -> str:
        context = {"approval": approval, "duty": approval.duty, "today": timezone.localdate()}
        return render_to_string("admin/disclosure/approval/_standing.html", context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def may_take(self, request: HttpRequest, step: Step, obj: Any) -> bool:
        """Only whoever is of the bureau that approves for the unit; not the unit's own officers."""
        return may_approve(officer_of(request), obj.unit, timezone.localdate())

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        approval: Approval | None = kwargs.get("obj")
        if approval is not None:
            context |= {
                "approval": approval,
                "binding": binding_of(approval),
                "reckoning": explain(approval.duty),
                "today": timezone.localdate(),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        bureaus = FinanceBureau.objects.approving(officer_of(request), timezone.localdate())
        return super().changelist_view(request, {"may_enter": bureaus.exists(), **(extra_context or {})})
