"""What the public page of audits shows: the reports of the year, the totals, a page of projects, its neighbours."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from disclosure.audits.filters import AuditFilterForm, narrow
from disclosure.audits.models import AuditReport
from disclosure.audits.querysets import NEWEST_FIRST
from disclosure.items.listing import neighbours
from disclosure.items.offices import office_options, read_offices
from foundation.paging.keyset import read_page

PAGE_SIZE = 20
MOST_REPORTS = 30
FILTERS = ("q", "year", "office")


def list_context(request: HttpRequest, today: date) -> dict[str, Any]:
    """Return the context of the page; of wrong filters only what names them."""
    form = AuditFilterForm(request.GET)
    offices = read_offices()
    context: dict[str, Any] = {"form": form, "path": request.path, "today": today, "years": _years()}
    if not form.is_valid():
        return context | {"office_options": office_options(offices), "words": form.data.get("q", "")}
    chosen = form.cleaned_data
    projects = narrow(chosen)
    page = read_page(
        projects.select_related("owner", "report__item__department"),
        NEWEST_FIRST,
        after=chosen["after"],
        before=chosen["before"],
        size=PAGE_SIZE,
    )
    query = urlencode({name: getattr(chosen[name], "code", chosen[name]) for name in FILTERS if chosen[name]})
    return context | {
        "reports": _reports(chosen, today),
        "rows": page.rows,
        "totals": projects.totals(),
        "query": query,
        "year": chosen["year"],
        "words": chosen["q"],
        "office_options": office_options(offices, chosen["office"].code if chosen["office"] else ""),
        "is_first": not (chosen["after"] or chosen["before"]),
        **neighbours(request.path, query, page),
    }


def _reports(chosen: dict[str, Any], today: date) -> list[AuditReport]:
    """Return the newest public reports of the year (or of all), those that audited the chosen office."""
    reports = AuditReport.objects.published().with_standing(today)
    if chosen["year"]:
        reports = reports.of_year(chosen["year"])
    if chosen["office"]:
        reports = reports.filter(audited_offices=chosen["office"].pk)
    reports = reports.order_by("-item__published_on", "-pk").select_related("item__department", "item__current_version")
    return list(reports[:MOST_REPORTS])


def _years() -> list[int]:
    """Return the years of which a report is public, the newest first."""
    years = AuditReport.objects.published().order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
    return list(years)
