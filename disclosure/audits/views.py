"""Public pages of audits: the list with its totals, a report with its findings, a project. Withdrawn ones are gone."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosure.audits.download import projects_table
from disclosure.audits.filters import AuditFilterForm, narrow
from disclosure.audits.listing import list_context
from disclosure.audits.models import AuditedProject, AuditReport
from disclosure.audits.querysets import AuditFindingQuerySet
from disclosure.audits.standing import lines_of
from disclosure.items.statuses import ItemVisibility
from foundation.tables.writing import Format

BAD_REQUEST, GONE = 400, 410
MOST_PROJECTS = 100
"""Of a report on its page; the list has all of them."""


@require_safe
def list_audits(request: HttpRequest) -> HttpResponse:
    """The audits of a year, or of all years: reports, totals, projects."""
    context = list_context(request, timezone.localdate())
    status = 200 if context["form"].is_valid() else BAD_REQUEST
    return render(request, "disclosure/audits/list.html", context, status=status)


@require_safe
def download_projects(request: HttpRequest, form: str) -> HttpResponseBase:
    """The projects of the address's filters as a table; wrong filters are named on the page of the list."""
    filters = AuditFilterForm(request.GET)
    if not filters.is_valid():
        return list_audits(request)
    site = request.build_absolute_uri("/").rstrip("/")
    return projects_table(narrow(filters.cleaned_data), Format(form), site=site)


@require_safe
def show_report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report with its findings, where their rectification stands, and its projects."""
    report = _find_report(pk)
    if report.item.visibility == ItemVisibility.WITHDRAWN:
        return _show_tombstone(request, report)
    today = timezone.localdate()
    projects = report.projects.select_related("owner").order_by("position")
    totals = AuditedProject.objects.filter(report=report).totals()
    context = {
        "report": report,
        "version": report.item.current_version,
        "offices": report.audited_offices.order_by("path"),
        "findings": lines_of(_with_steps(report.findings.order_by("position")), today),
        "projects": projects[:MOST_PROJECTS],
        "totals": totals,
        "is_cut": totals.number > MOST_PROJECTS,
        "today": today,
    }
    return render(request, "disclosure/audits/report.html", context)


@require_safe
def show_project(request: HttpRequest, pk: int) -> HttpResponse:
    """An audited project with its sums and findings."""
    projects = AuditedProject.objects.select_related(
        "owner", "report__item__department", "report__item__current_version"
    )
    project = get_object_or_404(projects.exclude(report__item__visibility=ItemVisibility.UNPUBLISHED), pk=pk)
    if project.report.item.visibility == ItemVisibility.WITHDRAWN:
        return _show_tombstone(request, project.report)
    today = timezone.localdate()
    context = {
        "project": project,
        "report": project.report,
        "version": project.report.item.current_version,
        "findings": lines_of(_with_steps(project.findings.order_by("position")), today),
        "today": today,
    }
    return render(request, "disclosure/audits/project.html", context)


def _find_report(pk: int) -> AuditReport:
    reports = AuditReport.objects.select_related("item__department", "item__current_version")
    return get_object_or_404(reports.exclude(item__visibility=ItemVisibility.UNPUBLISHED), pk=pk)


def _with_steps(findings: Any) -> AuditFindingQuerySet:
    """Return findings with all that their page shows, in two queries."""
    found: AuditFindingQuerySet = findings.select_related("department", "duty__department", "project")
    return found.prefetch_related("events")


def _show_tombstone(request: HttpRequest, report: AuditReport) -> HttpResponse:
    context = {"report": report, "version": report.item.current_version}
    return render(request, "disclosure/audits/withdrawn.html", context, status=GONE)
