"""What officers write: the answer of the office. What supervisors write is asked by the supervision pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from departments.orders.models import LONGEST_TEXT, Order


class AnswerForm(forms.Form):
    """The answer, and the state of the order that its writer had in view."""

    words = forms.CharField(
        label=_("answer"),
        max_length=LONGEST_TEXT,
        help_text=_(
            "What was found out, under which law or rule; what was done; what comes next, and whom to call. No names,"
            " phones or addresses of citizens."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "maxlength": LONGEST_TEXT}),
    )
    seen = forms.CharField(max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "initial": {"seen": order.stamp}, **kwargs})

    def look_again(self, order: Order) -> None:
        """Take what is shown beside the form now for what its writer has seen."""
        if self.is_bound:
            self.data = {**self.data.dict(), "seen": order.stamp}
