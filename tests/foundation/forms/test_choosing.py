"""A long choice is written as Django writes it."""

import pytest
from django import forms
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from foundation.forms.choosing import LongSelect

CHOICES = {
    "flat": [
        ("", gettext_lazy("all")),
        ("341500", '　六安市 <本级> & "其他"'),
        (7, 7),
        ("safe", mark_safe("<b>a</b>")),
    ],
    "groups": [("Counties & towns", [("1", "One"), ("2", "Two")]), ("3", "Three")],
    "none": [],
}


@pytest.mark.parametrize("choices", CHOICES.values(), ids=CHOICES.keys())
@pytest.mark.parametrize("value", ["", "341500", 7, "2", "3", None, "<x>"])
@pytest.mark.parametrize("attrs", [{}, {"class": "a b", "required": True, "disabled": False, "data-x": '"'}])
def test_it_is_the_same_as_the_select_of_django(choices, value, attrs):
    ours, theirs = (
        kind(choices=choices).render("branch", value, {"id": "id_b", **attrs}) for kind in (LongSelect, forms.Select)
    )
    assert hasattr(ours, "__html__")
    assert parse_html(ours) == parse_html(theirs)


def test_in_a_form_it_keeps_what_was_chosen_and_what_is_wrong():
    class Filter(forms.Form):
        branch = forms.ChoiceField(choices=CHOICES["flat"], widget=LongSelect)

    assert '<option value="341500" selected>' in str(Filter({"branch": "341500"})["branch"])
    wrong = Filter({"branch": "none"})
    assert not wrong.is_valid()
    assert 'aria-invalid="true"' in str(wrong["branch"])
