"""What is typed about an API client: shape only."""

import ipaddress
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.clients.authors import require_author
from departments.clients.models import ApiClient, Scope
from foundation.refusals import Refusal


class ApiClientForm(forms.ModelForm):
    """Scopes are ticked, addresses are networks, one a line."""

    scopes = forms.MultipleChoiceField(choices=Scope.choices, widget=forms.CheckboxSelectMultiple, label=_("scopes"))
    addresses = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        label=_("addresses"),
        help_text=_("Networks it may call from, one a line, such as 10.1.2.0/24; empty: anywhere."),
    )

    class Meta:
        model = ApiClient
        fields = ("name", "department", "scopes", "acts_for", "addresses", "expires_on")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["addresses"] = "\n".join(self.instance.addresses)

    def clean(self) -> dict[str, Any]:
        """Ask who stands for deliveries where the client may make them."""
        cleaned = super().clean() or self.cleaned_data
        office = self.instance.department if self.instance.pk else cleaned.get("department")
        if Scope.WRITE_ITEMS in cleaned.get("scopes", []) and office and "acts_for" not in self.errors:
            try:
                require_author(cleaned.get("acts_for"), office, timezone.localdate())
            except Refusal as refusal:
                self.add_error("acts_for", ValidationError(str(refusal), code=refusal.code))
        return cleaned

    def clean_expires_on(self) -> date:
        """Refuse a new key that would open nothing; the last day of a known one may be brought to an end."""
        last_day: date = self.cleaned_data["expires_on"]
        if not self.instance.pk and last_day < timezone.localdate():
            raise ValidationError(_("This day has passed: the key would open nothing."), code="past")
        return last_day

    def clean_addresses(self) -> list[str]:
        """Return the networks in their canonical form; a line that is none is named."""
        networks = []
        for line in self.cleaned_data["addresses"].replace(",", "\n").split():
            try:
                networks.append(str(ipaddress.ip_network(line, strict=False)))
            except ValueError as error:
                raise ValidationError(
                    _("%(line)s is not an address or a network such as 10.1.2.0/24."), params={"line": line[:60]}
                ) from error
        return networks
