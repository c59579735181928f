"""What the pages of public money can be narrowed and sorted by; every choice stands in the address."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.money.standing import Standing
from disclosure.money.statuses import StatementKind, StatementScope, UnitGroup
from disclosure.money.statutory import TableCode

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_WORDS = 60
MOST_PAGES = 1000
SORT_LABELS: dict[str, Any] = {
    "code": _("Unit"),
    "group": _("Kind of unit"),
    "total": _("Total"),
    "change": _("Up or down"),
    "abroad": _("Travel abroad"),
    "vehicle_purchase": _("Vehicle purchase"),
    "vehicle_running": _("Vehicle running"),
    "reception": _("Reception"),
    "head": _("Per head (yuan)"),
    "standing": _("Publication"),
}
"""The columns of the table of offices; with a dash in front the order is reversed."""

SORT_CHOICES = [
    (sign + name, format_lazy("{} {}", label, arrow))
    for name, label in SORT_LABELS.items()
    for sign, arrow in (("-", "↓"), ("", "↑"))
]
NO_CONTROLS = RegexValidator(r"[\x00-\x1f]", _("Leave out control characters."), inverse_match=True)
GROUPS = [choice for choice in UnitGroup.choices if choice[0] != UnitGroup.GOVERNMENT]


def _year(**options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Fiscal year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR, **options
    )


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", _("All")), *choices])


class CityForm(forms.Form):
    """The city page: which year and kind, which offices, in what order. Unknown parameters are ignored."""

    year = _year()
    kind = _choice(_("Kind"), StatementKind.choices)
    q = forms.CharField(label=_("Name of the unit"), required=False, max_length=LONGEST_WORDS, validators=[NO_CONTROLS])
    group = _choice(_("Kind of unit"), GROUPS)
    standing = _choice(_("Publication"), Standing.choices)
    sort = _choice(_("Order"), SORT_CHOICES)
    page = forms.IntegerField(label=_("Page"), required=False, min_value=1, max_value=MOST_PAGES)


class UnitForm(forms.Form):
    """The page of one office: the statement it begins with."""

    year = _year()
    kind = _choice(_("Kind"), StatementKind.choices)
    scope = _choice(_("Scope"), StatementScope.choices)
    page = forms.IntegerField(label=_("Page"), required=False, min_value=1, max_value=MOST_PAGES)


class TablesForm(forms.Form):
    """The search for a subject of expenditure, by the beginning of its code or a part of its name."""

    q = forms.CharField(label=_("Code or name"), required=False, max_length=LONGEST_WORDS, validators=[NO_CONTROLS])
    year = _year()


class SubjectForm(forms.Form):
    """One subject over offices and years, in one of the tables that hold it; `after` is the place in the list."""

    year = _year()
    kind = _choice(_("Kind"), StatementKind.choices)
    table = _choice(_("table"), TableCode.choices)
    column = forms.CharField(
        label=pgettext_lazy("of a table", "Column"), required=False, max_length=40, validators=[NO_CONTROLS]
    )
    after = forms.IntegerField(label=_("Page"), required=False, min_value=1, max_value=2**31 - 1)
