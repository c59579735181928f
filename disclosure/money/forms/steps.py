"""What the steps of statements and approvals ask, and which statement is meant."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from disclosure.money.models import FinanceUnit, Statement
from disclosure.money.models.units import FISCAL_YEAR_BOUNDS
from disclosure.money.services.signing import LONGEST_EXPLANATION
from disclosure.money.statuses import FindingSeverity, StatementKind, StatementScope, UnitGroup


class ExplainForm(forms.Form):
    """A field for each warning of a statement; what is left as it stood is not touched."""

    def __init__(self, *args: Any, statement: Statement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.findings = {
            f"finding_{finding.pk}": finding for finding in statement.findings.filter(severity=FindingSeverity.WARNING)
        }
        for name, finding in self.findings.items():
            self.fields[name] = forms.CharField(
                label=_("explanation, published with the figures"),
                help_text=finding.message,
                initial=finding.explanation,
                max_length=LONGEST_EXPLANATION,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_EXPLANATION, "class": "vLargeTextField"}),
            )

    def clean(self) -> dict[str, Any]:
        """Keep the explanations that were changed; an explanation can be replaced, not emptied."""
        cleaned = super().clean() or self.cleaned_data
        changed = {name: cleaned[name] for name in self.changed_data if cleaned.get(name)}
        for name, finding in self.findings.items():
            if finding.explanation and name in cleaned and not cleaned[name]:
                self.add_error(name, _("Explain the warning; the public will read it."))
        self.cleaned_data = {"explanations": {self.findings[name]: text for name, text in changed.items()}}
        return self.cleaned_data


class ChoiceForm(forms.Form):
    """Which statement is entered: of which unit, year, kind and scope."""

    unit = forms.ModelChoiceField(FinanceUnit.objects.none(), label=_("unit of finance"))
    year = forms.IntegerField(label=_("fiscal year"), min_value=2000, max_value=2100, validators=FISCAL_YEAR_BOUNDS)
    kind = forms.ChoiceField(label=_("kind"), choices=StatementKind.choices)
    scope = forms.ChoiceField(
        label=_("scope"),
        choices=[("", _("the widest that the unit publishes")), *StatementScope.choices],
        required=False,
    )

    def __init__(self, *args: Any, units: QuerySet[FinanceUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = units.select_related("department")
        field.label_from_instance = lambda unit: f"{unit.code} {unit.name}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        unit = cleaned.get("unit")
        if unit and not cleaned.get("scope"):
            cleaned["scope"] = unit.widest_scope
        if unit and unit.group == UnitGroup.GOVERNMENT and cleaned.get("scope") == StatementScope.OWN:
            text = _("The statement of a government is the sum of its offices; choose “the office and its units”.")
            self.add_error("scope", text)
        return cleaned
