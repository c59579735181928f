"""What is typed in the back office about the search."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from disclosure.search.dictionary import split_group
from disclosure.search.models import Synonym

FEWEST = 2


class SynonymForm(forms.ModelForm):
    class Meta:
        model = Synonym
        fields = ("words",)

    def clean_words(self) -> Any:
        words = self.cleaned_data["words"]
        if len(split_group(words)) < FEWEST:
            raise ValidationError(
                _("Give at least two different words, parted by blanks or commas: 公租房、公共租赁住房."),
                code="too_few",
            )
        return words
