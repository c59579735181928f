"""A guard against robots for forms without log-in: age of the form, a trap, and a question past a number of sendings.

People lose nothing: every refusal shows the form again with all text in it. It works without JavaScript, pictures and
cookies. `{{ form }}` shows all that is needed; a template that places fields itself shows `form.hidden_fields` and,
if it is among the fields, `guard_answer`.
"""

import secrets
import time
from copy import copy
from datetime import timedelta
from typing import Any

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.forms.counting import count_once_more, count_so_far, use_up
from foundation.forms.questions import Question, new_question

YOUNGEST = timedelta(seconds=3)
"""No person reads, fills in and sends a form faster."""

OLDEST = timedelta(hours=12)

OPENED, TRAP, QUESTION, ANSWER = "guard_opened", "homepage", "guard_question", "guard_answer"


class TrapInput(forms.TextInput):
    """A field that people neither see nor reach nor hear; programs fill it in. Never shows what was filled in."""

    @property
    def is_hidden(self) -> bool:
        """So that templates put it among the hidden fields, without label and hint."""
        return True

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Return the field within an element of class `hp`, which the style sheet moves out of sight."""
        return format_html(
            '<div class="hp" aria-hidden="true"><label for="{id}">{label}</label>'
            '<input type="text" name="{name}" id="{id}" value="" tabindex="-1" autocomplete="off"></div>',
            id=(attrs or {}).get("id", f"id_{name}"),
            name=name,
            label=_("Leave this field empty"),
        )


class AnswerField(forms.CharField):
    """The answer to the guard's question; the guard asks for it, so that no template may call it optional."""

    is_asked = True


class GuardedFormMixin(forms.BaseForm):
    """Put before Form or ModelForm: `class LetterForm(GuardedFormMixin, forms.Form)`; give it `address=` of the sender.

    A form is counted when all else is right. The guard's own fields are not in `cleaned_data`.
    """

    guard_limit = 5
    """So many forms of one address are taken in one window without a question."""

    guard_window = timedelta(hours=1)

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guard_name = f"{type(self).__module__}.{type(self).__qualname__}"
        self.guard_address = address
        self.fields[OPENED] = forms.CharField(required=False, widget=forms.HiddenInput, initial=self._new_age)
        self.fields[TRAP] = forms.CharField(required=False, widget=TrapInput)
        if self._is_past_limit() or (self.is_bound and self.add_prefix(QUESTION) in self.data):
            self._add_question()

    def full_clean(self) -> None:
        """Check the form, then its guard; count it if everything is right."""
        super().full_clean()
        if not self.is_bound or not hasattr(self, "cleaned_data"):
            return
        guarded = {name: self.cleaned_data.pop(name, "") for name in (OPENED, TRAP, QUESTION, ANSWER)}
        self._check_trap(guarded[TRAP])
        self._check_age(guarded[OPENED])
        if not self.errors:
            self._check_count(guarded[QUESTION], guarded[ANSWER])

    def was_taken_before(self) -> bool:
        """Tell whether this very form was taken already: a second click is asked no question. Asked past the limit."""
        return False

    # -- the trap and the age --------------------------------------------------------------------------------------
    def _check_trap(self, filled_in: str) -> None:
        if filled_in:
            self._refuse(
                _(
                    "A field that people don't see was filled in. If a program fills in forms for you, switch it off. "
                    "Your text is kept: please send it again."
                ),
                code="guard_trap",
            )

    def _check_age(self, token: str) -> None:
        """A form without a right age is given one, so that it can be sent at once as it stands."""
        try:
            age = timedelta(seconds=time.time() - float(self._signer("age").unsign(token)))
        except BadSignature:
            message = _("The form had to be renewed. Your text is kept: please check it and send it again.")
            self._refuse(message, code="guard_age_missing")
            self._put(OPENED, self._new_age())
            return
        if age > OLDEST:
            message = _(
                "The page was open for more than 12 hours. Your text is kept: please check it and send it again."
            )
            self._refuse(message, code="guard_too_old")
            self._put(OPENED, self._new_age())
        elif age < YOUNGEST:
            message = _("That was very fast. Your text is kept: please check it and send it again in a few seconds.")
            self._refuse(message, code="guard_too_fast")

    def _new_age(self) -> str:
        return self._signer("age").sign(f"{time.time():.2f}")

    # -- the count and the question ----------------------------------------------------------------------------------
    def _is_past_limit(self) -> bool:
        count = count_so_far(self.guard_name, self.guard_address, window=self.guard_window)
        return count is None or count >= self.guard_limit

    def _check_count(self, token: str, answer: str) -> None:
        """Let the form pass within the limit, or with a right answer that was not used before."""
        count = count_once_more(self.guard_name, self.guard_address, window=self.guard_window)
        if count is not None and count <= self.guard_limit:
            return
        question = self._read_question(token)
        if question and question.is_answered_by(answer) and use_up(token, keep=OLDEST):
            return
        if self.was_taken_before():
            return
        self._add_question()
        self._ask_anew()
        message = _("Many forms came from your connection. Please answer this question; your text is kept.")
        self.add_error(ANSWER, forms.ValidationError(message, code="guard_question"))

    def _add_question(self) -> None:
        token = self.data.get(self.add_prefix(QUESTION), "") if self.is_bound else self._new_question()
        if self._read_question(token) is None:
            token = self._new_question()
            self._put(QUESTION, token)
            self._put(ANSWER, "")  # an answer without its question must not meet a new one by chance
        self.fields[QUESTION] = forms.CharField(required=False, widget=forms.HiddenInput, initial=token)
        self.fields[ANSWER] = AnswerField(
            required=False,
            max_length=20,
            help_text=_("This keeps programs out. You may answer in digits or in words."),
            widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-s", "aria-required": "true"}),
        )
        self._label_answer(token)

    def _ask_anew(self) -> None:
        token = self._new_question()
        self._put(QUESTION, token)
        self._put(ANSWER, "")
        self._label_answer(token)

    def _label_answer(self, token: str) -> None:
        question = self._read_question(token)
        self.fields[ANSWER].label = question.text if question else ""
        # a bound field keeps the label with which it was made
        self._bound_fields_cache.pop(ANSWER, None)  # type: ignore[attr-defined]

    def _new_question(self) -> str:
        question = new_question()
        return self._signer("question").sign(
            f"{question.first}+{question.second}+{secrets.token_hex(6)}+{time.time():.0f}"
        )

    def _read_question(self, token: str) -> Question | None:
        try:
            first, second, _nonce, asked_at = self._signer("question").unsign(token).split("+")
        except BadSignature:
            return None
        is_fresh = time.time() - float(asked_at) <= OLDEST.total_seconds()
        return Question(int(first), int(second)) if is_fresh else None

    # -- tools -------------------------------------------------------------------------------------------------------
    def _signer(self, purpose: str) -> Signer:
        return Signer(salt=f"foundation.forms.{purpose}.{self.guard_name}")

    def _refuse(self, message: str | Promise, *, code: str) -> None:
        self.add_error(None, forms.ValidationError(str(message), code=code))

    def _put(self, name: str, value: str) -> None:
        """Replace what was sent for a field of the guard, so that the form shown again carries `value`."""
        if self.is_bound:
            changed = copy(self.data)  # of an immutable QueryDict this gives a mutable one
            changed[self.add_prefix(name)] = value  # type: ignore[index]
            self.data = changed
