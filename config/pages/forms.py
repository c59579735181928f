"""What a reader may ask of the pages that draw on several apps."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DepartmentSearchForm(forms.Form):
    """Find an office by a part of its name."""

    q = forms.CharField(label=_("Name of the office"), max_length=40, required=False)
