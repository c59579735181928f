"""What a citizen fills in. Shape only; everything typed is kept when something must be put right."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from departments.offices.models import Department
from foundation.files.fields import SafeFilesField
from foundation.forms.guards import GuardedFormMixin
from foundation.forms.visible import VisibleCharField
from foundation.personal.codes import is_wellformed_code, normalise_code
from interaction.intake.addressees import grouped_choices
from interaction.intake.attachments import ATTACHMENTS
from interaction.intake.phones import normalise_phone
from interaction.intake.receipts import normalise_receipt_number
from interaction.mailboxes.models import Addressing, Mailbox, Topic
from interaction.messages.codes import digest_submission
from interaction.messages.models import Message
from interaction.messages.senders import SenderDetails

FORM_KEYS = Signer(salt="interaction.intake.form-key")


def new_form_key() -> str:
    """Return the key of one form page: 192 random bits, signed, so that nobody sends a key of the own choice."""
    return FORM_KEYS.sign(secrets.token_urlsafe(24))


def page_key(form_key: str) -> str:
    """Return the key under which a letter from the page with this (unsigned) key is stored once."""
    return f"page:{form_key}"


class LetterForm(GuardedFormMixin, forms.Form):
    """A message: to whom, what about, what, and who writes.

    `form_key` makes two clicks on the button one message; it stays the same while the form is put right.
    """

    guard_limit = 5

    form_key = forms.CharField(required=False, widget=forms.HiddenInput, initial=new_form_key)
    department = forms.ChoiceField(
        label=_("Office"),
        help_text=_("Type the first letters of the name to find it in the list."),
        error_messages={"required": _("Choose the office that is to answer.")},
    )
    topic = forms.ChoiceField(label=_("Kind"), error_messages={"required": _("Choose what kind of letter it is.")})
    subject = VisibleCharField(
        label=_("Subject"),
        min_length=4,
        max_length=60,
        help_text=_("In one sentence: what is the matter, and where? 4 to 60 characters."),
        error_messages={
            "required": _("Write a subject."),
            "min_length": _("Write 4 to 60 characters; these are %(show_value)d."),
            "max_length": _("Write 4 to 60 characters; these are %(show_value)d."),
        },
    )
    text = VisibleCharField(
        label=_("Text"),
        min_length=10,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "When, where, what happened, and what you ask for; 10 to 5,000 characters. Please write no identity number "
            "and no bank card number."
        ),
        error_messages={
            "required": _("Write what it is about."),
            "min_length": _("Write 10 to 5,000 characters; these are %(show_value)d."),
            "max_length": _("Write 10 to 5,000 characters; these are %(show_value)d."),
        },
    )
    attachments = SafeFilesField(
        label=_("Attachments"),
        required=False,
        limits=ATTACHMENTS,
        help_text=_("Pictures, PDF, Word, Excel or text; up to 3 files of 5 MB each."),
    )
    name = VisibleCharField(
        label=_("Name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    phone = VisibleCharField(
        label=_("Phone"),
        max_length=30,
        help_text=_("A mobile, or a landline with its dialling code; the office may call to check the facts."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        error_messages={"required": _("Write a phone number.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=100,
        help_text=_("Then the receipt and every step are sent to you, the query code too."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    address = VisibleCharField(
        label=_("Home address"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    consents = forms.BooleanField(
        label=_("I agree that my message and its answer are published, without my personal data"),
        required=False,
        help_text=_(
            "Voluntary: the answer comes all the same. Name, phone and address are masked, a reviewer looks at it "
            "first, and you can withdraw your consent at any time on the query page."
        ),
    )
    has_read_notice = forms.BooleanField(
        label=_("I have read the privacy notice above, and what I write is true"),
        error_messages={"required": _("Please read the privacy notice and tick the box.")},
    )

    def __init__(self, *args: Any, mailbox: Mailbox, offices: list[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = list(mailbox.topics.all())
        self.offices = {office.code: office for office in offices}
        self._offer("department", grouped_choices(offices) if mailbox.addressing == Addressing.CHOSEN else [])
        self._offer("topic", [(str(topic.pk), topic.name) for topic in self.topics])

    def _offer(self, name: str, choices: Sequence[Any]) -> None:
        """Let the sender choose, or drop the field where there is nothing to choose."""
        field = self.fields[name]
        if not choices:
            del self.fields[name]
        elif isinstance(field, forms.ChoiceField):
            field.choices = [("", _("please choose")), *choices]

    def was_taken_before(self) -> bool:
        key = digest_submission(page_key(self.cleaned_data["form_key"]))
        return Message.objects.filter(submission_key=key).exists()

    def clean_form_key(self) -> str:
        try:
            return FORM_KEYS.unsign(self.cleaned_data["form_key"])
        except BadSignature:
            self.renew_key()
            raise ValidationError(
                _("The form had to be renewed. Your text is kept: please check it and send it again.")
            ) from None

    def renew_key(self) -> None:
        """Make what stands in the form a new message when it is sent the next time."""
        self._put("form_key", new_form_key())

    def clean_department(self) -> Department:
        return self.offices[self.cleaned_data["department"]]

    def clean_topic(self) -> Topic:
        return next(topic for topic in self.topics if str(topic.pk) == self.cleaned_data["topic"])

    def clean_phone(self) -> str:
        phone = normalise_phone(self.cleaned_data["phone"])
        if phone is None:
            raise ValidationError(
                _("This is no phone number: write the 11 digits of a mobile, or a landline such as 0564-3370000.")
            )
        return phone

    def sender(self) -> SenderDetails:
        """Return who writes; only after `is_valid`."""
        return SenderDetails(**{part: self.cleaned_data[part] for part in ("name", "phone", "email", "address")})


class QueryForm(forms.Form):
    """Receipt number and query code, as copied from a sheet of paper."""

    receipt_number = forms.CharField(
        label=_("Receipt number"),
        max_length=40,
        help_text=_("Such as LD-20261123-0007."),
        error_messages={"required": _("Enter the receipt number.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Query code"),
        max_length=40,
        help_text=_("12 letters and digits; capitals and dashes do not matter."),
        error_messages={"required": _("Enter the query code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_receipt_number(self) -> str:
        return normalise_receipt_number(self.cleaned_data["receipt_number"])

    def clean_code(self) -> str:
        if not is_wellformed_code(self.cleaned_data["code"]):
            raise ValidationError(
                _("A query code has 12 letters and digits; 0, O, 1, I and L do not occur. Please look again.")
            )
        return normalise_code(self.cleaned_data["code"])
