"""The search in the API: the same answers as on the page, by cursor."""

import re
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from disclosure.catalogue.navigation import read_tree
from disclosure.items.api_pages import LARGEST_PAGE, PAGE_SIZE
from disclosure.items.offices import read_offices
from disclosure.items.statuses import Validity
from disclosure.search.asking import Answer, ask
from disclosure.search.filters import LONGEST_QUESTION, SearchForm
from disclosure.search.finding import RANKED
from disclosure.search.hits import Hit
from disclosure.search.kinds import EntryKind, Order
from disclosure.search.reading import COUNT_LIMIT, SearchTooSlow
from foundation.paging.keyset import parse_day

PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,2}")
LOOSELY = "~"
"""Ends a cursor of what was found by parts of the words."""

CODED = {"department_id": ("department", "departments"), "category_id": ("category", "categories")}
"""Facets that are counted by primary key and told by code."""


class TooSlow(APIException):
    """The question took too long; a narrower one will not."""

    status_code = 503
    default_detail = gettext_lazy("This search takes too long: add a word, or narrow it by office or year.")


class PageMatchSerializer(serializers.Serializer):
    """The page of an attachment on which the words stand; `number` 0: the file has no pages."""

    name = serializers.CharField(source="plain_name")
    url = serializers.CharField()
    number = serializers.IntegerField()
    text = serializers.CharField(help_text=gettext_lazy("safe HTML, the words in `<mark>`"))


class HitSerializer(serializers.Serializer):
    """Something public that was found; `id` is its key in the list of its kind."""

    kind = serializers.CharField()
    id = serializers.IntegerField(source="key")
    url = serializers.CharField(help_text=gettext_lazy("its page on this site"))
    title = serializers.CharField(source="plain_title")
    title_marked = serializers.CharField(source="title", help_text=gettext_lazy("safe HTML, the words in `<mark>`"))
    text_marked = serializers.CharField(source="text", help_text=gettext_lazy("safe HTML, the words in `<mark>`"))
    department = serializers.SerializerMethodField(help_text=gettext_lazy("code of the office"))
    department_name = serializers.CharField(source="office")
    category = serializers.SerializerMethodField(help_text=gettext_lazy("code of the column"))
    category_name = serializers.CharField(source="column")
    genre = serializers.CharField()
    theme = serializers.CharField()
    validity = serializers.CharField(help_text=gettext_lazy("as of today"))
    published_on = serializers.DateField()
    page = PageMatchSerializer(allow_null=True)

    def get_department(self, hit: Hit) -> str:
        codes: dict[int, str] = self.context["departments"]
        return codes.get(hit.department_id, "")

    def get_category(self, hit: Hit) -> str:
        codes: dict[int, str] = self.context["categories"]
        return codes.get(hit.category_id, "") if hit.category_id else ""


class FacetValueSerializer(serializers.Serializer):
    """A value that hits can be narrowed to, and how many of the newest hits have it."""

    facet = serializers.CharField()
    value = serializers.CharField()
    count = serializers.IntegerField()


class SearchSerializer(serializers.Serializer):
    """A page of hits. `count` is null where only looking further would tell (phrases)."""

    count = serializers.IntegerField(
        allow_null=True, help_text=gettext_lazy("10001 stands for any number above 10,000")
    )
    is_estimated = serializers.BooleanField(help_text=gettext_lazy("the count is the database's estimate"))
    is_loose = serializers.BooleanField(help_text=gettext_lazy("found by parts of the words: nothing holds them whole"))
    next = serializers.CharField(allow_null=True, help_text=gettext_lazy("address of the next page"))
    facets = FacetValueSerializer(many=True)
    facets_are_cut = serializers.BooleanField(help_text=gettext_lazy("facets were counted over the newest hits only"))
    results = HitSerializer(many=True)


def _parameter(name: str, description: Any, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, description=description, **more)


