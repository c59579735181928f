"""What is asked of whoever takes a step on an order. What supervisors write is asked by the supervision pages."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from departments.orders.models import LONGEST_TEXT, Order


class WordsField(forms.CharField):
    """Counts a new line as one sign, as browsers do who say how long a text may be; they send it as two."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class SeenForm(forms.Form):
    """A step on an order, decided on in the state of the order that the page showed."""

    seen = forms.CharField(max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: Order, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "initial": {"seen": order.stamp}, **kwargs})
        self.order, self.today = order, today

    def look_again(self) -> None:
        """Take what is shown beside the form now for what its writer has seen, when it is asked again."""
        if self.is_bound:
            self.data = {name: self.data.get(name) for name in self.fields} | {"seen": self.order.stamp}


class AnswerForm(SeenForm):
    """The answer of the office."""

    words = WordsField(
        label=_("answer"),
        max_length=LONGEST_TEXT,
        help_text=_(
            "What was found out, under which law or rule; what was done; what comes next, and whom to call. No names,"
            " phones or addresses of citizens."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "maxlength": LONGEST_TEXT}),
    )
