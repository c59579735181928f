"""Lists of policies and interpretations, and the quarterly record, as tables."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from disclosure.items.download import CHUNK, MOST_ROWS, column_of
from disclosure.items.statuses import Validity
from disclosure.policies import record as records
from disclosure.policies.presentation import ADDRESS
from disclosure.policies.querysets import InterpretationQuerySet, PolicyQuerySet
from disclosure.policies.record import Record
from disclosure.policies.statuses import InterpretationForm, PolicyClass
from foundation.tables.writing import Column, Format, Kind, table_response

POLICY_FIELDS = {
    "index_number": (gettext_noop("Index number"), Kind.TEXT),
    "current_version__title": (gettext_noop("Title"), Kind.TEXT),
    "current_version__document_number": (gettext_noop("Document number"), Kind.TEXT),
    "current_version__issuing_offices": (gettext_noop("Issued by"), Kind.TEXT),
    "current_version__drafting_office": (gettext_noop("Drafted by"), Kind.TEXT),
    "class_words": (gettext_noop("Class"), Kind.TEXT),
    "current_version__theme": (gettext_noop("Theme"), Kind.TEXT),
    "current_version__formed_on": (gettext_noop("Formed on"), Kind.DATE),
    "published_on": (gettext_noop("Published on"), Kind.DATE),
    "current_version__effective_on": (gettext_noop("Effective on"), Kind.DATE),
    "lapsed_since": (gettext_noop("Term ended from"), Kind.DATE),
    "ended_from": (gettext_noop("No longer in force from"), Kind.DATE),
    "amended_since": (gettext_noop("Amended from"), Kind.DATE),
    "validity_words": (gettext_noop("Validity"), Kind.TEXT),
    "interpreted_on": (gettext_noop("Interpreted on"), Kind.DATE),
}
"""Each value with its header (translated below) and what it holds."""

INTERPRETATION_FIELDS = {
    "index_number": (gettext_noop("Index number"), Kind.TEXT),
    "current_version__title": (gettext_noop("Title"), Kind.TEXT),
    "form_words": (gettext_noop("Form"), Kind.TEXT),
    "policy_title": (gettext_noop("Policy"), Kind.TEXT),
    "department__name": (gettext_noop("Issued by"), Kind.TEXT),
    "published_on": (gettext_noop("Published on"), Kind.DATE),
}
STORED = ("listed_class", "validity_now")


def policies_table(policies: PolicyQuerySet, form: Format, *, site: str) -> HttpResponseBase:
    """Return the newest `MOST_ROWS` of `policies` (with their validity) as a download."""
    columns = [column_of(key, header, kind) for key, (header, kind) in POLICY_FIELDS.items()]
    name = _("Rules and normative documents")
    return table_response(form, name, [*columns, Column("url", _("Web address"))], _policies(policies, site))


def interpretations_table(found: InterpretationQuerySet, form: Format, *, site: str) -> HttpResponseBase:
    """Return the newest `MOST_ROWS` interpretations as a download."""
    columns = [column_of(key, header, kind) for key, (header, kind) in INTERPRETATION_FIELDS.items()]
    name = _("Interpretations of policies")
    return table_response(form, name, [*columns, Column("url", _("Web address"))], _interpretations(found, site))


def record_table(record: Record, form: Format, *, site: str) -> HttpResponseBase:
    """Return a quarter's record as a download: what was made, then what ended."""
    columns = [
        column_of(key, header, Kind.DATE if key.endswith(("_on", "_from")) else Kind.TEXT)
        for key, header in records.FIELDS.items()
    ]
    quarter = record.quarter
    name = _("Record of policies %(year)s Q%(quarter)s") % {"year": quarter.year, "quarter": quarter.number}
    rows = ({**row, "url": site + ADDRESS.format(row["pk"])} for row in record.rows())
    return table_response(form, name, [*columns, Column("url", _("Web address"))], rows)


def _policies(policies: PolicyQuerySet, site: str) -> Iterator[Mapping[str, Any]]:
    names = [name for name in POLICY_FIELDS if not name.endswith("_words")]
    for row in policies.newest_first().values("pk", *STORED, *names)[:MOST_ROWS].iterator(chunk_size=CHUNK):
        yield {
            **row,
            "class_words": str(PolicyClass(row["listed_class"]).label),
            "validity_words": str(Validity(row["validity_now"]).label),
            "url": site + ADDRESS.format(row["pk"]),
        }


def _interpretations(found: InterpretationQuerySet, site: str) -> Iterator[Mapping[str, Any]]:
    names = [name for name in INTERPRETATION_FIELDS if name not in {"form_words", "policy_title"}]
    place = ("pk", "form", "policy__visibility", "policy__current_version__title", "external_title")
    for row in found.newest_first().values(*place, *names)[:MOST_ROWS].iterator(chunk_size=CHUNK):
        is_here = row["policy__visibility"] == "public"
        yield {
            **row,
            "form_words": str(InterpretationForm(row["form"]).label),
            "policy_title": row["policy__current_version__title"] if is_here else row["external_title"],
            "url": site + ADDRESS.format(row["pk"]),
        }
