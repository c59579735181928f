"""The data sets of the open-data page: what they hold, in which forms, what each field means.

`settings.DATASETS` names the functions that describe them; nouns above add theirs there.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from disclosure.items.download import table_columns
from disclosure.items.linked_data import organisation
from foundation.tables.writing import Format, Kind


class DataField(NamedTuple):
    """A column: its header as the files have it, and what it holds; `member` is what JSON calls it, if not the same."""

    name: str
    holds: str
    member: str = ""


class DataForm(NamedTuple):
    """A way to have a data set: CSV, an address of the interface."""

    label: str
    media_type: str
    url: str


class Dataset(NamedTuple):
    """A data set; `code` names it in addresses and never changes."""

    code: str
    name: str
    note: str
    fields: Sequence[DataField]
    forms: Sequence[DataForm]


MEDIA_TYPES = {
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}


def documents() -> Dataset:
    """Describe the published documents: the tables hold the newest, the interface all."""
    files = [
        DataForm(form.value.upper(), media, reverse("disclosure:download", args=[form.value]))
        for form, media in MEDIA_TYPES.items()
    ]
    kinds = {Kind.TEXT: _("words, as written"), Kind.DATE: _("date, YYYY-MM-DD")}
    *columns, address = table_columns()
    fields = [DataField(str(column.header), kinds[column.kind], column.member) for column in columns]
    return Dataset(
        code="documents",
        name=_("Published documents"),
        note=_(
            "What offices published, with its metadata, the newest first. A table holds 10,000 documents at most: "
            "narrow the list and download that, or read all of them through the interface."
        ),
        fields=[*fields, DataField(str(address.header), _("address of the page"), address.member)],
        forms=[*files, DataForm("API", "application/json", reverse("api:item-list"))],
    )


def changes() -> Dataset:
    """Describe the journal of changes."""
    return Dataset(
        code="changes",
        name=_("Journal of changes"),
        note=_("What appeared, changed or went, complete and in order: for copies that must stay true."),
        fields=[
            DataField("number", _("grows with every change")),
            DataField("at", _("moment, ISO 8601")),
            DataField("action", _("what happened: appeared, changed, went")),
            DataField("kind, id, url", _("what it is about")),
            DataField("department, category", _("codes of office and column")),
            DataField("title", _("text; empty once it went")),
            DataField("digest", "SHA-256"),
        ],
        forms=[
            DataForm("API", "application/json", reverse("api:changes")),
            DataForm("Atom", "application/atom+xml", reverse("disclosure:feed")),
        ],
    )


def read_datasets() -> list[Dataset]:
    """Return all data sets in the order of the settings."""
    describers: list[Callable[[], Dataset]] = [import_string(name) for name in settings.DATASETS]
    return [describe() for describe in describers]


def catalogue_data(datasets: Sequence[Dataset], address: str) -> dict[str, Any]:
    """Return the data sets in the words of schema.org; `address` is that of the page."""
    site = settings.SITE_ADDRESS
    publisher = organisation(settings.SITE_IDENTITY["organiser"] or settings.SITE_IDENTITY["name"])
    return {
        "@type": "DataCatalog",
        "@id": address,
        "name": settings.SITE_IDENTITY["name"],
        "publisher": publisher,
        "dataset": [
            {
                "@type": "Dataset",
                "@id": f"{address}#{one.code}",
                "name": one.name,
                "description": one.note,
                "isAccessibleForFree": True,
                "creator": publisher,
                "license": f"{address}#licence",
                "distribution": [
                    {"@type": "DataDownload", "encodingFormat": form.media_type, "contentUrl": site + form.url}
                    for form in one.forms
                ],
            }
            for one in datasets
        ],
    }
