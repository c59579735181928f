"""The public page of the search."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosure.search.asking import Answer, ask
from disclosure.search.filters import FILTERS, LONGEST_QUESTION, SearchForm
from disclosure.search.hits import page_label
from disclosure.search.kinds import Order
from disclosure.search.listing import ADDRESS, address_of, chips_of, count_of, facets_of, offices_named
from disclosure.search.reading import SearchTooSlow

BAD_REQUEST, BUSY = 400, 503
TEMPLATE = "disclosure/search/results.html"


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Whatever is public, by words; every choice stands in the address and nothing is recorded of who asks."""
    form = SearchForm(request.GET)
    context: dict[str, Any] = {
        "form": form,
        "path": ADDRESS,
        "typed": form.data.get("q", "")[:LONGEST_QUESTION].replace("\0", ""),
    }
    if not form.is_valid():
        return render(request, TEMPLATE, context, status=BAD_REQUEST)
    chosen = form.cleaned_data
    context |= {"typed": chosen["q"], "chosen": chosen, "chips": chips_of(chosen)}
    if not chosen["q"]:
        return render(request, TEMPLATE, context)
    try:
        answer = ask(chosen, today=timezone.localdate())
    except SearchTooSlow:
        return render(request, TEMPLATE, context | {"is_slow": True}, status=BUSY)
    return render(request, TEMPLATE, context | _results(chosen, answer))


def _results(chosen: dict[str, Any], answer: Answer) -> dict[str, Any]:
    found = answer.found
    loose = "1" if found.is_loose else ""
    is_by_date = answer.order == Order.DATE
    following = ""
    if is_by_date and found.older:
        following = address_of(chosen, sort=Order.DATE, after=str(found.older), loose=loose)
    elif not is_by_date and found.has_more:
        following = address_of(chosen, page=chosen["page"] + 1, loose=loose)
    return {
        "answer": answer,
        "hits": [(hit, page_label(hit.page.plain_name, hit.page.number) if hit.page else "") for hit in answer.hits],
        "count": count_of(answer),
        "facets": facets_of(chosen, answer.facets),
        "is_by_date": is_by_date,
        "is_first": chosen["page"] == 1 and not chosen["after"],
        "by_relevance": address_of(chosen, sort=""),
        "by_date": address_of(chosen, sort=Order.DATE),
        "first": address_of(chosen),
        "query": address_of(chosen, sort="").removeprefix(f"{ADDRESS}?"),
        "unnarrowed": address_of(chosen, **dict.fromkeys(FILTERS, "")),
        "following": following,
        "offices": offices_named(chosen["q"]) if chosen["page"] == 1 and not chosen["after"] else [],
    }
