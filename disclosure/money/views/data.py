"""Open data of public money: what there is, what each column means, and the files at addresses that stay."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from disclosure.money.datapackage import LICENCE, describe
from disclosure.money.models import FinanceUnit
from disclosure.money.opendata import RESOURCES, Stamp, columns_of, public_rows, read_stamp, rows_of
from foundation.tables.writing import Format, table_response

ANYBODY = "*"
"""Open data may be read by scripts of other sites; no cookie goes with it."""


@require_safe
def show_data(request: HttpRequest) -> HttpResponse:
    """The page of the open data with its dictionary."""
    context = {"stamp": read_stamp(), "resources": RESOURCES.values(), "licence": LICENCE, "formats": list(Format)}
    return render(request, "disclosure/money/data.html", context)


@require_safe
def send_datapackage(request: HttpRequest) -> HttpResponseBase:
    """The Frictionless descriptor of the files."""
    site = _site(request)
    stamp = read_stamp()
    base = site + reverse("disclosure:money-data")
    name = settings.SITE_IDENTITY["name"]
    content = describe(stamp, site=site, base=base, name=str(name), is_demo=settings.IS_DEMO)
    answer = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    return _conditional(request, stamp, f"datapackage-{site}", lambda: answer)


@require_safe
def send_file(request: HttpRequest, name: str, form: str, year: str = "") -> HttpResponseBase:
    """A resource whole or of one fiscal year; a year in which nothing is published is not found."""
    resource = RESOURCES[name]
    stamp = read_stamp()
    if year and int(year) not in stamp.years:
        raise Http404
    rows = public_rows().filter(fiscal_year=int(year)) if year else public_rows()
    title = f"{name}-{year}" if year else name
    site = _site(request)

    def build() -> HttpResponseBase:
        return table_response(Format(form), title, columns_of(resource), rows_of(resource, rows, site))

    return _conditional(request, stamp, f"{title}.{form}-{site}", build)


@require_safe
def send_unit_file(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The published figures of one unit in the columns of the open data."""
    unit = get_object_or_404(FinanceUnit.objects.publishing(), code=code)
    resource = RESOURCES["three-public-expenses"]
    rows = rows_of(resource, public_rows().filter(unit=unit), _site(request))
    return table_response(Format(form), f"{resource.name}-{unit.code}", columns_of(resource), rows)


def _conditional(request: HttpRequest, stamp: Stamp, place: str, build: Any) -> HttpResponseBase:
    """Answer 304 to whoever has this state already, else what `build` returns, with the marks of the state.

    The digest alone tells: a unit that is renamed, or becomes confidential, changes the data and no day.
    """
    etag = quote_etag(sha256(f"{stamp.digest} {place}".encode()).hexdigest()[:32])
    changed = stamp.changed_at or datetime(2000, 1, 1, tzinfo=UTC)
    known: HttpResponseBase | None = get_conditional_response(request, etag)
    answer: HttpResponseBase = build() if known is None else known
    answer["ETag"] = etag
    answer["Last-Modified"] = http_date(changed.timestamp())
    answer["Cache-Control"] = "public, no-cache"
    answer["Access-Control-Allow-Origin"] = ANYBODY
    return answer


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
