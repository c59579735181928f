"""A unit of finance as administrators keep it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosure.money.models import Approval, FinanceUnit
from disclosure.money.services.units import STILL_OWED


class FinanceUnitForm(forms.ModelForm):
    """A unit with its place in the treasury's tree; a confidential one says on what basis and until when."""

    class Meta:
        model = FinanceUnit
        fields = ("code", "name", "parent", "department", "group", "is_confidential", "exemption_basis", "review_on")
        help_texts = {
            "code": _("The budget code of the treasury; digits and letters."),
            "parent": _("Its place in the tree of finance, which may differ from that of the administration."),
            "department": _("The office that answers for the unit: its own, or the one above it."),
            "group": _("Decides which rule binds and what the city adds up; published figures follow at once."),
            "exemption_basis": _("Article and reason; only of a confidential unit."),
            "review_on": _("The day on which the exemption is looked at again."),
        }

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not code.isascii() or not code.isalnum():
            raise forms.ValidationError(_("A budget code has only digits and letters."))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("is_confidential"):
            for name in ("exemption_basis", "review_on"):
                if cleaned.get(name):
                    self.add_error(name, _("Only a confidential unit is exempt; clear the field or mark the unit."))
            return cleaned
        if "is_confidential" in self.changed_data and Approval.objects.owed().filter(unit=self.instance.pk).exists():
            self.add_error("is_confidential", STILL_OWED % {"unit": self.instance})
        for name in ("exemption_basis", "review_on"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("A confidential unit needs a legal basis and a day of review."))
        return cleaned
