"""The back office of statements: a list, one page per statement with its findings and steps, and its course."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.duties.journal import explain
from departments.officers.admin_scope import officer_of
from departments.officers.admin_steps import Step
from disclosure.items.forms import SignatureForm
from disclosure.money.admin.binding import binding_of
from disclosure.money.admin.entering import EnteringAdmin
from disclosure.money.admin.filters import YearFilter
from disclosure.money.admin.sheet import changes_between, findings_of, marks_of, sheet_of
from disclosure.money.admin.steps import CHANGE, STEPS, may_return
from disclosure.money.forms import ExplainForm
from disclosure.money.fragments import STATEMENT_TONES
from disclosure.money.models import Approval, FinanceUnit, Statement
from disclosure.money.publishing import working_content, working_digest
from disclosure.money.services import delete_draft
from disclosure.money.statuses import StatementStatus
from foundation.badges import badge


@admin.register(Statement)
class StatementAdmin(EnteringAdmin):
    """Statements of the own scope. Figures are typed on a page of their own; the rest is done by steps."""

    steps: ClassVar[dict[str, Step]] = STEPS
    change_form_template = "admin/disclosure/statement/change_form.html"
    list_display = ("unit_name", "fiscal_year", "kind", "scope", "standing", "due", "changed_on")
    list_filter = (YearFilter, "kind", "scope", "status", "department")
    list_select_related = ("unit", "department")
    list_per_page = 50
    actions = None
    search_fields = ("unit__name", "^unit__code")
    search_help_text = gettext_lazy("Name or budget code of the unit")
    ordering = ("-fiscal_year", "kind", "unit__path")
    fields = ("unit", "fiscal_year", "kind", "scope")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        same = {"unit": OuterRef("unit"), "fiscal_year": OuterRef("fiscal_year"), "kind": OuterRef("kind")}
        due = Approval.objects.standing().filter(**same).values("duty__due_on")[:1]
        rows = super().get_queryset(request).select_related("unit__department", "current_version")
        return rows.annotate(due_on=Subquery(due))

    @admin.display(description=gettext_lazy("unit of finance"), ordering="unit__path")
    def unit_name(self, statement: Statement) -> str:
        return f"{statement.unit.code} {statement.unit.name}"

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def standing(self, statement: Statement) -> SafeString:
        under_way = statement.status == StatementStatus.DRAFT and statement.is_restatement
        words = _("restatement under way") if under_way else statement.get_status_display()
        return badge(words, STATEMENT_TONES[statement.status])

    @admin.display(description=gettext_lazy("due"))
    def due(self, statement: Any) -> str:
        return statement.due_on.isoformat() if statement.due_on else "—"

    @admin.display(description=gettext_lazy("changed on"), ordering="updated_at")
    def changed_on(self, statement: Statement) -> str:
        return timezone.localdate(statement.updated_at).isoformat()

    def choices_of(self, db_field: Any, request: HttpRequest) -> models.QuerySet:
        if db_field.name == "unit":
            return FinanceUnit.objects.entered_by(officer_of(request), timezone.localdate())
        return super().choices_of(db_field, request)

    # -- permissions -----------------------------------------------------------------------------------------------
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is typed into the stock form: figures have a page of their own, steps their own permissions."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Drafts that were never submitted can be deleted, one at a time; published figures never."""
        if obj is None or not obj.is_editable or obj.is_restatement:
            return False
        return officer_of(request).has_perm(CHANGE, obj) and not obj.events.exists()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list[Any], dict[Any, int], set[Any], list]:
        """Let figures, counts and tables go with their draft, also those with a page of their own."""
        names, counts, _lacking, protected = super().get_deleted_objects(objs, request)
        return names, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: Statement) -> None:
        delete_draft(obj, by=officer_of(request), at=timezone.now())

    def may_take(self, request: HttpRequest, step: Step, obj: Any) -> bool:
        if step is STEPS["return"]:
            return may_return(obj, officer_of(request))
        return super().may_take(request, step, obj)

    # -- one statement ---------------------------------------------------------------------------------------------
    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        statement: Statement | None = kwargs.get("obj")
        if statement is not None:
            may_change = officer_of(request).has_perm(CHANGE, statement)
            fields = self._explanations(statement) if may_change else {}
            context |= self._view_of_statement(statement, fields) | {
                "may_enter": statement.is_editable and may_change,
                "may_explain": bool(fields),
                "binding": binding_of(approval) if (approval := Approval.objects.standing_for(statement)) else None,
                "approval": approval,
                "reckoning": explain(approval.duty) if approval else None,
                "today": timezone.localdate(),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def _view_of_statement(self, statement: Statement, fields: Mapping[int, Any] | None = None) -> dict[str, Any]:
        found = findings_of(statement, fields)
        return {"statement": statement, "sheet": sheet_of(working_content(statement), marks_of(found)), "found": found}

    def _explanations(self, statement: Statement) -> dict[int, Any]:
        """Return the field of each warning that can still be explained, by the number of the finding."""
        if not STEPS["explain"].is_offered(statement):
            return {}
        form = ExplainForm(statement=statement)
        return {finding.pk: form[name] for name, finding in form.findings.items()}

    def step_form(self, request: HttpRequest, step: Step, obj: Any) -> forms.Form | None:
        if step.form is ExplainForm:
            return ExplainForm(request.POST if request.method == "POST" else None, statement=obj)
        form = super().step_form(request, step, obj)
        if step.form is SignatureForm and form and not form.is_bound:
            form.initial["seen"] = working_digest(obj)
        return form

    def _page(self, request: HttpRequest, template: str, obj: Any, **context: Any) -> HttpResponse:
        form = context.get("form")
        if isinstance(form, SignatureForm):
            if form.is_bound:
                form.data = {"seen": working_digest(obj)}  # the page shows the statement as it is now
            context |= {"changes": self._changes(obj)}
        return super()._page(request, template, obj, **self._view_of_statement(obj), **context)

    def _changes(self, statement: Statement) -> list[Any]:
        """Return what a signature would change in what the public reads; nothing the first time."""
        version = statement.current_version
        return changes_between(version.content, working_content(statement)) if version else []

    def tell_done(self, request: HttpRequest, step: Step, outcome: Any) -> None:
        """Say of a submission that the audit stopped it, and of a check what it found."""
        if step is STEPS["submit"] and outcome.status == StatementStatus.DRAFT:
            messages.error(request, _("Not submitted: the audit finds errors, listed below. It stays a draft."))
        elif step in (STEPS["submit"], STEPS["check"]) and outcome.findings.exists():
            messages.success(request, step.done)
            messages.warning(request, _("The audit finds something, listed below; warnings need an explanation."))
        else:
            super().tell_done(request, step, outcome)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the statement's own journal with old and new figures rather than the admin's."""
        statement: Statement = self.get_object(request, object_id)
        versions = list(statement.versions.select_related("published_by"))
        before = [None, *versions[:-1]]
        pairs = [
            (version, changes_between(old.content, version.content) if old else [])
            for version, old in zip(versions, before, strict=False)
        ]
        working = statement.status != StatementStatus.PUBLISHED and statement.current_version is not None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": statement,
            "events": statement.events.select_related("by"),
            "pairs": pairs[::-1],
            "pending": self._changes(statement) if working else [],
        }
        return TemplateResponse(request, "admin/disclosure/statement/history.html", context)
