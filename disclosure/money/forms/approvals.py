"""The bureau's list: a line per unit of its territory, and one common day for those that are ticked."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosure.money.models import FinanceBureau, FinanceUnit
from disclosure.money.models.units import FISCAL_YEAR_BOUNDS
from disclosure.money.services import ApprovalEntry
from disclosure.money.statuses import StatementKind

LONGEST_NUMBER = 60


class ApprovalsChoiceForm(forms.Form):
    """Which bureau, year and kind the list is about."""

    bureau = forms.ModelChoiceField(FinanceBureau.objects.none(), label=_("finance bureau"), required=False)
    year = forms.IntegerField(label=_("fiscal year"), min_value=2000, max_value=2100, validators=FISCAL_YEAR_BOUNDS)
    kind = forms.ChoiceField(label=_("kind"), choices=StatementKind.choices)
    q = forms.CharField(label=_("unit"), required=False, max_length=100)

    def __init__(self, *args: Any, bureaus: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["bureau"]
        field.queryset = bureaus
        self.first = bureaus.first()
        if len(bureaus) < 2:
            del self.fields["bureau"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return cleaned | {"bureau": cleaned.get("bureau") or self.first}


class Line(NamedTuple):
    """The fields of one unit."""

    unit: FinanceUnit
    tick: Any
    day: Any
    number: Any


class ApprovalsForm(forms.Form):
    """Dates and document numbers of many units; a line is entered if it has a day of its own or is ticked."""

    common_day = forms.DateField(
        label=_("common day of approval"),
        help_text=_("For every ticked unit without a day of its own."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    common_number = forms.CharField(label=_("common document number"), max_length=LONGEST_NUMBER, required=False)

    def __init__(self, *args: Any, units: Sequence[FinanceUnit], fiscal_year: int, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units, self.fiscal_year, self.kind = units, fiscal_year, kind
        for unit in units:
            shown = {"unit": unit}
            tick = forms.CheckboxInput(attrs={"aria-label": _("%(unit)s: approved on the common day") % shown})
            self.fields[f"tick_{unit.pk}"] = forms.BooleanField(required=False, widget=tick, label=unit.name)
            day = forms.DateInput(attrs={"type": "date", "aria-label": _("%(unit)s: approved on") % shown})
            self.fields[f"day_{unit.pk}"] = forms.DateField(required=False, widget=day, label=unit.name)
            number = forms.TextInput(attrs={"aria-label": _("%(unit)s: document number") % shown})
            self.fields[f"number_{unit.pk}"] = forms.CharField(
                max_length=LONGEST_NUMBER, required=False, widget=number, label=unit.name
            )

    def lines(self) -> Iterator[Line]:
        """Yield the fields line by line."""
        for unit in self.units:
            yield Line(unit, self[f"tick_{unit.pk}"], self[f"day_{unit.pk}"], self[f"number_{unit.pk}"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        ticked = [unit for unit in self.units if cleaned.get(f"tick_{unit.pk}")]
        if not cleaned.get("common_day") and "common_day" not in self.errors:
            lacking = [unit for unit in ticked if not cleaned.get(f"day_{unit.pk}")]
            if lacking:
                self.add_error("common_day", _("Units are ticked: give the common day, or a day of their own."))
        if not self.errors and not any(True for _entry in self._entries()):
            self.add_error(None, _("Nothing is entered: tick units or give days."))
        for unit in self.units:
            if cleaned.get(f"number_{unit.pk}") and not (unit in ticked or cleaned.get(f"day_{unit.pk}")):
                if f"day_{unit.pk}" not in self.errors:
                    self.add_error(f"day_{unit.pk}", _("The document number stands without a day of approval."))
        return cleaned

    def entries(self) -> list[ApprovalEntry]:
        """Return what is entered, in the order of the list."""
        return list(self._entries())

    def _entries(self) -> Iterator[ApprovalEntry]:
        for unit in self.units:
            day: date | None = self.cleaned_data.get(f"day_{unit.pk}")
            if day is None and self.cleaned_data.get(f"tick_{unit.pk}"):
                day = self.cleaned_data.get("common_day")
            if day is not None:
                number = self.cleaned_data.get(f"number_{unit.pk}") or self.cleaned_data.get("common_number") or ""
                yield ApprovalEntry(unit, self.fiscal_year, self.kind, day, number)