PARAMETERS = [
    _parameter(
        "q",
        gettext_lazy("words, a document number or an index number; an exact phrase in quotation marks"),
        required=True,
    ),
    _parameter("kind", gettext_lazy("kind of thing"), enum=EntryKind.values),
    _parameter("branch", gettext_lazy("code of an office: it and all below it; of the city, its own alone")),
    _parameter("category", gettext_lazy("code of a column: it and all below it")),
    _parameter("theme", gettext_lazy("theme of the code list")),
    _parameter("genre", gettext_lazy("genre of the code list")),
    _parameter("year", gettext_lazy("year of first publication"), type=int),
    _parameter("validity", gettext_lazy("as of today"), enum=Validity.values),
    _parameter("sort", gettext_lazy("`relevance` (of the newest 200) or `date` (all)"), enum=Order.values),
    _parameter("cursor", gettext_lazy("The place in the list, as `next` gives it.")),
    _parameter("page_size", gettext_lazy("1 to 100; 20 unless told."), type=int),
]


class SearchView(APIView):
    """Everything public by words, with the words marked, in pages by cursor. Nothing is recorded of who asks."""

    @extend_schema(parameters=PARAMETERS, responses=SearchSerializer, operation_id="search")
    def get(self, request: Request) -> Response:
        size = _size_of(request.query_params.get("page_size", ""))
        chosen = _chosen(request.query_params)
        try:
            answer = ask(chosen, today=timezone.localdate(), size=size)
        except SearchTooSlow:
            raise TooSlow(code="search_too_slow") from None
        return Response(SearchSerializer(_document(request, chosen, answer), context=_codes()).data)


def _chosen(query: QueryDict) -> dict[str, Any]:
    """Return the cleaned question. Raises ValidationError with one entry for each parameter that is wrong."""
    values = {name: query.get(name, "") for name in SearchForm.base_fields if name not in {"after", "page", "loose"}}
    form = SearchForm(values | _place_of(query.get("cursor", "")))
    if not form.is_valid():
        raise ValidationError(
            {
                name: [ErrorDetail(str(error.messages[0]), code=error.code or "invalid") for error in errors]
                for name, errors in form.errors.as_data().items()
            }
        )
    if not form.cleaned_data["q"]:
        raise ValidationError(
            {"q": gettext_lazy("Say what to search for, in 1 to %(limit)s characters.") % {"limit": LONGEST_QUESTION}},
            code="required",
        )
    return form.cleaned_data


def _place_of(cursor: str) -> dict[str, str]:
    """Return the form's values for a cursor: a place in the list of dates or a page of the ranked, loose or not."""
    if not cursor:
        return {}
    place = cursor.removesuffix(LOOSELY)
    values = {"loose": "on"} if place != cursor else {}
    if PAGE_NUMBER.fullmatch(place) and int(place) <= RANKED:
        return values | {"page": place}
    try:
        return values | {"after": str(parse_day(place))}
    except ValueError:
        raise ValidationError(
            {"cursor": gettext_lazy("This page of the list does not exist; begin at its first page.")}, code="place"
        ) from None


def _size_of(text: str) -> int:
    if not text:
        return PAGE_SIZE
    if not PAGE_NUMBER.fullmatch(text) or int(text) > LARGEST_PAGE:
        raise ValidationError(
            {"page_size": gettext_lazy("Give a number from 1 to %(limit)s.") % {"limit": LARGEST_PAGE}},
            code="page_size",
        )
    return int(text)


def _document(request: Request, chosen: dict[str, Any], answer: Answer) -> dict[str, Any]:
    found = answer.found
    cursor = ""
    if answer.order == Order.DATE and found.older:
        cursor = str(found.older)
    elif answer.order != Order.DATE and found.has_more:
        cursor = str(chosen["page"] + 1)
    cursor += LOOSELY if cursor and found.is_loose else ""
    return {
        "count": None if found.total is None else min(found.total, COUNT_LIMIT + 1),
        "is_estimated": not found.is_counted,
        "is_loose": found.is_loose,
        "next": replace_query_param(request.build_absolute_uri(), "cursor", cursor) if cursor else None,
        "facets": list(_facets(answer)),
        "facets_are_cut": answer.facets.is_cut,
        "results": answer.hits,
    }


def _facets(answer: Answer) -> list[dict[str, Any]]:
    codes = _codes()
    rows: list[dict[str, Any]] = []
    for name, pairs in answer.facets.counts.items():
        facet, table = CODED.get(name, (name, ""))
        for value, number in pairs:
            told = codes[table].get(int(str(value)), "") if table else str(value)
            rows.append({"facet": facet, "value": told, "count": number})
    return rows


def _codes() -> dict[str, dict[int, str]]:
    return {
        "departments": {office.pk: office.code for office in read_offices()},
        "categories": {branch.pk: branch.code for branch in read_tree()},
    }
