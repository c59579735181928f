"""What can be asked of the list of orders, and what a supervisor writes; the services decide whether it may be done."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from departments.duties.models import DeadlineRule, Duty
from departments.offices.models import Department
from departments.orders.forms import SeenForm, WordsField
from departments.orders.models import LONGEST_TEXT, LONGEST_TITLE
from departments.orders.rules import USUAL, rules_for_orders
from departments.orders.statuses import OrderKind
from foundation.forms.choosing import LongSelect
from reports.dashboard.forms import BranchForm
from reports.orders.filters import OrderFilters
from reports.orders.listing import STATES

NO_PERSONS = _("The office and its supervisors read it. No names, phones or addresses of citizens.")


class OrderListForm(BranchForm):
    state = forms.ChoiceField(
        label=_("State"), choices=[(code, one.label) for code, one in STATES.items()], required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("all")), *OrderKind.choices], required=False)

    def clean_state(self) -> str:
        return self.cleaned_data["state"] or "standing"

    def filters(self) -> OrderFilters:
        return OrderFilters(**{name: self.cleaned_data[name] for name in OrderFilters.__dataclass_fields__})


class RuleField(forms.ModelChoiceField):
    """The rules of time for orders that are in force today."""

    def __init__(self, **choice: Any) -> None:
        super().__init__(
            DeadlineRule.objects.none(),
            label=_("Answer within"),
            **{"empty_label": None, **choice},
            help_text=_("Counted from the day after today; the rules are the city's own."),
        )

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


def words_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return WordsField(
        label=label,
        required=required,
        max_length=LONGEST_TEXT,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": LONGEST_TEXT}),
    )


class IssueForm(forms.Form):
    """A new order. About a duty, the office is the one that owes it and can't be chosen."""

    office = forms.ChoiceField(label=_("Office"), widget=LongSelect)
    kind = forms.ChoiceField(label=_("Kind"), choices=OrderKind.choices)
    rule = RuleField(required=False, empty_label=_("as usual for the kind"))
    title = forms.CharField(
        label=_("Matter"), max_length=LONGEST_TITLE, help_text=_("In a few words; it stands in lists.")
    )
    demand = words_field(_("What is demanded"), NO_PERSONS)

    def __init__(
        self, *args: Any, offices: Iterable[Department], about: Duty | None, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        rules = rules_for_orders(today)
        self.fields["rule"].queryset = rules  # type: ignore[attr-defined]
        self.fields["kind"].initial = OrderKind.SUPERVISION
        self.about = about
        self.by_code = {office.code: office for office in offices}
        if about is not None:
            del self.fields["office"]
            return
        named = [(code, office.name) for code, office in self.by_code.items()]
        self.fields["office"].choices = [("", "—"), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Name office and rule as the service does."""
        given = super().clean() or {}
        code = given.pop("office", "")
        if not given.get("rule") and given.get("kind"):
            given["rule"] = self.fields["rule"].queryset.filter(code=USUAL[given["kind"]]).first()  # type: ignore[attr-defined]
            if given["rule"] is None:
                self.add_error("rule", _("No usual rule of this kind is in force; choose one."))
        return {**given, "department": self.about.department if self.about else self.by_code.get(code)}


class CloseForm(SeenForm):
    words = words_field(_("Remark"), NO_PERSONS, required=False)


class WithdrawForm(SeenForm):
    words = words_field(_("Reason"), NO_PERSONS)


class ReturnForm(SeenForm):
    words = words_field(_("What is still missing"), NO_PERSONS)
    rule = RuleField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = rules_for_orders(self.today)
        self.fields["rule"].queryset = rules  # type: ignore[attr-defined]
        self.fields["rule"].initial = rules.filter(code=self.order.duty.rule.code).first()
