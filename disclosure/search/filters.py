"""What a search takes from an address: the words, the filters, the order and the place; every one stands in it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosure.catalogue.navigation import keys_below, read_tree
from disclosure.items.codelists import GENRES, THEMES
from disclosure.items.fields import ColumnField, OfficeField, PlaceField, WordField
from disclosure.items.filters import FIRST_YEAR, LAST_YEAR
from disclosure.items.offices import Office, read_offices
from disclosure.items.statuses import Validity
from disclosure.search.finding import RANKED
from disclosure.search.kinds import EntryKind, Order
from disclosure.search.narrowing import Narrowing
from foundation.paging.keyset import parse_day

LONGEST_QUESTION = 100
LARGEST_PAGE = 100
FILTERS = ("kind", "branch", "category", "theme", "genre", "year", "validity")
UNKNOWN = _("There is no such choice; take one from the list.")


class SearchForm(forms.Form):
    """A search; unknown parameters are ignored, wrong values are named."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=LONGEST_QUESTION,
        error_messages={
            "max_length": _("Use at most %(limit_value)d characters (you used %(show_value)d): a few words find more.")
        },
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=EntryKind.choices, error_messages={"invalid_choice": UNKNOWN}
    )
    branch = OfficeField(label=_("Office"), required=False)
    category = ColumnField(label=_("Column"), required=False)
    theme = WordField(THEMES, label=_("Theme"), required=False, refusal=UNKNOWN)
    genre = WordField(GENRES, label=_("Genre"), required=False, refusal=UNKNOWN)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    validity = forms.ChoiceField(
        label=_("Validity"), required=False, choices=Validity.choices, error_messages={"invalid_choice": UNKNOWN}
    )
    sort = forms.ChoiceField(
        label=_("Order"), required=False, choices=Order.choices, error_messages={"invalid_choice": UNKNOWN}
    )
    after = PlaceField(parse_day, label=_("Place"), required=False)
    page = forms.IntegerField(label=_("Page"), required=False, min_value=1, max_value=RANKED)
    loose = forms.BooleanField(required=False)

    def clean_sort(self) -> Order:
        return Order(self.cleaned_data["sort"] or Order.RELEVANCE)

    def clean_page(self) -> int:
        return self.cleaned_data["page"] or 1


def narrowing_of(chosen: dict[str, Any], today: date) -> Narrowing:
    """Return the cleaned filters of a `SearchForm` as the search takes them."""
    return Narrowing(
        today=today,
        kind=chosen["kind"],
        departments=departments_below(chosen["branch"]) if chosen["branch"] else None,
        categories=keys_below(read_tree(), chosen["category"].path) if chosen["category"] else None,
        theme=chosen["theme"],
        genre=chosen["genre"],
        year=chosen["year"],
        validity=chosen["validity"],
    )


def departments_below(office: Office) -> list[int]:
    """Return the primary keys of a branch: an office and those below it; of the one at the top itself alone."""
    if is_root(office.path):
        return [office.pk]
    return [one.pk for one in read_offices() if one.path.startswith(office.path)]


def branch_path(path: str) -> str:
    """Return the path of the branch that an office belongs to: the office right below the top on the way to it."""
    codes = path.split("/")[:-1]
    return "/".join(codes[:2]) + "/"


def is_root(path: str) -> bool:
    return path.count("/") == 1
