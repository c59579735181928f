"""The tables of public money on the page of all open data."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _

from disclosure.exchange.datasets import MEDIA_TYPES, DataField, DataForm, Dataset
from disclosure.money.opendata import RESOURCES


def three_public_expenses() -> Dataset:
    """Describe the figures: one row of an office, year, kind, scope and category."""
    return _dataset("three-public-expenses", reverse("api:money-figures-list"))


def counts() -> Dataset:
    """Describe the counts beside the figures."""
    return _dataset("counts", reverse("api:money-figures-list"))


def _dataset(name: str, interface: str) -> Dataset:
    resource = RESOURCES[name]
    files = [
        DataForm(form.value.upper(), media, reverse("disclosure:money-data-file", args=[name, form.value]))
        for form, media in MEDIA_TYPES.items()
    ]
    return Dataset(
        code=f"money-{name}",
        name=resource.title,
        note=_(
            "Every published statement of public money, whole and by year; the descriptor says what each column is."
        ),
        fields=[DataField(field.name, _first_clause(field.description)) for field in resource.fields],
        forms=[
            *files,
            DataForm("Frictionless", "application/json", reverse("disclosure:money-datapackage")),
            DataForm("API", "application/json", interface),
        ],
    )


def _first_clause(description: str) -> str:
    """Return what a column holds, without the codes of its values, which the descriptor lists."""
    return re.split("[：；]", description, maxsplit=1)[0]
