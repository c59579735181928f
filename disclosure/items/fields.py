"""What an address says of published things, read field by field: codes become what they name, places are checked.

Each field cleans an empty value to None (a word to the empty text) and names a wrong one.
"""

from collections.abc import Callable, Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from disclosure.catalogue.navigation import Branch, read_tree
from disclosure.items.offices import Office, find_office


class OfficeField(forms.CharField):
    """The code of an office; gives the office."""

    def clean(self, value: Any) -> Office | None:
        code = super().clean(value)
        if not code:
            return None
        if (found := find_office(code)) is None:
            raise ValidationError(_("There is no office with this code; choose one from the list."), code="unknown")
        return found


class ColumnField(forms.CharField):
    """The code of a column of the catalogue; gives the column with those below it."""

    def clean(self, value: Any) -> Branch | None:
        code = super().clean(value)
        if not code:
            return None
        if (found := next((branch for branch in read_tree() if branch.code == code), None)) is None:
            raise ValidationError(
                _("There is no column with this code; choose one from the catalogue."), code="unknown"
            )
        return found


class WordField(forms.CharField):
    """A word of a list that is too long, or too often changed, for the choices of a field."""

    def __init__(self, words: Collection[str], *, refusal: Any, **options: Any) -> None:
        super().__init__(**options)
        self.words, self.refusal = words, refusal

    def clean(self, value: Any) -> str:
        word: str = super().clean(value)
        if word and word not in self.words:
            raise ValidationError(self.refusal, code="unknown")
        return word


class PlaceField(forms.CharField):
    """Where a page of a list begins; `parse` reads it and raises ValueError."""

    def __init__(self, parse: Callable[[str], Any], **options: Any) -> None:
        super().__init__(**options)
        self.parse = parse

    def clean(self, value: Any) -> Any:
        place = super().clean(value)
        try:
            return self.parse(place) if place else None
        except ValueError:
            raise ValidationError(
                _("This page of the list does not exist; begin at its first page."), code="place"
            ) from None
