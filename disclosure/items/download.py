"""A list of published items as a table: the filters of the page, the newest rows."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from disclosure.items.listing import ADDRESS
from disclosure.items.querysets import ItemQuerySet
from foundation.tables.writing import Column, Format, Kind, table_response

PASSED = re.compile(r"^(?:current_version|report__item|report)__")
"""What a path passes through and nobody outside needs to know."""

MOST_ROWS = 10_000
CHUNK = 1_000

FIELDS = {
    "index_number": ("Index number", Kind.TEXT),
    "current_version__title": ("Title", Kind.TEXT),
    "current_version__document_number": ("Document number", Kind.TEXT),
    "current_version__issuing_offices": ("Issued by", Kind.TEXT),
    "category__name": ("Column", Kind.TEXT),
    "current_version__genre": ("Genre", Kind.TEXT),
    "current_version__theme": ("Theme", Kind.TEXT),
    "current_version__formed_on": ("Formed on", Kind.DATE),
    "published_on": ("Published on", Kind.DATE),
}
"""Each path to a value, with its header (translated below) and what it holds."""


def items_table(items: ItemQuerySet, form: Format, *, site: str) -> HttpResponseBase:
    """Return the newest `MOST_ROWS` of `items` as a download; `site` is the address before the paths."""
    return table_response(form, _("Published documents"), table_columns(), read_rows(items, site))


def table_columns() -> list[Column]:
    """Return the columns of the table, their headers in the reader's language."""
    columns = [column_of(key, header, kind) for key, (header, kind) in FIELDS.items()]
    return [*columns, Column("url", _("Web address"))]


def column_of(path: str, header: str, kind: Kind) -> Column:
    """Return the column of a value that is read by a path; in JSON it is called as in the interface, `title`."""
    return Column(path, _(header), kind, PASSED.sub("", path).replace("__", "_"))


def read_rows(items: ItemQuerySet, site: str, *, most: int = MOST_ROWS) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of the table, the newest first, at most `most`."""
    found = items.newest_first().values("pk", *FIELDS)[:most]
    for row in found.iterator(chunk_size=CHUNK):
        yield {**row, "url": site + ADDRESS.format(row["pk"])}
