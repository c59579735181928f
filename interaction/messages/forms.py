"""What the back office asks before it acts on a message. Shape only; the services decide."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from departments.officers.admin_scope import scoped_choices
from departments.officers.models import Assignment, Officer
from departments.offices.models import Department
from interaction.messages.masking import mask_letter
from interaction.messages.models import Message
from interaction.messages.remedies import REMEDIES
from interaction.messages.replying import PARTS, ReplyParts, stamp_of
from interaction.messages.senders import telling_words_of
from interaction.messages.services.answering import OVERTAKEN
from interaction.messages.services.handling import HANDLE
from interaction.messages.statuses import DeclineReason, Visibility

ANSWER_ONLY = [(Visibility.PRIVATE, _("answer the sender only"))]


class MessageForm(forms.Form):
    """A form about one message, filled in by one officer."""

    def __init__(self, *args: Any, message: Message, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.message, self.officer = message, officer
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to the message."""

    def _offer(self, name: str, rows: QuerySet) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows


class DeclineForm(MessageForm):
    reason = forms.ChoiceField(
        label=_("Reason for declining"),
        choices=[("", _("please choose")), *DeclineReason.choices],
        help_text=_("The sender reads the reason and the way on that belongs to it:"),
    )

    def prepare(self) -> None:
        """Show what the sender will read under each reason."""
        lines = ((DeclineReason(reason).label, remedy) for reason, remedy in REMEDIES.items())
        field = self.fields["reason"]
        field.help_text = format_html(
            "{}<ul>{}</ul>", field.help_text, format_html_join("", "<li><strong>{}</strong>：{}</li>", lines)
        )


class TransferForm(MessageForm):
    to = forms.ModelChoiceField(label=_("Office"), queryset=Department.objects.none())
    reason = forms.CharField(
        label=_("Reason for the transfer"),
        max_length=200,
        help_text=_("The sender reads it. Name no person."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def prepare(self) -> None:
        """Offer every office there is: a message may belong anywhere."""
        offices = Department.objects.active(timezone.localdate()).exclude(pk=self.message.department_id)
        self._offer("to", offices.order_by("path"))


class AssignForm(MessageForm):
    to = forms.ModelChoiceField(label=_("Handler"), queryset=Officer.objects.none())

    def prepare(self) -> None:
        """Offer those of the acting officer's scope who handle messages of the office today; the service checks it."""
        today = timezone.localdate()
        handling = Assignment.objects.current(today).covering(self.message.department).granting(HANDLE)
        known = scoped_choices(self.officer, Officer, [HANDLE], today)
        self._offer("to", known.filter(pk__in=handling.values("officer_id")))


class SeenReplyForm(MessageForm):
    """A form beside a reply, or about one: it stands for the reply that its page showed, and for no other."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    is_overtaken = False

    def prepare(self) -> None:
        self.fields["seen"].initial = self.present()

    def present(self) -> str:
        return stamp_of(ReplyParts.of(getattr(self.message, "reply", None)))

    def require_seen(self, seen: str, *, unless: str = "") -> None:
        """Tell whoever was overtaken; the page then shows the reply as it is, and going on is a decision."""
        present = self.present()
        if not seen or present in {seen, unless}:
            return
        self.is_overtaken = True
        renewed = cast("QueryDict", self.data).copy()
        renewed[self.add_prefix("seen")] = present
        self.data = renewed
        raise ValidationError(self.words_for_overtaken())

    def words_for_overtaken(self) -> Any:
        return OVERTAKEN


class PartField(forms.CharField):
    """A part of a reply: a draft may lack it, a reply may not, so that no page calls it optional."""

    is_asked = True


class DraftForm(SeenReplyForm):
    """The parts of a reply; a draft may lack anything."""

    facts = PartField(label=_("Facts"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    law_and_policy = PartField(label=_("Law and policy"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    progress = PartField(label=_("Progress of the work"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    next_step = PartField(label=_("Next step"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    contact_phone = PartField(label=_("Phone for questions"), required=False, max_length=40)

    def prepare(self) -> None:
        """Begin with the draft there is, or with the office's telephone."""
        super().prepare()
        reply = getattr(self.message, "reply", None)
        for name in PARTS:
            self.fields[name].initial = getattr(reply, name, "")
        if reply is None:
            self.fields["contact_phone"].initial = self.message.department.phone

    def clean(self) -> dict[str, Any]:
        parts = ReplyParts(**{name: self.cleaned_data.get(name, "") for name in PARTS})
        self.require_seen(self.cleaned_data.get("seen", ""), unless=stamp_of(parts))
        return {"parts": parts, "seen": self.cleaned_data.get("seen", "")}

    def words_for_overtaken(self) -> Any:
        return _(
            "Somebody else changed this reply while your form was open. Your text is still here, and theirs stands "
            "beside it: take over what you need; saving again replaces theirs."
        )


class ReturnForm(MessageForm):
    note = forms.CharField(label=_("What is to be mended"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(MessageForm):
    reason = forms.CharField(label=_("Reason for hiding"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class SendForm(SeenReplyForm):
    """The reviewer's decision on publication, and the masked copy as the public would read it."""

    visibility = forms.ChoiceField(
        label=_("Publication"),
        choices=[
            *ANSWER_ONLY,
            (Visibility.PUBLIC, _("answer the sender and publish letter and answer, masked")),
        ],
        widget=forms.RadioSelect,
    )
    public_subject = forms.CharField(label=_("Subject for the public"), required=False, max_length=200)
    public_text = forms.CharField(
        label=_("Text for the public"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "Numbers, addresses of mail and the sender's name are masked already. Mask by hand what no rule finds: "
            "names of other persons, homes, number plates, secrets of trade."
        ),
    )

    def prepare(self) -> None:
        """Offer publication only where the sender agreed and the mailbox publishes."""
        super().prepare()
        if not (self.message.consents_to_publication and self.message.mailbox.publishes_replies):
            field = self.fields["visibility"]
            if isinstance(field, forms.ChoiceField):
                field.choices = ANSWER_ONLY
            field.initial = Visibility.PRIVATE
            field.help_text = _("The sender did not agree to publication, or the mailbox publishes nothing.")
            del self.fields["public_subject"], self.fields["public_text"]
            return
        masked = mask_letter(
            subject=self.message.subject,
            text=self.message.text,
            reply=ReplyParts(),
            name="",
            telling_words=telling_words_of(self.message),
        )
        self.fields["public_subject"].initial, self.fields["public_text"].initial = masked.subject, masked.text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.require_seen(cleaned.get("seen", ""))
        if cleaned.get("visibility") == Visibility.PUBLIC and not cleaned.get("public_text", "").strip():
            raise ValidationError({"public_text": _("Publish the masked text, or answer the sender only.")})
        return cleaned
