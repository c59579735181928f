"""What the back office asks before it changes a clock, strikes a breach or adds a version of a rule."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from departments.duties.models import DeadlineRule
from departments.duties.reasons import AnnulReason, ExtendReason, RestartReason, ResumeReason, SuspendReason
from departments.duties.rules import require_to_follow
from foundation.refusals import WrongState


class AnnulForm(forms.Form):
    reason = forms.ChoiceField(label=_("reason"), choices=AnnulReason)


class SuspendForm(forms.Form):
    reason = forms.ChoiceField(label=_("reason"), choices=SuspendReason)


class ResumeForm(forms.Form):
    reason = forms.ChoiceField(label=_("reason"), choices=ResumeReason)


class RestartForm(forms.Form):
    reason = forms.ChoiceField(label=_("reason"), choices=RestartReason)


class ExtendForm(forms.Form):
    """Either a number in the unit of the rule, or a date."""

    reason = forms.ChoiceField(label=_("reason"), choices=ExtendReason)
    quantity = forms.IntegerField(
        label=_("How many more"), required=False, min_value=1, max_value=366, help_text=_("In the unit of the rule.")
    )
    until = forms.DateField(
        label=_("Or until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("quantity")) == bool(cleaned.get("until")):
            raise forms.ValidationError(_("Give either a number or a date."))
        return cleaned


class RuleVersionForm(forms.ModelForm):
    """A new version of a rule."""

    class Meta:
        model = DeadlineRule
        fields = ("code", "name", "quantity", "unit", "month", "day", "rolls", "in_force_from", "source")
        labels = {"day": _("day of the month")}
        help_texts = {
            "code": _("Lower case letters, digits and hyphens; the versions of one rule share it."),
            "quantity": _("How many units; 1 where the unit is a fixed day of the year."),
            "month": _("Only where the unit is a fixed day of the year."),
            "day": _("Only where the unit is a fixed day of the year."),
        }

    def clean(self) -> dict[str, Any]:
        """Say in the form why a version can't follow; the service asks again under lock."""
        cleaned = super().clean() or {}
        last = DeadlineRule.objects.filter(code=cleaned.get("code", "")).order_by("-in_force_from").first()
        if last is not None and cleaned.get("in_force_from"):
            try:
                require_to_follow(last, cleaned["in_force_from"])
            except WrongState as refusal:
                self.add_error("in_force_from", str(refusal))
        return cleaned
