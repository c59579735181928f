"""Fields for figures as people type them: a cell with its three values, and a count."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disclosure.money.reading.amounts import narrow
from disclosure.money.statuses import AbsenceKind

FIGURE = ""
LONGEST_CELL = 40
MOST_COUNT_DIGITS = 9
NO_COUNT = frozenset({"", "-", "--", "—", "——", "/", "无"})


class CellWidget(forms.MultiWidget):
    """A figure, and beside it whether there is none; both work without script."""

    def __init__(self, label: str) -> None:
        choices = [(FIGURE, _("figure")), *AbsenceKind.choices]
        absence = _("%(cell)s: what stands there") % {"cell": label}
        text = {"inputmode": "decimal", "autocomplete": "off", "aria-label": label, "maxlength": LONGEST_CELL}
        super().__init__([forms.TextInput(attrs=text), forms.Select(attrs={"aria-label": absence}, choices=choices)])

    def decompress(self, value: Any) -> list[str]:
        return list(value) if value else ["", FIGURE]


class CellField(forms.MultiValueField):
    """One cell as typed: its text, and why it holds no figure. What the text means depends on the unit of the table."""

    def __init__(self, label: str) -> None:
        fields = (
            forms.CharField(max_length=LONGEST_CELL, required=False),
            forms.ChoiceField(choices=[(FIGURE, ""), *AbsenceKind.choices], required=False),
        )
        super().__init__(fields, label=label, required=False, widget=CellWidget(label), require_all_fields=False)

    def compress(self, data_list: Sequence[str]) -> tuple[str, str]:
        return (data_list[0].strip(), data_list[1]) if data_list else ("", FIGURE)


class CountField(forms.CharField):
    """A whole number, also in full-width digits or with thousands commas; empty where it is not held."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "count"}
        widget = forms.TextInput(attrs=attrs)
        super().__init__(label=label, required=False, max_length=LONGEST_CELL, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        text = "".join(narrow(super().clean(value)).split())
        if text in NO_COUNT:
            return None
        digits = text.replace(",", "")
        if not digits.isascii() or not digits.isdigit():
            raise ValidationError(
                gettext_lazy("“%(text)s” is no whole number. Write a number such as 20; a zero is written 0."),
                params={"text": text[:12]},
            )
        if len(digits) > MOST_COUNT_DIGITS:
            raise ValidationError(gettext_lazy("The number has too many digits. Check whether two cells ran into one."))
        return int(digits)
