"""Public pages of policies: the library, the register of validity, a policy beside its interpretation, papers."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from disclosure.items.fragments import facts_html
from disclosure.items.models import Version
from disclosure.items.offices import office_options, read_offices
from disclosure.items.presentation import published_document
from disclosure.items.sanitising import to_safe_page
from disclosure.items.statuses import ItemKind
from disclosure.items.views import BAD_REQUEST, find_item, page_context, show_tombstone
from disclosure.policies.download import interpretations_table, policies_table, record_table
from disclosure.policies.filters import (
    InterpretationFilterForm,
    PolicyFilterForm,
    RecordForm,
    narrow_interpretations,
    narrow_policies,
)
from disclosure.policies.listing import interpretations_context, policies_context
from disclosure.policies.models import Interpretation, Policy
from disclosure.policies.papers.paper import Paper, paper_of
from disclosure.policies.papers.pdf import pdf_file
from disclosure.policies.presentation import (
    explanations_of,
    external_line,
    interpretation_facts,
    policy_facts,
    relation_lines,
    relations_from_others,
)
from disclosure.policies.record import MOST_ROWS, Quarter, Record, quarter_of, record_row
from foundation.pdf.making import CONTENT_TYPE as PDF
from foundation.pdf.making import PdfUnavailable, probe
from foundation.tables.writing import Format

UNAVAILABLE = 503
KEPT_SECONDS = 3600


@require_safe
def list_policies(request: HttpRequest) -> HttpResponse:
    """The library: every rule and normative document, narrowed by the filters in the address."""
    return _list_page(request, "disclosure/policies/list.html", policies_context(request, timezone.localdate()))


@require_safe
def show_register(request: HttpRequest) -> HttpResponse:
    """The register of validity: since when and until when each policy holds, and what changed it."""
    return _list_page(request, "disclosure/policies/register.html", policies_context(request, timezone.localdate()))


@require_safe
def download_policies(request: HttpRequest, form: str) -> HttpResponseBase:
    """The policies of the address's filters as a table; wrong filters are named on the page of the library."""
    filters, today = PolicyFilterForm(request.GET), timezone.localdate()
    if not filters.is_valid():
        return list_policies(request)
    return policies_table(narrow_policies(filters.cleaned_data, today), Format(form), site=_site(request))


@require_safe
def show_record(request: HttpRequest) -> HttpResponse:
    """What was made and what ended in a quarter; without a choice, the quarter before the present one."""
    form = _record_form(request)
    if not form.is_valid():
        return render(request, "disclosure/policies/record.html", {"form": form}, status=BAD_REQUEST)
    record = _record_of(form)
    lists = [
        ("made", record.made()),
        ("ended", record.ended()),
    ]
    context: dict[str, Any] = {
        "form": form,
        "record": record,
        "sums": record.sums(),
        "office_options": office_options(read_offices(), record.office.code if record.office else ""),
        "is_under_way": record.quarter.last >= timezone.localdate(),
        "query": _record_query(record.quarter, record),
        "before": f"{request.path}?{_record_query(record.quarter.before, record)}",
        "after": f"{request.path}?{_record_query(record.quarter.after, record)}",
    }
    for name, policies in lists:
        rows = policies.values(
            "pk",
            "listed_class",
            "validity_now",
            "ended_from",
            "current_version__title",
            "current_version__document_number",
            "current_version__formed_on",
            "department__short_name",
        )[:MOST_ROWS]
        context[name] = [record_row("", _plain_row(row)) for row in rows]
    return render(request, "disclosure/policies/record.html", context)


@require_safe
def download_record(request: HttpRequest, form: str) -> HttpResponseBase:
    """A quarter's record as a table."""
    filters = _record_form(request)
    if not filters.is_valid():
        return show_record(request)
    return record_table(_record_of(filters), Format(form), site=_site(request))


@require_safe
def show_policy(request: HttpRequest, pk: int) -> HttpResponse:
    """A policy with its relations and, beside it on wide screens, an interpretation of it."""
    item = find_item(pk)
    if not item.is_public:
        return show_tombstone(request, item)
    if item.kind != ItemKind.POLICY:
        return redirect(item)
    policy = get_object_or_404(Policy.objects.select_related("current_version"), pk=pk)
    explanations = explanations_of(policy)
    context = page_context(request, item, item.current_version, item.shown_files or [])
    further = policy_facts(item.current_version.annex)
    context |= {
        "policy": policy,
        "facts": facts_html([*context["document"].facts, *further]),
        "relations": [*relation_lines(item.current_version.annex), *relations_from_others(item)],
        "explanations": explanations,
        "beside": _beside(request, explanations),
        "can_make_pdf": probe().is_able,
    }
    return render(request, "disclosure/policies/detail.html", context)


