"""The bureau's list: days of approval for all units of a territory on one page, and the units that lack one."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from departments.calendar.current import current_calendar
from departments.officers.admin_scope import officer_of
from departments.officers.admin_steps import StepsAdmin
from disclosure.money.admin.binding import options_of
from disclosure.money.deadlines import approvals_due_on
from disclosure.money.forms import ApprovalsChoiceForm, ApprovalsForm
from disclosure.money.models import Approval, FinanceBureau, FinanceUnit
from disclosure.money.services import check_approvals, enter_approvals
from disclosure.money.services.approvals import binding_rules
from disclosure.money.statuses import StatementKind
from foundation.refusals import Refusal
from foundation.tables.writing import Column, Format, Kind, table_response

UNITS_ON_A_PAGE = 500
"""Three fields each stay below what one request may carry (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)."""

MISSING_ON_A_PAGE = 100
MISSING_COLUMNS = (
    Column("code", gettext_lazy("code")),
    Column("unit", gettext_lazy("unit of finance")),
    Column("office", gettext_lazy("responsible office")),
    Column("group", gettext_lazy("kind of unit")),
    Column("due_on", gettext_lazy("approval due on"), Kind.DATE),
    Column("days_late", gettext_lazy("days late"), Kind.NUMBER),
)


class ListLine(NamedTuple):
    """A unit of the list with its approval, or else with the fields in which one is typed."""

    unit: FinanceUnit
    approval: Approval | None
    fields: Any


class ApprovingAdmin(StepsAdmin):
    """The pages of the bureau beside the list of what was approved."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("enter/", view(never_cache(self.enter_view)), name="disclosure_approval_enter"),
            path("missing/", view(self.missing_view), name="disclosure_approval_missing"),
            path("missing/<str:form>/", view(self.missing_export), name="disclosure_approval_missing_export"),
            *super().get_urls(),
        ]

    # -- the list of the bureau ------------------------------------------------------------------------------------
    def enter_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for the days of approval, show which rule binds each, and enter all of them or none."""
        bureaus = FinanceBureau.objects.approving(officer_of(request), timezone.localdate())
        if not bureaus.exists():
            raise PermissionDenied
        choice = ApprovalsChoiceForm({**_default(), **request.GET.dict()}, bureaus=bureaus)
        if not choice.is_valid():
            return self._list_page(request, choice)
        units = self._units(choice.cleaned_data)
        page: Page[FinanceUnit] = Paginator(units, UNITS_ON_A_PAGE).get_page(request.GET.get("page"))
        approvals = self._approvals(choice.cleaned_data, page)
        waiting = [unit for unit in page if unit.pk not in approvals]
        form = ApprovalsForm(
            request.POST if request.method == "POST" else None,
            units=waiting,
            fiscal_year=choice.cleaned_data["year"],
            kind=choice.cleaned_data["kind"],
        )
        if request.method == "POST" and form.is_valid():
            answer = self._act(request, choice, form)
            if answer is not None:
                return answer
        return self._list_page(request, choice, form=form, page=page, lines=list(_lines(page, approvals, form)))

    def _units(self, chosen: dict[str, Any]) -> models.QuerySet:
        units = FinanceUnit.objects.in_territory(chosen["bureau"]).publishing().select_related("department")
        if chosen["q"]:
            units = units.filter(Q(name__icontains=chosen["q"]) | Q(code__startswith=chosen["q"]))
        return units.order_by("path")

    def _approvals(self, chosen: dict[str, Any], page: Page[FinanceUnit]) -> dict[int, Approval]:
        found = Approval.objects.standing().of_year(chosen["year"], chosen["kind"]).filter(unit__in=list(page))
        return {each.unit_id: each for each in found.select_related("duty__rule", "duty__department")}

    def _act(self, request: HttpRequest, choice: ApprovalsChoiceForm, form: ApprovalsForm) -> HttpResponse | None:
        """Show what would be entered, or enter it; None when the list is to be shown again."""
        bureau, officer, at = choice.cleaned_data["bureau"], officer_of(request), timezone.now()
        entries = form.entries()
        refusals = check_approvals(entries, bureau=bureau, by=officer, at=at)
        for place, refusal in refusals.items():
            form.add_error(f"day_{entries[place].unit.pk}", str(refusal))
        if refusals or "edit" in request.POST:
            return None
        if "save" not in request.POST:
            rules = binding_rules(entries, current_calendar())
            lines = [(entry, options_of(found)) for entry, found in zip(entries, rules, strict=True)]
            return self._bureau_page(request, "confirm", choice=choice, lines=lines, bureau=bureau)
        try:
            entered = enter_approvals(entries, bureau=bureau, by=officer, at=at)
        except Refusal as refusal:  # somebody else entered one of them meanwhile
            form.add_error(None, str(refusal))
            return None
        text = ngettext("%(n)s approval is entered.", "%(n)s approvals are entered.", len(entered))
        messages.success(request, text % {"n": len(entered)})
        return HttpResponseRedirect(request.get_full_path())

    def _list_page(self, request: HttpRequest, choice: ApprovalsChoiceForm, **context: Any) -> HttpResponse:
        return self._bureau_page(request, "enter", choice=choice, today=timezone.localdate(), **context)

    def _bureau_page(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/disclosure/approval/{name}.html", frame | context)

    # -- what lacks an approval ------------------------------------------------------------------------------------
    def missing_view(self, request: HttpRequest) -> HttpResponse:
        """List the units without an approval of the year, with the day by which each should have one."""
        choice = self._missing_choice(request)
        if not choice.is_valid():
            return self._bureau_page(request, "missing", choice=choice)
        chosen = choice.cleaned_data
        units = self._missing(request, chosen)
        page: Page[FinanceUnit] = Paginator(units, MISSING_ON_A_PAGE).get_page(request.GET.get("page"))
        due_on, today = approvals_due_on(chosen["year"], chosen["kind"]), timezone.localdate()
        query = {"year": chosen["year"], "kind": chosen["kind"], "q": chosen["q"]}
        return self._bureau_page(
            request,
            "missing",
            choice=choice,
            page=page,
            due_on=due_on,
            days_late=max(0, (today - due_on).days),
            downloads=[
                (form.upper(), reverse("admin:disclosure_approval_missing_export", args=[form])) for form in Format
            ],
            query=query,
        )

    def missing_export(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """Hand out the same list, whole, as CSV, XLSX or JSON."""
        choice = self._missing_choice(request)
        if form not in set(Format):
            raise Http404
        if not choice.is_valid():
            return HttpResponseRedirect(f"{reverse('admin:disclosure_approval_missing')}?{request.GET.urlencode()}")
        chosen = choice.cleaned_data
        due_on = approvals_due_on(chosen["year"], chosen["kind"])
        rows = _missing_rows(self._missing(request, chosen), due_on, timezone.localdate())
        name = _("Without approval %(year)s %(kind)s") % {
            "year": chosen["year"],
            "kind": StatementKind(chosen["kind"]).label,
        }
        return table_response(Format(form), name, MISSING_COLUMNS, rows)

    def _missing_choice(self, request: HttpRequest) -> ApprovalsChoiceForm:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return ApprovalsChoiceForm({**_default(), **request.GET.dict()}, bureaus=FinanceBureau.objects.none())

    def _missing(self, request: HttpRequest, chosen: dict[str, Any]) -> models.QuerySet:
        seen = FinanceUnit.objects.visible_to(officer_of(request), timezone.localdate())
        units = seen.without_approval(chosen["year"], chosen["kind"]).select_related("department")
        if chosen["q"]:
            units = units.filter(Q(name__icontains=chosen["q"]) | Q(code__startswith=chosen["q"]))
        return units.order_by("path")


def _default() -> dict[str, Any]:
    """Return what the bureau approves in these months: the accounts of the year before."""
    return {"year": timezone.localdate().year - 1, "kind": StatementKind.FINAL_ACCOUNT.value}


def _lines(page: Page[FinanceUnit], approvals: dict[int, Approval], form: ApprovalsForm) -> Iterator[ListLine]:
    fields = {line.unit.pk: line for line in form.lines()}
    for unit in page:
        yield ListLine(unit, approvals.get(unit.pk), fields.get(unit.pk))


def _missing_rows(units: models.QuerySet, due_on: date, today: date) -> Iterator[dict[str, Any]]:
    for unit in units.iterator(chunk_size=500):
        yield {
            "code": unit.code,
            "unit": unit.name,
            "office": unit.department.name,
            "group": unit.get_group_display(),
            "due_on": due_on,
            "days_late": max(0, (today - due_on).days),
        }
