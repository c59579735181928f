"""A list of audited projects as a table: the filters of the page, the newest rows."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from disclosure.audits.querysets import AuditedProjectQuerySet
from disclosure.audits.sums import reduction_rate
from disclosure.items.download import column_of
from foundation.tables.writing import Column, Format, Kind, table_response

MOST_ROWS = 10_000
CHUNK = 1_000
ADDRESS = "/money/audits/projects/{}/"

FIELDS = {
    "report__fiscal_year": (gettext_noop("Year"), Kind.NUMBER),
    "name": (gettext_noop("Project"), Kind.TEXT),
    "owner__name": (gettext_noop("Office that had it built"), Kind.TEXT),
    "owner__code": (gettext_noop("Code of the office"), Kind.TEXT),
    "contractor": (gettext_noop("Contractor"), Kind.TEXT),
    "submitted": (gettext_noop("Submitted sum (yuan)"), Kind.NUMBER),
    "approved": (gettext_noop("Approved sum (yuan)"), Kind.NUMBER),
    "reduced": (gettext_noop("Reduced by (yuan)"), Kind.NUMBER),
    "rate": (gettext_noop("Rate of reduction"), Kind.PERCENT),
    "audited_on": (gettext_noop("Audited on"), Kind.DATE),
    "report__item__department__name": (gettext_noop("Auditing office"), Kind.TEXT),
    "auditor": (gettext_noop("Auditor"), Kind.TEXT),
    "findings_text": (gettext_noop("What was found"), Kind.TEXT),
}
"""Each path to a value, with its header and what it holds; `rate` is reckoned."""


def projects_table(projects: AuditedProjectQuerySet, form: Format, *, site: str) -> HttpResponseBase:
    """Return the newest `MOST_ROWS` of `projects` as a download; `site` is the address before the paths."""
    columns = [column_of(key, header, kind) for key, (header, kind) in FIELDS.items()]
    return table_response(
        form, _("Audited projects"), [*columns, Column("url", _("Web address"))], _rows(projects, site)
    )


def _rows(projects: AuditedProjectQuerySet, site: str) -> Iterator[Mapping[str, Any]]:
    stored = [key for key in FIELDS if key != "rate"]
    for row in projects.newest_first().values("pk", *stored)[:MOST_ROWS].iterator(chunk_size=CHUNK):
        rate = reduction_rate(row["submitted"], row["reduced"])
        yield {**row, "rate": rate, "url": site + ADDRESS.format(row["pk"])}
