"""What is typed about a webhook: shape, and whether the address may be reached at all."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from disclosure.search.kinds import EntryKind
from disclosure.webhooks.gate import read_gate
from disclosure.webhooks.models import Webhook
from foundation.outbound.faults import OutboundError
from foundation.outbound.targets import LONGEST

TYPED = ("name", "department", "address", "kinds", "branch", "category")


class Start:
    NOW, BEGINNING = "now", "beginning"


class WebhookForm(forms.ModelForm):
    """The address is looked up when it is typed or changed: what it leads to is judged again at every sending."""

    address = forms.CharField(
        max_length=LONGEST,
        label=_("address"),
        widget=forms.TextInput(attrs={"class": "vLargeTextField", "inputmode": "url", "autocomplete": "off"}),
        help_text=_("Where the receiver takes messages: https://… on the public network or in a granted one."),
    )
    kinds = forms.MultipleChoiceField(
        choices=EntryKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("kinds"),
        help_text=_("None ticked: everything, also kinds that come later."),
    )
    start = forms.ChoiceField(
        choices=[
            (Start.NOW, _("what happens from now on")),
            (Start.BEGINNING, _("everything since the beginning of the journal")),
        ],
        initial=Start.NOW,
        widget=forms.RadioSelect,
        label=_("is told of"),
    )

    class Meta:
        model = Webhook
        fields = TYPED

    def clean_address(self) -> str:
        """Return the address; one that may not be reached is refused with the reason."""
        address: str = self.cleaned_data["address"].strip()
        if self.instance.pk and address == self.initial.get("address"):
            return address
        try:
            read_gate().find(address)
        except OutboundError as error:
            raise ValidationError(str(error), code=error.code) from error
        return address

    def registered(self) -> dict[str, Any]:
        """Return what the service is told of a new webhook."""
        typed = {name: self.cleaned_data[name] for name in TYPED}
        return {**typed, "from_beginning": self.cleaned_data["start"] == Start.BEGINNING}


class SkipForm(forms.Form):
    reason = forms.CharField(
        label=_("reason"), max_length=200, help_text=_("It stands in the register, with the numbers left out.")
    )
