"""What a search takes from an address: the words, the filters, the order and the place; every one stands in it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from disclosure.catalogue.navigation import Branch, keys_below, read_tree
from disclosure.items.codelists import GENRES, THEMES
from disclosure.items.filters import FIRST_YEAR, LAST_YEAR
from disclosure.items.offices import Office, find_office, read_offices
from disclosure.items.statuses import Validity
from disclosure.search.finding import RANKED
from disclosure.search.kinds import EntryKind, Order
from disclosure.search.narrowing import Narrowing
from disclosure.search.reading import Place

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
    branch = forms.CharField(label=_("Office"), required=False)
    category = forms.CharField(label=_("Column"), required=False)
    theme = forms.CharField(label=_("Theme"), required=False)
    genre = forms.CharField(label=_("Genre"), required=False)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    validity = forms.ChoiceField(
        label=_("Validity"), required=False, choices=Validity.choices, error_messages={"invalid_choice": UNKNOWN}
    )
    sort = forms.ChoiceField(
        label=_("Order"), required=False, choices=Order.choices, error_messages={"invalid_choice": UNKNOWN}
    )
    after = forms.CharField(label=_("Place"), required=False)
    page = forms.IntegerField(label=_("Page"), required=False, min_value=1, max_value=RANKED)
    loose = forms.BooleanField(required=False)

    def clean_branch(self) -> Office | None:
        code = self.cleaned_data["branch"]
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

    def clean_theme(self) -> str:
        return self._known("theme", THEMES)

    def clean_genre(self) -> str:
        return self._known("genre", GENRES)

    def clean_sort(self) -> Order:
        return Order(self.cleaned_data["sort"] or Order.RELEVANCE)

    def clean_after(self) -> Place | None:
        try:
            return parse_place(self.cleaned_data["after"]) if self.cleaned_data["after"] else None
        except ValueError:
            raise ValidationError(
                _("This page of the list does not exist; begin at its first page."), code="place"
            ) from None

    def clean_page(self) -> int:
        return self.cleaned_data["page"] or 1

    def _known(self, name: str, words: tuple[str, ...]) -> str:
        value: str = self.cleaned_data[name]
        if value and value not in words:
            raise ValidationError(UNKNOWN, code="unknown")
        return value


def parse_place(text: str) -> Place:
    """Return the place that `str(place)` gave. Raises ValueError."""
    day, _underline, pk = text.partition("_")
    place = Place(date.fromisoformat(day), int(pk))
    if not 0 < place.pk < 2**63:
        raise ValueError(f"{pk} is not a row")
    return place


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
