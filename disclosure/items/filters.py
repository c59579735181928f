"""What a list of published items can be narrowed by; every choice stands in the address."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from departments.offices.models import Department
from disclosure.catalogue.navigation import Branch, keys_below, read_tree
from disclosure.items.codelists import GENRES
from disclosure.items.models import Item
from disclosure.items.offices import Office, find_office
from disclosure.items.querysets import ItemQuerySet
from foundation.paging.keyset import Place, parse_day

FIRST_YEAR = 1949
LAST_YEAR = 2999
LONGEST_WORDS = 60


class ItemFilterForm(forms.Form):
    """The filters of a list; unknown parameters are ignored, wrong values are named."""

    q = forms.CharField(label=_("Words"), required=False, max_length=LONGEST_WORDS)
    office = forms.CharField(label=_("Office"), required=False)
    branch = forms.CharField(label=_("County"), required=False)
    category = forms.CharField(label=_("Column"), required=False)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    genre = forms.CharField(label=_("Genre"), required=False)
    after = forms.CharField(required=False)
    before = forms.CharField(required=False)

    def clean_office(self) -> Office | None:
        return self._find_office("office")

    def clean_branch(self) -> Office | None:
        return self._find_office("branch")

    def _find_office(self, name: str) -> Office | None:
        code = self.cleaned_data[name]
        if not code:
            return None
        if (found := find_office(code)) is None:
            raise ValidationError(_("There is no office with this code; choose one from the list."), code="unknown")
        return found

    def clean_category(self) -> Branch | None:
        code = self.cleaned_data["category"]
        if not code:
            return None
        if (found := next((branch for branch in read_tree() if branch.code == code), None)) is None:
            raise ValidationError(
                _("There is no column with this code; choose one from the catalogue."), code="unknown"
            )
        return found

    def clean_genre(self) -> str:
        genre: str = self.cleaned_data["genre"]
        if genre and genre not in GENRES:
            raise ValidationError(_("There is no such genre; choose one from the list."), code="unknown")
        return genre

    def clean_after(self) -> Place | None:
        return self._find_place("after")

    def clean_before(self) -> Place | None:
        return self._find_place("before")

    def _find_place(self, name: str) -> Place | None:
        try:
            return parse_day(self.cleaned_data[name]) if self.cleaned_data[name] else None
        except ValueError:
            raise ValidationError(
                _("This page of the list does not exist; begin at its first page."), code="place"
            ) from None


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
