"""The form of a wish to be told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from disclosure.subscriptions.kinds import Pace
from foundation.forms.guards import GuardedFormMixin


class SubscriptionForm(GuardedFormMixin, forms.Form):
    """An address and how often; the topic stands in the address of the page."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("It is stored encrypted, used for these mails alone, and deleted when you unsubscribe."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    pace = forms.ChoiceField(label=_("How often"), choices=Pace.choices, initial=Pace.AT_ONCE, widget=forms.RadioSelect)
