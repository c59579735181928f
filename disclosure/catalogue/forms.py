"""The form of a column."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from departments.offices.models import DepartmentKind
from disclosure.catalogue.loading import read_code
from disclosure.catalogue.models import Category
from foundation.tables.errors import CellError


class CategoryForm(forms.ModelForm):
    """A column of the catalogue; the kinds of office are ticked, not typed."""

    office_kinds = forms.MultipleChoiceField(
        label=_("for offices of kind"), choices=DepartmentKind.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Category
        fields = (
            "code",
            "parent",
            "name",
            "description",
            "basis",
            "office_kinds",
            "update_days",
            "position",
            "is_local",
        )
        help_texts = {"code": _("Two digits a level, for example 010100.")}

    def clean_code(self) -> str:
        """Refuse a code that addresses can't carry; one that was given before stays."""
        code: str = self.cleaned_data["code"]
        if "code" not in self.changed_data:
            return code
        try:
            return read_code(code)
        except CellError as error:
            raise forms.ValidationError(str(error.message)) from error

    def clean_parent(self) -> Any:
        """Refuse to put a column below one that holds items: items are filed in columns without columns below."""
        parent = self.cleaned_data["parent"]
        if parent and parent.pk != self.instance.parent_id and parent.items.exists():
            raise forms.ValidationError(_("There are items in this column; a column below it would hide them."))
        return parent