@require_safe
def send_paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The version that the public reads as DOCX or PDF; where PDF can't be made, a page that says so."""
    item = find_item(pk)
    if not item.is_public:
        return show_tombstone(request, item)
    if item.kind != ItemKind.POLICY:
        raise Http404
    make, content_type = _maker_of(form)
    paper = _paper_of(request, item)
    try:
        content = cache.get_or_set(f"disclosure.paper.{form}.{paper.digest}", lambda: make(paper), KEPT_SECONDS)
    except PdfUnavailable as refusal:
        context = {"item": item, "reason": str(refusal)}
        return render(request, "disclosure/policies/no_pdf.html", context, status=UNAVAILABLE)
    response = HttpResponse(content, content_type=content_type)
    name = f"{item.current_version.title[:80]}.{form}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "public, no-cache"
    return response


@require_safe
def list_interpretations(request: HttpRequest) -> HttpResponse:
    """Every interpretation, of policies here and elsewhere."""
    return _list_page(request, "disclosure/policies/interpretations.html", interpretations_context(request))


@require_safe
def download_interpretations(request: HttpRequest, form: str) -> HttpResponseBase:
    """The interpretations of the address's filters as a table."""
    filters = InterpretationFilterForm(request.GET)
    if not filters.is_valid():
        return list_interpretations(request)
    return interpretations_table(narrow_interpretations(filters.cleaned_data), Format(form), site=_site(request))


@require_safe
def show_interpretation(request: HttpRequest, pk: int) -> HttpResponse:
    """An interpretation and, beside it on wide screens, the policy that it explains."""
    item = find_item(pk)
    if not item.is_public:
        return show_tombstone(request, item)
    if item.kind != ItemKind.INTERPRETATION:
        return redirect(item)
    interpretation = get_object_or_404(
        Interpretation.objects.select_related("policy__current_version", "policy__department"), pk=pk
    )
    policy = interpretation.policy if interpretation.policy and interpretation.policy.is_public else None
    context = page_context(request, item, item.current_version, item.shown_files or [])
    annex = item.current_version.annex
    context |= {
        "interpretation": interpretation,
        "facts": facts_html([*context["document"].facts, *interpretation_facts(annex)]),
        "policy": policy,
        "policy_body": _safe(policy.current_version) if policy else "",
        "external": external_line(annex),
        "explanations": [one for one in explanations_of(policy) if one.pk != pk] if policy else [],
    }
    return render(request, "disclosure/policies/interpretation.html", context)


def _list_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=200 if context["form"].is_valid() else BAD_REQUEST)


def _beside(request: HttpRequest, explanations: list[Any]) -> dict[str, Any] | None:
    """Return the interpretation that stands beside the policy: the one the address names, else the first with words."""
    asked = request.GET.get("beside", "")
    chosen = [one for one in explanations if str(one.pk) == asked] or explanations
    if not chosen:
        return None
    version = Version.objects.get(item_id=chosen[0].pk, item__current_version=F("pk"))
    return {"line": chosen[0], "body": _safe(version)}


def _safe(version: Any) -> SafeString:
    return mark_safe(to_safe_page(version.body))  # noqa: S308 — cleaned by to_safe_page


def _maker_of(form: str) -> tuple[Callable[[Paper], bytes], str]:
    """Return what makes a paper of this form, and its content type."""
    if form == "pdf":
        return pdf_file, PDF
    # loaded where a paper is made only: python-docx takes 5 MB of each process
    from disclosure.policies.papers.word import CONTENT_TYPE, word_file

    return word_file, CONTENT_TYPE


def _paper_of(request: HttpRequest, item: Any) -> Paper:
    today = timezone.localdate()
    version = item.current_version
    document = published_document(item, version, [], today)
    address = request.build_absolute_uri(item.get_absolute_url())
    return paper_of(document, policy_facts(version.annex), address=address, today=today.isoformat())


def _record_form(request: HttpRequest) -> RecordForm:
    last = quarter_of(timezone.localdate()).before
    return RecordForm({"year": last.year, "quarter": last.number, **request.GET.dict()})


def _record_of(form: RecordForm) -> Record:
    return Record(Quarter(form.cleaned_data["year"], form.cleaned_data["quarter"]), form.cleaned_data["office"])


def _record_query(quarter: Quarter, record: Record) -> str:
    query = f"year={quarter.year}&quarter={quarter.number}"
    return f"{query}&office={record.office.code}" if record.office else query


def _plain_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with names that a template can speak."""
    return row | {
        "title": row["current_version__title"],
        "number": row["current_version__document_number"],
        "formed_on": row["current_version__formed_on"],
        "office": row["department__short_name"],
    }


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
