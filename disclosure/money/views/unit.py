"""The page of one unit, and the account of the day by which a statement of it was to be published."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from departments.calendar.current import current_calendar
from departments.duties.journal import explain
from departments.duties.lateness import days_late
from disclosure.money.deadlines import candidates
from disclosure.money.filters import UnitForm
from disclosure.money.fragments import standing_html
from disclosure.money.history import choose_scope, choose_statement, published_years
from disclosure.money.models import Approval, FinanceUnit
from disclosure.money.picture import KEY, year_picture
from disclosure.money.standing import Course
from disclosure.money.statuses import StatementKind, StatementScope
from disclosure.money.unit_page import kind_part, statement_part, units_part, years_part
from foundation.remembered import RememberedByKey

BAD_REQUEST = 400
MOST_PAGES_KEPT = 128
"""Each is some 30 kilobytes."""

MOST_OVERDUE = 6


class PageKey(NamedTuple):
    """All that the page depends on beside what is published: unit, choices, day, language, demonstration."""

    code: str
    chosen: tuple[tuple[str, Any], ...]
    today: date
    language: str | None
    is_demo: bool


@require_safe
def show_unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit's public money; of a confidential one the basis of its exemption and nothing else."""
    form = UnitForm(request.GET)
    units = FinanceUnit.objects.filter(code=code)
    is_exempt = units.values_list("is_confidential", flat=True).first()
    if is_exempt is None:
        raise Http404
    if is_exempt:  # asked each time: what becomes confidential is gone at once
        return render(request, "disclosure/money/exempt.html", {"unit": units.select_related("department").get()})
    if not form.is_valid():
        return render(request, "disclosure/money/unit.html", {"form": form, "unit": units.get()}, status=BAD_REQUEST)
    chosen = tuple(form.cleaned_data.items())
    page = _pages.get(PageKey(code, chosen, timezone.localdate(), get_language(), settings.IS_DEMO))
    return render(request, "disclosure/money/unit.html", {"form": form, **page})


@require_safe
def show_due(request: HttpRequest, code: str, fiscal_year: str, kind: str) -> HttpResponse:
    """How the day was counted by which a statement was to be published, and why this rule binds."""
    approvals = Approval.objects.standing().of_year(int(fiscal_year), kind).filter(unit__code=code)
    approval = get_object_or_404(approvals.select_related("unit", "duty__rule"), unit__is_confidential=False)
    calendar = current_calendar()
    duty = approval.duty
    context = {
        "unit": approval.unit,
        "approval": approval,
        "duty": duty,
        "kind": kind,
        "kind_label": StatementKind(kind).label,
        "candidates": candidates(approval.approved_on, kind, approval.unit.group, calendar),
        "reckoning": explain(duty, calendar),
        "standing": standing_html(Course(duty=duty), timezone.localdate()),
    }
    return render(request, "disclosure/money/due.html", context)


def _read_page(key: PageKey) -> dict[str, Any]:
    """Return the page without its frame: rendering it costs far more than the figures do."""
    unit = FinanceUnit.objects.select_related("department", "parent").get(code=key.code)
    context = _context(unit, dict(key.chosen), key.today)
    body = render_to_string("disclosure/money/_unit.html", {"unit": unit, "is_demo": key.is_demo, **context})
    shown = {name: context.get(name) for name in ("fiscal_year", "kind_label", "told")}
    return {"unit": unit, "body": body, **shown}


def _context(unit: FinanceUnit, asked: Mapping[str, Any], today: date) -> dict[str, Any]:
    published = published_years(unit)
    scope = choose_scope(published, asked["scope"])
    years = [row for row in published if row.scope == scope]
    chosen = choose_statement(years, asked["year"], asked["kind"])
    fiscal_year = chosen.fiscal_year if chosen else asked["year"] or today.year - 1
    kind = chosen.kind if chosen else asked["kind"] or StatementKind.FINAL_ACCOUNT.value
    rows = year_picture(fiscal_year, kind).rows
    return {
        "fiscal_year": fiscal_year,
        "kind": kind,
        "kind_label": StatementKind(kind).label,
        "scope": scope,
        "scope_label": StatementScope(scope).label,
        "scopes": sorted({(row.scope, str(StatementScope(row.scope).label)) for row in published}),
        "chosen": chosen,
        **_deadline(unit, fiscal_year, kind, today),
        "overdue": _overdue(unit, fiscal_year, kind, today),
        **years_part(unit, years, fiscal_year, kind),
        **(statement_part(years, chosen) if chosen else {}),
        **kind_part(unit, rows),
        **units_part(unit, rows, (fiscal_year, kind), asked["page"], today),
    }


def _deadline(unit: FinanceUnit, fiscal_year: int, kind: str, today: date) -> dict[str, Any]:
    """Return approval and duty of the statement, and how the unit stands with it; nothing without an approval."""
    approvals = Approval.objects.standing().of_year(fiscal_year, kind).filter(unit=unit)
    approval = approvals.select_related("duty__rule").first()
    if approval is None:
        return {}
    duty = approval.duty
    return {"approval": approval, "duty": duty, "standing": standing_html(Course(duty=duty), today)}


def _overdue(unit: FinanceUnit, fiscal_year: int, kind: str, today: date) -> list[dict[str, Any]]:
    """Return what else the unit owes past its day: the page opens on what is published, and must not hide it."""
    owed = Approval.objects.late(today).filter(unit=unit).select_related("duty")
    others = owed.exclude(fiscal_year=fiscal_year, kind=kind).order_by("-fiscal_year", "kind")[:MOST_OVERDUE]
    return [
        {
            "year": approval.fiscal_year,
            "kind": approval.kind,
            "label": StatementKind(approval.kind).label,
            "approved_on": approval.approved_on,
            "due_on": approval.duty.due_on,
            "days": days_late(approval.duty, today),
        }
        for approval in others
    ]


_pages: RememberedByKey[PageKey, dict[str, Any]] = RememberedByKey(KEY, _read_page, most=MOST_PAGES_KEPT)
