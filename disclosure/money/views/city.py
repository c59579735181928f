"""The city's page of public money: sums over the years, who published, who is late, what changed, all offices."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from disclosure.money.charting import YearBar, makes_total, years_chart
from disclosure.money.deadlines import APPROVALS_DUE
from disclosure.money.figures import Category
from disclosure.money.filters import GROUPS, SORT_CHOICES, CityForm
from disclosure.money.fragments import (
    STATEMENT_ADDRESS,
    UNIT_ADDRESS,
    heads_html,
    options_html,
    unit_rows_html,
    year_rows_html,
)
from disclosure.money.listing import Progress, arrange, cut, narrow, progress_of
from disclosure.money.office_table import COLUMNS, office_rows
from disclosure.money.picture import KEY, Change, CitySum, UnitRow, city_years, year_picture
from disclosure.money.standing import Standing, days_late, standing_of
from disclosure.money.statuses import StatementKind
from disclosure.money.wording import percent, signed, wan
from foundation.remembered import RememberedByKey
from foundation.tables.writing import Format, table_response

BAD_REQUEST = 400
N_LATE = 10
MOST_PAGES_KEPT = 64
KEPT_IN_ADDRESS = ("year", "kind", "q", "group", "standing", "sort")


@require_safe
def show_city(request: HttpRequest) -> HttpResponse:
    """What the city's offices spend on travel, vehicles and reception, of one year and kind."""
    form = CityForm(request.GET)
    if not form.is_valid():
        return render(request, "disclosure/money/city.html", {"form": form}, status=BAD_REQUEST)
    chosen = tuple(form.cleaned_data.items())
    key = PageKey(chosen, timezone.localdate(), get_language(), settings.IS_DEMO)
    return render(request, "disclosure/money/city.html", {"form": form, **_pages.get(key)})


@require_safe
def download_offices(request: HttpRequest, form: str) -> HttpResponseBase:
    """The table of offices, narrowed and sorted as in the address; wrong filters are named on the page."""
    filters = CityForm(request.GET)
    if not filters.is_valid():
        return show_city(request)
    today = timezone.localdate()
    fiscal_year, kind = choose(filters.cleaned_data, city_years())
    rows = narrow(year_picture(fiscal_year, kind).rows, filters.cleaned_data, today)
    rows = arrange(rows, filters.cleaned_data["sort"], today)
    name = _("Three public expenses %(year)s %(kind)s") % {"year": fiscal_year, "kind": StatementKind(kind).label}
    site = request.build_absolute_uri("/").rstrip("/")
    return table_response(Format(form), name, COLUMNS, office_rows(rows, fiscal_year, kind, today, site))


class PageKey(NamedTuple):
    """All that the page depends on beside what is published: choices, day, language, demonstration."""

    chosen: tuple[tuple[str, Any], ...]
    today: date
    language: str | None
    is_demo: bool


def _read_page(key: PageKey) -> dict[str, Any]:
    """Return the page without its frame: rendering it costs far more than the figures do."""
    chosen, today = dict(key.chosen), key.today
    years = city_years()
    fiscal_year, kind = choose(chosen, years)
    picture = year_picture(fiscal_year, kind)
    progress = progress_of(picture.rows, today)
    approvals_due = date(fiscal_year + 1, *APPROVALS_DUE)
    table = _table(chosen, picture.rows, fiscal_year, kind, today)
    place = {"fiscal_year": fiscal_year, "kind": kind, "kind_label": StatementKind(kind).label}
    context = {
        **place,
        "is_demo": key.is_demo,
        "city": years.get((fiscal_year, kind)),
        **_headline(years, fiscal_year, kind),
        **_years(years, fiscal_year, kind),
        "progress": progress,
        "links": _links(fiscal_year, kind, progress),
        "late": _late(picture.rows, today),
        "unapproved_since": approvals_due,
        "is_unapproved_late": kind == StatementKind.FINAL_ACCOUNT and today > approvals_due,
        "changes": [_change(change, fiscal_year, kind) for change in picture.changes],
        **table,
    }
    is_part = table["is_filtered"] or table["page"].number > 1
    return {**place, "body": render_to_string("disclosure/money/_city.html", context), "is_part": is_part}


def choose(chosen: Mapping[str, Any], years: Mapping[tuple[int, str], Any]) -> tuple[int, str]:
    """Return the year and kind to show: as asked for, else the latest final accounts, else the latest budgets."""
    kind = chosen["kind"]
    if not kind:
        kinds = {kind for _year, kind in years}
        is_only_budgets = StatementKind.FINAL_ACCOUNT not in kinds and bool(kinds)
        kind = StatementKind.BUDGET if is_only_budgets else StatementKind.FINAL_ACCOUNT
    latest = max((year for year, each in years if each == kind), default=timezone.localdate().year - 1)
    return chosen["year"] or latest, str(kind)


