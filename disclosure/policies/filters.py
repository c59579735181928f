"""What the library of policies, the register and the list of interpretations can be narrowed by; all in the address."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.calendar.current import current_calendar
from departments.duties.clock import Opened
from departments.duties.journal import plain_rule
from departments.duties.reckoning import reckon
from departments.duties.rules import rule_in_force
from departments.offices.models import Department
from disclosure.items.codelists import THEMES
from disclosure.items.fields import OfficeField
from disclosure.items.filters import ItemFilterForm
from disclosure.items.statuses import Validity
from disclosure.policies.models import Interpretation, Policy
from disclosure.policies.querysets import InterpretationQuerySet, PolicyQuerySet
from disclosure.policies.statuses import EXPIRY_WARNING_RULE, InterpretationForm, PolicyClass

OWED, YES, NO = "owed", "yes", "no"
EXPLAINED = ((OWED, _("must be interpreted")), (YES, _("owed and interpreted")), (NO, _("owed and missing")))


class PolicyFilterForm(ItemFilterForm):
    """The filters of library and register.

    `drafter` is the code of the office that drafted, `drafted_in` that of an office which did or is above one that did.
    """

    kind = forms.ChoiceField(label=_("Class"), choices=[("", _("All")), *PolicyClass.choices], required=False)
    validity = forms.ChoiceField(label=_("Validity"), choices=[("", _("All")), *Validity.choices], required=False)
    theme = forms.ChoiceField(
        label=_("Theme"), choices=[("", _("All")), *((one, one) for one in THEMES)], required=False
    )
    explained = forms.ChoiceField(label=_("Interpretation"), choices=[("", _("All")), *EXPLAINED], required=False)
    expiring = forms.BooleanField(label=_("Ends soon"), required=False)
    drafter = OfficeField(label=_("Drafted by"), required=False)
    drafted_in = OfficeField(label=_("Drafted by an office of"), required=False)


class InterpretationFilterForm(ItemFilterForm):
    """The filters of the list of interpretations."""

    form = forms.ChoiceField(label=_("Form"), choices=[("", _("All")), *InterpretationForm.choices], required=False)
    policy = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class RecordForm(forms.Form):
    """The quarter and, perhaps, the office of a record of what was made and abolished."""

    year = forms.IntegerField(label=_("Year"), min_value=1949, max_value=2999)
    quarter = forms.TypedChoiceField(
        label=_("Quarter"), coerce=int, choices=[(number, str(number)) for number in (1, 2, 3, 4)]
    )
    office = forms.CharField(label=_("Office"), required=False)

    def clean_office(self) -> Department | None:
        code = self.cleaned_data["office"]
        if not code:
            return None
        office = Department.objects.filter(code=code).first()
        if office is None:
            raise ValidationError(_("There is no office with this code; choose one from the list."), code="unknown")
        return office


def narrow_policies(chosen: dict[str, Any], today: date) -> PolicyQuerySet:
    """Return the public policies that fit the cleaned choices of a `PolicyFilterForm`, with their validity."""
    policies = _explained(_placed(Policy.objects.public().with_validity(today), chosen), chosen["explained"])
    if chosen["year"]:
        policies = policies.in_year(chosen["year"])
    if chosen["kind"]:
        policies = policies.of_class(chosen["kind"])
    if chosen["validity"]:
        policies = policies.filter(validity_now=chosen["validity"])
    if chosen["theme"]:
        policies = policies.filter(current_version__theme=chosen["theme"])
    if chosen["expiring"]:
        policies = policies.expiring(today, warned_until(today))
    return policies.naming(chosen["q"]) if chosen["q"] else policies


def _placed(policies: PolicyQuerySet, chosen: dict[str, Any]) -> PolicyQuerySet:
    """Narrow to what the chosen offices issued or drafted."""
    if chosen["office"]:
        policies = policies.filter(department_id=chosen["office"].pk)
    if chosen["branch"]:
        policies = policies.in_branch(Department(path=chosen["branch"].path))
    if chosen["drafter"]:
        policies = policies.drafted_by(chosen["drafter"].pk)
    if chosen["drafted_in"]:
        policies = policies.drafted_in(Department(path=chosen["drafted_in"].path))
    return policies


def _explained(policies: PolicyQuerySet, choice: str) -> PolicyQuerySet:
    """Narrow to what must be interpreted, and of that to what is or is not."""
    if not choice:
        return policies
    owed = policies.owing_interpretation()
    return owed if choice == OWED else owed.filter(interpreted_on__isnull=choice == NO)


def narrow_interpretations(chosen: dict[str, Any]) -> InterpretationQuerySet:
    """Return the public interpretations that fit the cleaned choices of an `InterpretationFilterForm`."""
    found: InterpretationQuerySet = Interpretation.objects.public()
    if chosen["office"]:
        found = found.filter(department_id=chosen["office"].pk)
    if chosen["branch"]:
        found = found.in_branch(Department(path=chosen["branch"].path))
    if chosen["year"]:
        found = found.in_year(chosen["year"])
    if chosen["form"]:
        found = found.filter(form=chosen["form"])
    if chosen["policy"]:
        found = found.filter(policy_id=chosen["policy"])
    return found.naming(chosen["q"]) if chosen["q"] else found


def warned_until(today: date) -> date:
    """Return the last end of term that is announced on `today`: so far the rule of the warning looks ahead."""
    noon = timezone.make_aware(datetime.combine(today, time(12)))
    return reckon(plain_rule(rule_in_force(EXPIRY_WARNING_RULE, today)), [Opened(at=noon)], current_calendar()).due_on
