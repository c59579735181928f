"""The journal in the API: what appeared, changed and went, read onwards from any number."""

import re
from typing import Any

from django.http import QueryDict
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from disclosure.exchange.models import Change
from disclosure.exchange.narrowing import UnknownCodeError, narrow
from disclosure.exchange.querysets import ChangeQuerySet
from disclosure.search.kinds import EntryKind

PAGE_SIZE, LARGEST_PAGE = 100, 1000
NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


class ChangeSerializer(serializers.ModelSerializer):
    """A change; `number` grows with every one. Of what went since, and of every row about it, the title is empty."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField(help_text=gettext_lazy("when it was committed"))
    id = serializers.IntegerField(source="key", help_text=gettext_lazy("key in the list of its kind"))
    department = serializers.CharField(source="department.code", help_text=gettext_lazy("code of the office"))
    category = serializers.CharField(
        source="category.code", default=None, allow_null=True, help_text=gettext_lazy("code of the column")
    )
    url = serializers.CharField(help_text=gettext_lazy("its page on this site"))
    digest = serializers.CharField(
        help_text=gettext_lazy("SHA-256 of the version that was published; empty when it went")
    )

    class Meta:
        model = Change
        fields = ("number", "at", "action", "kind", "id", "department", "category", "title", "url", "digest")


class ChangesSerializer(serializers.Serializer):
    """A page of the journal. `next` is always there: ask it again when `has_more` is false, today or in a year."""

    next = serializers.CharField(help_text=gettext_lazy("address of what comes after this page"))
    has_more = serializers.BooleanField(help_text=gettext_lazy("more is there already"))
    results = ChangeSerializer(many=True)


UNKNOWN = {
    "branch": gettext_lazy("No office has this code."),
    "category": gettext_lazy("No column has this code."),
}
PARAMETERS = [
    OpenApiParameter(
        "after", int, description=gettext_lazy("number of the last change you know; 0 or nothing: from the beginning")
    ),
    OpenApiParameter(
        "kind", description=gettext_lazy("kind of thing; may be given several times"), enum=EntryKind.values, many=True
    ),
    OpenApiParameter("branch", description=gettext_lazy("code of an office: it and all below it")),
    OpenApiParameter("category", description=gettext_lazy("code of a column: it and all below it")),
    OpenApiParameter("page_size", int, description=gettext_lazy("1 to 1000; 100 unless told.")),
    OpenApiParameter("If-None-Match", location="header", description=gettext_lazy("the ETag of the last answer")),
]


class ChangesView(APIView):
    """What appeared, changed and went, complete and in the order of commits. Numbers stay good for ever."""

    # The ETag of an answer that is the end of the journal says that its reader knows all; that of another one is its
    # own: sent along with `next`, it must not keep back what follows.

    @extend_schema(
        parameters=PARAMETERS,
        responses={
            200: ChangesSerializer,
            304: OpenApiResponse(description=gettext_lazy("Nothing happened since that ETag.")),
        },
        operation_id="changes",
    )
    def get(self, request: Request) -> Any:
        last = Change.objects.last_number()  # read before the rows: the ETag may be older than they are, never newer
        query = request.query_params
        after = _number_of(query.get("after", ""), last)
        size = _size_of(query.get("page_size", ""))
        changes = _narrowed(Change.objects.after(after), query)
        whole, part = quote_etag(str(last)), quote_etag(f"{last}.{after}")
        etag = part if part in request.headers.get("If-None-Match", "") else whole
        if known := get_conditional_response(request._request, etag=etag):
            return _marked(known, etag)
        rows = list(changes.select_related("department", "category")[: size + 1])
        shown = rows[:size]
        following = shown[-1].number if shown else after
        page = {
            "next": replace_query_param(request.build_absolute_uri(), "after", str(following)),
            "has_more": len(rows) > size,
            "results": shown,
        }
        return _marked(Response(ChangesSerializer(page).data), part if page["has_more"] else whole)


def _marked(answer: Any, etag: str) -> Any:
    """Let caches keep the answer and ask each time whether it still holds."""
    answer["ETag"], answer["Cache-Control"] = etag, "public, no-cache"
    return answer


def _narrowed(changes: ChangeQuerySet, query: QueryDict) -> ChangeQuerySet:
    """Return the changes that are asked for. Raises ValidationError naming the parameter that says nothing known."""
    kinds = [kind for kind in query.getlist("kind") if kind]
    if not set(kinds) <= set(EntryKind.values):
        raise _wrong("kind", gettext_lazy("There is no such kind."), "invalid_choice")
    try:
        return narrow(changes, kinds=kinds, branch=query.get("branch", ""), category=query.get("category", ""))
    except UnknownCodeError as error:
        raise _wrong(error.name, UNKNOWN[error.name], "unknown") from error


def _number_of(text: str, last: int) -> int:
    """Return the place to read on from; one beyond the last change was never given out by this journal."""
    if not text:
        return 0
    if not NUMBER.fullmatch(text) or int(text) > last:
        raise _wrong(
            "after",
            gettext_lazy("The journal has not come to this number; take `next` of the last answer, or begin at 0."),
            "place",
        )
    return int(text)


def _size_of(text: str) -> int:
    if not text:
        return PAGE_SIZE
    if not NUMBER.fullmatch(text) or not 1 <= int(text) <= LARGEST_PAGE:
        sentence = gettext_lazy("Give a number from 1 to %(limit)s.") % {"limit": LARGEST_PAGE}
        raise _wrong("page_size", sentence, "page_size")
    return int(text)


def _wrong(name: str, sentence: Any, code: str) -> ValidationError:
    return ValidationError({name: [ErrorDetail(str(sentence), code=code)]})