def _headline(years: Mapping[tuple[int, str], CitySum], fiscal_year: int, kind: str) -> dict[str, Any]:
    now, before = years.get((fiscal_year, kind)), years.get((fiscal_year - 1, kind))
    total = now.amounts[Category.TOTAL] if now else None
    base = before.amounts[Category.TOTAL] if before else None
    own = now.own if now else None
    return {
        "total": wan(total),
        "change": "" if total is None or base is None else signed(total - base),
        "change_percent": percent(total, base),
        "is_same_basis": bool(now and before and now.basis == before.basis),
        "n_before": before.n_totals if before else 0,
        "own": "" if own is None else wan(own),
        "own_url": STATEMENT_ADDRESS.format(now.own_statement) if now and now.own_statement else "",
        "own_difference": "" if own is None or total is None or own == total else signed(total - own),
    }


def _years(years: Mapping[tuple[int, str], CitySum], fiscal_year: int, kind: str) -> dict[str, Any]:
    mine = [(year, city) for (year, each), city in years.items() if each == kind]
    rows = [
        (
            str(year),
            f"?year={year}&kind={kind}",
            city.amounts,
            _("%(n)s offices") % {"n": city.n_offices},
        )
        for year, city in mine
    ]
    drawn = [(year, city) for year, city in mine if makes_total(city.amounts)]
    return {
        "chart": _draw(drawn, kind),
        "n_not_drawn": len(mine) - len(drawn),
        "year_rows": year_rows_html(rows),
        "year_tabs": [(year, year == fiscal_year) for year, _city in mine],
        "kind_tabs": [(value, label, value == kind) for value, label in StatementKind.choices],
        "first_year": mine[-1][0] if mine else None,
        "last_year": mine[0][0] if mine else None,
    }


def _draw(drawn: Sequence[tuple[int, CitySum]], kind: str) -> SafeString:
    bars = [YearBar(str(year), "", city.amounts) for year, city in reversed(drawn)]
    title = _("Three public expenses of the city by year, %(kind)s") % {"kind": StatementKind(kind).label}
    return years_chart(bars, key="years", title=title)


def _links(fiscal_year: int, kind: str, progress: Progress) -> dict[str, dict[str, Any]]:
    """Return for each standing its count, words, and the address of the table of these units."""
    place = {"year": fiscal_year, "kind": kind}
    return {
        each.value: {
            "n": number,
            "label": each.label,
            "url": f"?{urlencode({**place, 'standing': each.value})}#offices",
        }
        for each, number in progress.counts.items()
    }


def _late(rows: tuple[UnitRow, ...], today: date) -> list[dict[str, Any]]:
    """Return the first of those that are late, the longest first, with the duty they missed."""
    late = [row for row in rows if standing_of(row.course, today) == Standing.LATE]
    late.sort(key=lambda row: days_late(row.course, today), reverse=True)
    return [{"row": row, "days": days_late(row.course, today), "due_on": row.course.due_on} for row in late[:N_LATE]]


def _change(change: Change, fiscal_year: int, kind: str) -> dict[str, str]:
    row = change.row
    return {
        "name": row.name,
        "url": f"{UNIT_ADDRESS.format(row.code)}?year={fiscal_year}&kind={kind}",
        "change": signed(row.change),
        "percent": percent(row.total, row.previous),
        "before": wan(row.previous),
        "now": wan(row.total),
        "reason": change.reason,
    }


def _table(
    chosen: Mapping[str, Any], rows: tuple[UnitRow, ...], fiscal_year: int, kind: str, today: date
) -> dict[str, Any]:
    found = arrange(narrow(rows, chosen, today), chosen["sort"], today)
    page = cut(found, chosen["page"])
    query = {name: chosen[name] for name in KEPT_IN_ADDRESS if chosen[name]} | {"year": fiscal_year, "kind": kind}
    base = urlencode({name: value for name, value in query.items() if name != "sort"})
    return {
        "page": page,
        "unit_rows": unit_rows_html(page.rows, fiscal_year, kind, today),
        "is_filtered": bool(chosen["q"] or chosen["group"] or chosen["standing"]),
        "chosen": chosen,
        "heads": heads_html(chosen["sort"] or "code", base),
        "group_options": options_html(GROUPS, chosen["group"]),
        "standing_options": options_html(Standing.choices, chosen["standing"]),
        "sort_options": options_html(SORT_CHOICES, chosen["sort"]),
        "query": urlencode(query),
        "newer": f"?{urlencode({**query, 'page': page.number - 1})}#offices" if page.number > 1 else "",
        "older": f"?{urlencode({**query, 'page': page.number + 1})}#offices" if page.number < page.last else "",
        "has_units": bool(rows),
        "clear_url": f"{reverse('disclosure:money')}?year={fiscal_year}&kind={kind}#offices",
    }


_pages: RememberedByKey[PageKey, dict[str, Any]] = RememberedByKey(KEY, _read_page, most=MOST_PAGES_KEPT)
