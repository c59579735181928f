"""What can be asked of the desk and of its lists; a wrong value is named, not ignored."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from departments.offices.models import Department
from foundation.forms.choosing import LongSelect
from interaction.mailboxes.models import Mailbox
from reports.dashboard.ages import AGE_CLASSES
from reports.dashboard.filters import Filters, ListFilters
from reports.dashboard.listing import STATES
from reports.dashboard.overview import SORTS
from reports.dashboard.rates import months_before

MONTHS_SHOWN = 12
LONGEST_PERIOD_YEARS = 10
FIRST_DAY = date(1949, 10, 1)
"""Nothing was owed before; and the months before a day of the first year of all can't be counted."""


def date_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(FIRST_DAY)],
    )


class BranchForm(forms.Form):
    """Whose duties: a branch of the reader's own scope."""

    branch = forms.ChoiceField(label=_("Office and below"), required=False, widget=LongSelect)

    def __init__(self, *args: Any, offices: Iterable[Department], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.today = today
        offices = list(offices)
        top = min((office.depth for office in offices), default=0)
        self.fields["branch"].choices = [  # type: ignore[attr-defined]
            ("", _("all")),
            *((office.code, "　" * (office.depth - top) + str(office)) for office in offices),
        ]


class ReachForm(BranchForm):
    """Whose duties, and through which door they came."""

    mailbox = forms.ChoiceField(label=_("Mailbox"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mailboxes = Mailbox.objects.values_list("code", "name")
        self.fields["mailbox"].choices = [("", _("all")), *mailboxes]  # type: ignore[attr-defined]


class DashboardForm(ReachForm):
    since = date_field(_("Rates since"))
    until = date_field(_("until"))
    sort = forms.ChoiceField(choices=[(one, one) for one in SORTS], required=False, widget=forms.HiddenInput)
    all = forms.ChoiceField(choices=[("1", "1")], required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *args: Any, today: date, **kwargs: Any) -> None:
        """Show the period also where none was asked for."""
        self.typed = data
        last = self._last_day(data.get("until", ""), today)
        shown = {"since": months_before(last, MONTHS_SHOWN - 1).isoformat(), "until": today.isoformat(), **data.dict()}
        super().__init__(shown, *args, today=today, **kwargs)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = self.period(given)
        if last < first:
            raise ValidationError({"until": _("The period ends before it begins.")})
        if last.year - first.year > LONGEST_PERIOD_YEARS:
            raise ValidationError({"since": _("Choose at most %(years)s years.") % {"years": LONGEST_PERIOD_YEARS}})
        return given

    def _last_day(self, typed: str, today: date) -> date:
        """Return the last day of the period as typed; `today` where none was, or none that can be taken."""
        with suppress(ValidationError):
            return self.base_fields["until"].clean(typed) or today
        return today

    def period(self, given: dict[str, Any]) -> tuple[date, date]:
        """Return the period of the rates: what was asked for, else the last twelve months up to today."""
        last = given.get("until") or self.today
        return given.get("since") or months_before(last, MONTHS_SHOWN - 1), last

    def filters(self) -> Filters:
        """Return the choice as typed: a period that was not asked for moves on with the days."""
        asked = {name: self.cleaned_data[name] for name in Filters.__dataclass_fields__}
        return Filters(**{name: value for name, value in asked.items() if self.typed.get(name)})


class DutyListForm(ReachForm):
    state = forms.ChoiceField(
        label=_("State"), choices=[(code, one.label) for code, one in STATES.items()], required=False
    )
    age = forms.ChoiceField(
        label=_("Overdue for (days)"),
        choices=[("", _("all")), *((one.code, one.code) for one in AGE_CLASSES)],
        required=False,
    )
    due_from = date_field(_("Due from"))
    due_to = date_field(_("due until"))
    office = forms.CharField(required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(choices=[("due", "due"), ("-due", "-due")], required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *args: Any, offices: Iterable[Department], **kwargs: Any) -> None:
        """Say of a list of one office alone that it is; another branch can be chosen in its place."""
        offices = list(offices)
        super().__init__(data, *args, offices=offices, **kwargs)
        if alone := next((office for office in offices if office.code == data.get("office")), None):
            branch: Any = self.fields["branch"]
            branch.choices = [("", f"{alone}（{_('the office alone')}）"), *branch.choices[1:]]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["state"] = given.get("state") or "overdue"
        given["office"] = "" if given.get("branch") else given.get("office", "")
        if given.get("age") and given["state"] != "overdue":
            raise ValidationError({"age": _("Only what is overdue now has an age: choose that state.")})
        first, last = given.get("due_from"), given.get("due_to")
        if first and last and last < first:
            raise ValidationError({"due_to": _("The period ends before it begins.")})
        return given

    def filters(self) -> ListFilters:
        return ListFilters(**{name: self.cleaned_data[name] for name in ListFilters.__dataclass_fields__})
