"""The printable statement: PDF and DOCX of a published version, from the same document."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from disclosure.money.models import FinanceUnit, Statement, StatementVersion
from disclosure.money.printing.document import Document, n_cells
from disclosure.money.printing.layouts import Layout
from disclosure.money.printing.pdf import write_pdf
from disclosure.money.printing.statement import Correction, Frame, statement_document
from disclosure.money.statuses import StatementScope
from foundation.files.names import clean_name
from foundation.pdf.making import CONTENT_TYPE as PDF
from foundation.pdf.making import PdfUnavailable
from foundation.refusals import Refusal

ADDRESS = "/money/statements/{}/"
"""The permanent address of a statement; the page itself belongs to the public pages."""

MOST_CELLS = 8_000
"""Some 250 subjects in every table, ten times what an office has; they take some five seconds of a core."""

KEPT_SECONDS = 300
MOST_KEPT = 2**20
"""A printed form of up to so many bytes is kept for five minutes, so that a link passed around is laid out once.

A robot that fetches one after the other fills the cache with some 200 MB at most.
"""

EDITION = "1"
"""Counted on when the look of the paper changes, so that caches let the old one go."""

DEMO_MARK = "演示数据，不是真实的公开信息"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNAVAILABLE = 503


class TooLarge(Refusal):
    """The statement has more cells than are printed."""

    code = "too_large_to_print"


class PrintForm(forms.Form):
    """What the address asks for; nothing: the current version in the horizontal layout."""

    version = forms.IntegerField(required=False, min_value=1, max_value=32_767)
    layout = forms.ChoiceField(required=False, choices=[(layout.value, layout.value) for layout in Layout])


@require_safe
def send_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The statement as PDF; where this machine can't make one, a page that says so and offers DOCX (503)."""
    try:
        return _send(request, pk, "pdf", PDF, lambda document, _made_at: write_pdf(document))
    except PdfUnavailable as refusal:
        context = {"reason": str(refusal), "query": request.GET.urlencode(), "pk": pk}
        answer = render(request, "disclosure/money/printing/unavailable.html", context, status=UNAVAILABLE)
        answer.headers["Retry-After"] = "60"
        return answer


@require_safe
def send_docx(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The statement as DOCX."""
    # loaded where a statement is printed only: python-docx takes 5 MB of each process
    from disclosure.money.printing.word import write_docx

    return _send(request, pk, "docx", DOCX, write_docx)


def _send(
    request: HttpRequest, pk: int, form: str, content_type: str, write: Callable[[Document, datetime], bytes]
) -> HttpResponseBase:
    asked = PrintForm(request.GET)
    if not asked.is_valid():
        raise BadRequest(_("Ask for a version by its number, and for the layout horizontal or vertical."))
    version = _find(pk, asked.cleaned_data["version"])
    layout = Layout(asked.cleaned_data["layout"] or Layout.HORIZONTAL)
    document = statement_document(version, _frame(version), layout)
    if n_cells(document) > MOST_CELLS:
        raise TooLarge(_("This statement is too large to be printed; download its tables as CSV or XLSX instead."))
    etag = _etag(version, document, form)
    unchanged = get_conditional_response(request, etag=quote_etag(etag))
    response = unchanged or HttpResponse(
        _printed(f"disclosure.money.printed.{etag}", lambda: write(document, version.published_at)), content_type
    )
    response["ETag"] = quote_etag(etag)
    response["Cache-Control"] = "public, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    name = clean_name(f"{document.office}{document.title}（第{version.number}版）.{form}")
    response["Content-Disposition"] = content_disposition_header(form == "docx", name) or "attachment"
    return response


def _find(pk: int, number: int | None) -> StatementVersion:
    public = Statement.objects.open_to_all().select_related("current_version", "unit", "department")
    statement = get_object_or_404(public, pk=pk)
    if number is None:
        if statement.current_version is None:
            raise Http404
        version = statement.current_version
        version.statement = statement
        return version
    return get_object_or_404(
        StatementVersion.objects.select_related("statement__department"), statement=pk, number=number
    )


def _frame(version: StatementVersion) -> Frame:
    """Return what is printed around the version: two queries."""
    statement = version.statement
    is_whole = statement.scope == StatementScope.CONSOLIDATED
    units = FinanceUnit.objects.filter(parent=statement.unit_id).publishing().order_by("path") if is_whole else ()
    restated = statement.versions.filter(number__gt=1, number__lte=version.number).order_by("number")
    is_taken_over = bool(statement.taken_over_from) and version.number == 1
    first = statement.first_published_at if is_taken_over else None
    return Frame(
        address=settings.SITE_ADDRESS + ADDRESS.format(statement.pk),
        published_on=timezone.localdate(first) if first else None,
        work=statement.department.duties_text,
        units=[unit.name for unit in units],
        corrections=[
            Correction(number, timezone.localdate(at), reason)
            for number, at, reason in restated.values_list("number", "published_at", "reason")
        ],
        mark=DEMO_MARK if settings.IS_DEMO and not statement.names_an_address else "",
    )


def _etag(version: StatementVersion, document: Document, form: str) -> str:
    """Return what names this printed form: the version's digest, and all else that stands on the paper."""
    said = f"{EDITION}|{form}|{version.digest}|{document!r}"
    return f"{version.digest[:16]}-{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def _printed(key: str, write: Callable[[], bytes]) -> bytes:
    kept: bytes | None = cache.get(key)
    if kept is not None:
        return kept
    content = write()
    if len(content) <= MOST_KEPT:
        cache.set(key, content, KEPT_SECONDS)
    return content
