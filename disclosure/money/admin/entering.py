"""Typing a statement: which one, then one page with everything; what was typed is never lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from departments.officers.admin_scope import officer_of
from departments.officers.admin_steps import StepsAdmin
from departments.officers.scoping import may
from disclosure.money.admin.sheet import Mark, columns_of, findings_of, marks_of
from disclosure.money.admin.steps import CHANGE
from disclosure.money.composing import published_before
from disclosure.money.figures import Cell, Place
from disclosure.money.forms import ChoiceForm, EntryForm
from disclosure.money.forms.entry import Row, TypedCell, initial_of, plain
from disclosure.money.models import FinanceUnit, Statement
from disclosure.money.reading.amounts import read_unit
from disclosure.money.services import NOTHING_SEEN, check_draft, save_statement
from disclosure.money.statuses import FindingSeverity
from foundation.refusals import Refusal, WrongState


class MarkedCell(NamedTuple):
    """A cell to be typed, what was found there, and what was published of it before."""

    typed: TypedCell
    mark: Mark | None
    published: str


class MarkedRow(NamedTuple):
    row: Row
    cells: list[MarkedCell]


class EnteringAdmin(StepsAdmin):
    """The pages on which a statement is chosen and typed; the list and the statement's own page stand beside them."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("enter/", view(never_cache(self.enter_view)), name="disclosure_statement_enter"),
            path("<int:object_id>/entry/", view(never_cache(self.entry_view)), name="disclosure_statement_entry"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(CHANGE))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Ask which statement is to be entered."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._choice_page(request, self._choice(request, request.GET if "unit" in request.GET else None))

    def enter_view(self, request: HttpRequest) -> HttpResponse:
        """Lead to the statement of a unit, year, kind and scope, or open an empty page for it."""
        choice = self._choice(request, request.GET or None)  # nothing asked for is nothing wrong
        if not choice.is_valid():
            if not self.has_add_permission(request):
                raise PermissionDenied
            return self._choice_page(request, choice)
        chosen = choice.cleaned_data
        draft = Statement(
            unit=chosen["unit"],
            department=chosen["unit"].department,
            fiscal_year=chosen["year"],
            kind=chosen["kind"],
            scope=chosen["scope"],
        )
        known = Statement.objects.of_unit(draft.unit, draft.fiscal_year, draft.kind, draft.scope).first()
        if known is not None and request.method != "POST":
            return self._to_page(known, "entry" if known.is_editable else "change")
        if not may(officer_of(request), CHANGE, draft.department, timezone.localdate()):
            raise PermissionDenied
        return self._entry(request, draft, None)

    def entry_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show a draft to be typed on; 404 out of scope, 403 without the right to change."""
        statement: Statement = self.get_object(request, str(object_id))
        if not may(officer_of(request), CHANGE, statement.department, timezone.localdate()):
            raise PermissionDenied
        if not statement.is_editable and request.method != "POST":
            messages.warning(request, _("Only a draft can be changed."))
            return self._to_page(statement, "change")
        return self._entry(request, statement, statement)

    def _choice(self, request: HttpRequest, given: Mapping[str, Any] | None) -> ChoiceForm:
        """Return the choice among the units that the officer enters; a link may lead to any that is seen."""
        officer, today = officer_of(request), timezone.localdate()
        units: Any = FinanceUnit.objects.entered_by(officer, today)
        if given:
            units = FinanceUnit.objects.visible_to(officer, today).publishing()
        return ChoiceForm(given, units=units, initial={"year": today.year})

    def _choice_page(self, request: HttpRequest, form: ChoiceForm) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "form": form}
        return TemplateResponse(request, "admin/disclosure/statement/choose.html", context)

    def _entry(self, request: HttpRequest, statement: Statement, stored: Statement | None) -> HttpResponse:
        published = published_before(statement)
        columns = columns_of(statement.kind)
        if request.method == "POST":
            form = EntryForm(request.POST, columns=columns)
            if form.is_valid() and (saved := self._save(request, statement, form)):
                return self._to_page(saved, "change")
        else:
            initial = initial_of(stored, published, statement.display_unit)
            form = EntryForm(initial={"seen": NOTHING_SEEN.isoformat(), **initial}, columns=columns)
        return self._entry_page(request, statement, stored, form, published)

    def _save(self, request: HttpRequest, statement: Statement, form: EntryForm) -> Statement | None:
        """Store what was typed and list what the audit says to it; None when it was refused, and the form says why."""
        officer, at = officer_of(request), timezone.now()
        try:
            with transaction.atomic():
                saved = save_statement(
                    statement.unit,
                    statement.fiscal_year,
                    statement.kind,
                    statement.scope,
                    form.entry(),
                    by=officer,
                    at=at,
                    seen=_seen(form.cleaned_data["seen"]),
                )
                check_draft(saved, by=officer, at=at)
        except WrongState as refusal:
            form.explain_conflict(refusal, seen=_last_saved(statement))
            return None
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return None
        self.log_change(request, saved, [{"changed": {"fields": [str(_("figures"))]}}])
        _tell_saved(request, saved)
        return saved

    def _entry_page(
        self,
        request: HttpRequest,
        statement: Statement,
        stored: Statement | None,
        form: EntryForm,
        published: Mapping[Place, Cell],
    ) -> HttpResponse:
        found = findings_of(stored) if stored and not form.is_bound else []
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": stored,
            "statement": statement,
            "form": form,
            "found": found,
            "rows": _marked_rows(form, marks_of(found), published, statement.display_unit),
            "columns": [column.label for column in form.columns],
        }
        return TemplateResponse(request, "admin/disclosure/statement/entry.html", context)

    def _to_page(self, statement: Statement, page: str) -> HttpResponse:
        return HttpResponseRedirect(reverse(f"admin:disclosure_statement_{page}", args=[statement.pk]))


def _marked_rows(
    form: EntryForm, marks: Mapping[str, Mark], published: Mapping[Place, Cell], display_unit: str
) -> list[MarkedRow]:
    unit = read_unit(display_unit)

    def marked(typed: TypedCell) -> MarkedCell:
        before = published.get((typed.category, typed.column))
        shown = "" if before is None or before.amount is None else f"{plain(before.amount, unit)} {display_unit}"
        return MarkedCell(typed, marks.get(f"{typed.category}.{typed.column}"), shown)

    return [MarkedRow(row, [marked(typed) for typed in row.cells]) for row in form.rows()]


def _seen(text: str) -> datetime:
    """Return the instant at which the stored draft was read; of a mark that is none, one that fits no draft."""
    try:
        return parse_datetime(text) or NOTHING_SEEN
    except ValueError:
        return NOTHING_SEEN


def _tell_saved(request: HttpRequest, saved: Statement) -> None:
    severities = list(saved.findings.values_list("severity", flat=True))
    if not severities:
        messages.success(request, _("Saved. The audit finds nothing."))
        return
    n_errors = severities.count(FindingSeverity.ERROR)
    errors = ngettext("%(n)s error", "%(n)s errors", n_errors) % {"n": n_errors}
    n_warnings = len(severities) - n_errors
    warnings = ngettext("%(n)s warning", "%(n)s warnings", n_warnings) % {"n": n_warnings}
    shown = {"errors": errors, "warnings": warnings}
    messages.warning(request, _("Saved as a draft. The audit finds %(errors)s and %(warnings)s, listed below.") % shown)


def _last_saved(statement: Statement) -> str:
    """Return when the statement of this unit, year, kind and scope was saved, by whomever; empty if it is gone."""
    now = Statement.objects.of_unit(statement.unit, statement.fiscal_year, statement.kind, statement.scope).first()
    return now.updated_at.isoformat() if now else ""
