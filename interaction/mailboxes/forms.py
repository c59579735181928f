"""The form of a mailbox in the back office."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.duties.models import DeadlineRule
from interaction.mailboxes.models import Mailbox


class MailboxForm(forms.ModelForm):
    """The rule of time is chosen among those in force."""

    rule_code = forms.ChoiceField(label=_("rule of time"))

    class Meta:
        model = Mailbox
        fields = "__all__"  # noqa: DJ007 - the admin names the fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("rule_code")
        if isinstance(field, forms.ChoiceField):
            rules = DeadlineRule.objects.in_force(timezone.localdate()).order_by("code")
            field.choices = list(rules.values_list("code", "name"))
