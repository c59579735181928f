"""A search as it is kept: the query of its address, in one spelling, without the place in the list."""

from typing import Any

from django.http import QueryDict

from disclosure.search.filters import SearchForm
from disclosure.search.listing import ADDRESS, address_of


def question_of(asked: QueryDict) -> str | None:
    """Return what is to be kept of an address's query; None if it holds no search or a wrong one."""
    form = SearchForm(asked)
    if not form.is_valid() or not form.cleaned_data["q"]:
        return None
    return address_of(form.cleaned_data, sort="").removeprefix(f"{ADDRESS}?")


def chosen_of(question: str) -> dict[str, Any] | None:
    """Return a kept search as its cleaned form; None if an office, column or choice of it is no longer there."""
    form = SearchForm(QueryDict(question))
    return form.cleaned_data if form.is_valid() else None


def words_of(question: str) -> str:
    """Return what was looked for, as it was typed."""
    return QueryDict(question).get("q", "")
