"""What is typed about an API client: shape only."""

import ipaddress

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from departments.clients.models import ApiClient, Scope


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
        fields = ("name", "department", "scopes", "addresses", "expires_on")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["addresses"] = "\n".join(self.instance.addresses)

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
