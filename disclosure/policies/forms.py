"""Forms of the back office: a policy, what it says of others, an interpretation, and what their steps ask."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from departments.duties.rules import rule_in_force
from disclosure.items.filters import LAST_YEAR
from disclosure.items.forms import ItemForm, SignatureForm
from disclosure.items.services import LONGEST_REASON
from disclosure.policies.models import Interpretation, Policy, PolicyRelation
from disclosure.policies.services.policies import ENDS_NEVER
from foundation.refusals import Refusal

POLICY_FIELDS = (
    "policy_class",
    "term_rule",
    "valid_until",
    "must_be_interpreted",
    "interpretation_rule",
    "interpretation_plan",
)
ELSEWHERE = ("external_title", "external_number", "external_issuer", "external_address")
INTERPRETATION_FIELDS = ("policy", *ELSEWHERE, "form", "drafter", "responsible_official", "legal_office", "experts")


class PolicyForm(ItemForm):
    """The working copy of a policy: that of an item, its class and term, and the plan of its interpretation."""

    class Meta(ItemForm.Meta):
        model = Policy
        fields = (*ItemForm.Meta.fields, *POLICY_FIELDS)
        widgets = {**ItemForm.Meta.widgets, "interpretation_plan": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("effective_on", "valid_until"):
            if (day := cleaned.get(name)) and day.year > LAST_YEAR:
                self.add_error(name, ENDS_NEVER)
        begin, last = cleaned.get("effective_on") or cleaned.get("formed_on"), cleaned.get("valid_until")
        if begin and last and last < begin:
            self.add_error("valid_until", _("The policy can't end before it takes effect; give a later day."))
        if begin and not last and cleaned.get("term_rule"):
            self._require_term(cleaned["term_rule"], begin)
        return cleaned

    def _require_term(self, term_rule: str, begin: date) -> None:
        """Refuse to count the term of a document that is older than every version of the rule."""
        try:
            rule_in_force(term_rule, begin)
        except Refusal:
            sentence = _("No rule counts terms that began on %(day)s: give the last day, or choose “without a term”.")
            self.add_error("term_rule", sentence % {"day": begin})


class ElsewhereMixin(forms.ModelForm):
    """Either a document of this site or one that stands elsewhere, by its title; the rest may be unknown."""

    here: str

    def require_one_place(self, cleaned: dict[str, Any]) -> None:
        """Name the field to be mended; the constraint of the table would only say that something is wrong."""
        if self.here not in self.fields or self.here in self.errors:
            return
        named = [name for name in ELSEWHERE if cleaned.get(name)]
        if cleaned.get(self.here) and named:
            self.add_error(named[0], _("A document of this site is chosen; leave this empty, or take the choice back."))
        if not cleaned.get(self.here) and not cleaned.get("external_title"):
            self.add_error(self.here, _("Choose a document of this site, or name one that stands elsewhere."))


class RelationForm(ElsewhereMixin):
    here = "target"

    class Meta:
        model = PolicyRelation
        fields = ("kind", "target", *ELSEWHERE, "effective_on")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.require_one_place(cleaned)
        return cleaned


class RelationFormSet(forms.BaseInlineFormSet):
    """What one policy says of others; each thing once."""

    def clean(self) -> None:
        super().clean()
        said = [
            (form.cleaned_data.get("kind"), form.cleaned_data.get("target") or form.cleaned_data.get("external_title"))
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]
        if len(said) != len(set(said)):
            raise ValidationError(_("The same relation stands there twice; take one out."))


class InterpretationItemForm(ElsewhereMixin, ItemForm):
    """The working copy of an interpretation: what it explains, in which form, and who stands for it."""

    here = "policy"

    class Meta(ItemForm.Meta):
        model = Interpretation
        fields = (*ItemForm.Meta.fields, *INTERPRETATION_FIELDS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.require_one_place(cleaned)
        return cleaned


class WarningsField(forms.MultipleChoiceField):
    """A box for each warning: without them nothing is signed, so that no page calls them optional."""

    is_asked = True


class ConfirmingForm(SignatureForm):
    """What the signatory read and, where something is doubtful, boxes that say so: one for each warning."""

    confirmed = WarningsField(
        label=_("I have seen this and sign all the same:"), widget=forms.CheckboxSelectMultiple, required=False
    )


class ReviewForm(SignatureForm):
    """What the legal office read, and what its experts said."""

    note = forms.CharField(
        label=_("what legal office and experts said"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_REASON}),
    )
