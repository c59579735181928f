"""What a list of published items can be narrowed by; every choice stands in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from departments.offices.models import Department
from disclosure.catalogue.navigation import keys_below, read_tree
from disclosure.items.codelists import GENRES
from disclosure.items.fields import ColumnField, OfficeField, PlaceField, WordField
from disclosure.items.models import Item
from disclosure.items.querysets import ItemQuerySet
from foundation.paging.keyset import parse_day

FIRST_YEAR = 1949
LAST_YEAR = 2999
LONGEST_WORDS = 60


class ItemFilterForm(forms.Form):
    """The filters of a list; unknown parameters are ignored, wrong values are named."""

    q = forms.CharField(label=_("Words"), required=False, max_length=LONGEST_WORDS)
    office = OfficeField(label=_("Office"), required=False)
    branch = OfficeField(label=_("County"), required=False)
    category = ColumnField(label=_("Column"), required=False)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    genre = WordField(
        GENRES, label=_("Genre"), required=False, refusal=_("There is no such genre; choose one from the list.")
    )
    after = PlaceField(parse_day, required=False)
    before = PlaceField(parse_day, required=False)


def narrow(chosen: dict[str, Any]) -> ItemQuerySet:
    """Return the public items that fit the cleaned choices of an `ItemFilterForm`."""
    items: ItemQuerySet = Item.objects.public()
    if chosen["category"]:
        items = items.in_categories(keys_below(read_tree(), chosen["category"].path))
    if chosen["office"]:
        items = items.filter(department_id=chosen["office"].pk)
    if chosen["branch"]:
        items = items.in_branch(Department(path=chosen["branch"].path))
    if chosen["year"]:
        items = items.in_year(chosen["year"])
    if chosen["genre"]:
        items = items.of_genre(chosen["genre"])
    if chosen["q"]:
        items = items.naming(chosen["q"])
    return items
