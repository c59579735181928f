"""What a page that lists published items shows: rows as plain strings, filters, neighbours.

Everything the template prints is prepared here (a template that formats and reverses twenty times costs three times
as much); addresses are made from constants that a test holds against the URLconf.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from disclosure.catalogue.navigation import Branch, read_tree, tree_html
from disclosure.items.codelists import GENRES
from disclosure.items.filters import ItemFilterForm, narrow
from disclosure.items.offices import branch_options, office_options, read_offices
from disclosure.items.paging import count_words, read_page, remembered_count
from foundation.paging.keyset import Page

ADDRESS = "/items/{}/"
FIELDS = (
    "index_number",
    "department__short_name",
    "current_version__title",
    "current_version__document_number",
    "current_version__genre",
    "current_version__number",
)
FILTERS = ("q", "office", "branch", "category", "year", "genre")


class Row(NamedTuple):
    """A line of the list, ready to print."""

    url: str
    title: str
    document_number: str
    office: str
    genre: str
    published_on: str
    index_number: str
    version: str


def rows_of(found: Sequence[dict[str, Any]]) -> list[Row]:
    """Return what `read_page` found with FIELDS as lines to print."""
    return [
        Row(
            url=ADDRESS.format(row["pk"]),
            title=row["current_version__title"],
            document_number=row["current_version__document_number"],
            office=row["department__short_name"],
            genre=row["current_version__genre"],
            published_on=row["published_on"].isoformat(),
            index_number=row["index_number"],
            version=str(number) if (number := row["current_version__number"]) > 1 else "",
        )
        for row in found
    ]


def list_context(request: HttpRequest, column: Branch | None = None) -> dict[str, Any]:
    """Return the context of a list page; `column` is the one whose page it is, else a filter may name one."""
    form = ItemFilterForm(request.GET)
    tree = read_tree()
    context: dict[str, Any] = {"form": form, "path": request.path, "column": column}
    if not form.is_valid():
        return context | {"rows": [], "tree": tree_html(tree), **_choices({"q": form.data.get("q", "")})}
    chosen = form.cleaned_data | ({"category": column} if column else {})
    items = narrow(chosen)
    page = read_page(items, FIELDS, after=chosen["after"], before=chosen["before"])
    query = _query(chosen, leave_out=("category",) if column else ())
    number = remembered_count(items, f"{request.path}?{query}")
    return context | {
        "rows": rows_of(page.rows),
        "tree": tree_html(tree, chosen["category"].path if chosen["category"] else ""),
        "table_query": _query(chosen, leave_out=()),
        **around(request.path, chosen, page, query=query, number=number),
        **_choices(chosen),
    }


def around(path: str, chosen: Mapping[str, Any], page: Page, *, query: str, number: int) -> dict[str, Any]:
    """Return what stands around the rows: how many, the neighbours, whether anything is narrowed.

    `query` holds the filters in force, `number` comes from `remembered_count`.
    """
    return {
        "count": count_words(number),
        "query": query,
        "is_filtered": bool(query),
        "span": f"{page.rows[0]['published_on']} — {page.rows[-1]['published_on']}" if page.rows else "",
        "is_first": not (chosen["after"] or chosen["before"]),
        **neighbours(path, query, page),
    }


def neighbours(path: str, query: str, page: Page) -> dict[str, str]:
    """Return the addresses of the pages beside this one of a list with the newest first; empty where there is none."""
    begin = f"{path}?{query}&" if query else f"{path}?"
    return {
        "newer": f"{begin}before={page.before}" if page.before else "",
        "older": f"{begin}after={page.after}" if page.after else "",
    }


def _query(chosen: dict[str, Any], leave_out: Sequence[str]) -> str:
    """Return the filters in force as a query string."""
    values = {name: chosen[name] for name in FILTERS if chosen[name] and name not in leave_out}
    return urlencode({name: getattr(value, "code", value) for name, value in values.items()})


def _choices(chosen: dict[str, Any]) -> dict[str, Any]:
    """Return the options of the selects as strings, the chosen ones marked."""
    offices = read_offices()
    return {
        "office_options": office_options(offices, chosen["office"].code if chosen.get("office") else ""),
        "branch_options": branch_options(offices, chosen["branch"].code if chosen.get("branch") else ""),
        "genre_options": _genre_options(chosen.get("genre", "")),
        "words": chosen.get("q", ""),
        "year": str(chosen.get("year") or ""),
    }


def _genre_options(selected: str) -> SafeString:
    options = "".join(f"<option{' selected' if genre == selected else ''}>{genre}</option>" for genre in GENRES)
    everything = conditional_escape(_("All"))
    return mark_safe(f'<option value="">{everything}</option>{options}')  # noqa: S308 — constants
