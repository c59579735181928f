"""Yes or no in the address of a list: a word that is neither is named, never passed over.

The filters of the library take such a word for no filter at all, and what was to be half of a list is the whole.
"""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WORDS = {"true": True, "1": True, "false": False, "0": False}


class TruthField(forms.NullBooleanField):
    """`true` or `false` in any case, `1` or `0`; empty is no answer (None)."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return WORDS[str(value).lower()]
        except KeyError:
            raise ValidationError(_("Write true or false."), code="invalid") from None


class TruthFilter(django_filters.BooleanFilter):
    field_class = TruthField
