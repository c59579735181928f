"""What citizens and other systems send and get. Shape only; no answer carries anything of a sender."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.fields import empty

from departments.offices.models import Department
from foundation.files.fields import SafeFilesField
from foundation.forms.visible import drop_invisible
from interaction.intake.addressees import RECEIVING_KINDS
from interaction.intake.attachments import ATTACHMENTS
from interaction.intake.phones import normalise_phone
from interaction.mailboxes.current import mailbox_taking_messages
from interaction.mailboxes.models import Addressing, Mailbox, Topic
from interaction.messages.senders import SenderDetails
from interaction.messages.serializers import ReplySerializer


class VisibleCharField(serializers.CharField):
    """A text without signs that nobody sees; see `foundation.forms.visible`."""

    def run_validation(self, data: Any = empty) -> Any:
        return super().run_validation(drop_invisible(data) if isinstance(data, str) else data)


class SenderSerializer(serializers.Serializer):
    """Who writes; stored encrypted, never given out."""

    name = VisibleCharField(max_length=40)
    phone = VisibleCharField(max_length=30, help_text=_("mobile, or landline with its dialling code"))
    email = serializers.EmailField(max_length=100, required=False, allow_blank=True, default="")
    address = VisibleCharField(max_length=100, required=False, allow_blank=True, default="")

    def validate_phone(self, typed: str) -> str:
        phone = normalise_phone(typed)
        if phone is None:
            raise serializers.ValidationError(
                _("This is no phone number: write the 11 digits of a mobile, or a landline such as 0564-3370000.")
            )
        return phone


class AttachmentsField(serializers.ListField):
    """Files of a multipart request; refused in the words of the page, each file by its name."""

    child = serializers.FileField(allow_empty_file=True)

    def run_child_validation(self, data: list[Any]) -> list[File]:
        uploads = super().run_child_validation(data)
        try:
            return SafeFilesField(required=False, limits=ATTACHMENTS).clean(uploads)
        except ValidationError as error:
            details = [ErrorDetail("".join(one.messages), one.code) for one in error.error_list]
            raise serializers.ValidationError(details) from None


class MailboxField(serializers.SlugRelatedField):
    """The code of a mailbox that takes messages."""

    def to_internal_value(self, data: Any) -> Mailbox:
        """Return the mailbox as it is remembered; whatever names none is refused in the framework's words."""
        mailbox = mailbox_taking_messages(data) if isinstance(data, str) and data.isprintable() else None
        return mailbox or super().to_internal_value(data)


class SubmitSerializer(serializers.Serializer):
    """A message. `department` (a code) only where the mailbox lets the sender choose; `topic` one of the mailbox's."""

    mailbox = MailboxField(slug_field="code", queryset=Mailbox.objects.taking_messages())
    department = serializers.SlugRelatedField(
        slug_field="code", queryset=Department.objects.all(), required=False, allow_null=True, default=None
    )
    topic = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    subject = VisibleCharField(min_length=4, max_length=60)
    text = VisibleCharField(min_length=10, max_length=5000)
    sender = SenderSerializer()
    attachments = AttachmentsField(
        required=False,
        default=list,
        help_text=_("only as multipart/form-data (`sender.name` and so on): up to 3 files of 5 MB each"),
    )
    consents_to_publication = serializers.BooleanField(default=False)
    has_read_privacy_notice = serializers.BooleanField(help_text=_("must be true: the sender was shown the notice"))

    def validate_has_read_privacy_notice(self, value: bool) -> bool:
        if not value:
            raise serializers.ValidationError(_("Show the sender the privacy notice first."))
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Fit office and topic to the mailbox."""
        mailbox = attrs["mailbox"]
        attrs["department"] = self._department(mailbox, attrs["department"])
        attrs["topic"] = self._topic(mailbox, attrs["topic"])
        attrs["sender"] = SenderDetails(**attrs["sender"])
        return attrs

    def _topic(self, mailbox: Mailbox, name: str) -> Topic | None:
        topic = mailbox.topics.filter(name=name).first() if name else None
        if name and topic is None:
            raise serializers.ValidationError({"topic": _("The mailbox has no such kind of letter.")})
        return topic

    def _department(self, mailbox: Mailbox, chosen: Department | None) -> Department:
        if mailbox.addressing == Addressing.OWNER:
            if chosen not in (None, mailbox.department):
                raise serializers.ValidationError({"department": _("In this mailbox the office can't be chosen.")})
            return mailbox.department
        receiving = Department.objects.active(timezone.localdate()).filter(kind__in=RECEIVING_KINDS)
        if chosen is None or not receiving.filter(pk=chosen.pk).exists():
            raise serializers.ValidationError({"department": _("Choose the office that is to answer.")})
        return chosen


class RepeatedSubmitSerializer(SubmitSerializer):
    """A message that was taken before, with what it named then: since, a mailbox may have closed, an office gone."""

    mailbox = MailboxField(slug_field="code", queryset=Mailbox.objects.all())

    def _department(self, mailbox: Mailbox, chosen: Department | None) -> Department:
        return chosen or mailbox.department


class QuerySerializer(serializers.Serializer):
    receipt_number = serializers.CharField(max_length=40)
    query_code = serializers.CharField(max_length=40, trim_whitespace=True)


class DaySerializer(serializers.Serializer):
    """One day of the account of a due date."""

    day = serializers.DateField()
    verdict = serializers.CharField(help_text=_("received, counted, make_up, weekend, holiday, suspended or rolled"))
    name = serializers.CharField(help_text=_("name of the holiday"))
    ordinal = serializers.IntegerField(allow_null=True, help_text=_("the number of the day, if it is counted"))


class DueSerializer(serializers.Serializer):
    due_on = serializers.DateField()
    is_provisional = serializers.BooleanField()
    working = DaySerializer(many=True)


class ReceiptSerializer(serializers.Serializer):
    """The receipt; `query_code` is told here and nowhere else (a repetition of the same request tells it again)."""

    receipt_number = serializers.CharField()
    query_code = serializers.CharField()
    department = serializers.CharField(source="department.code")
    received_at = serializers.DateTimeField()
    due = DueSerializer()


class StepSerializer(serializers.Serializer):
    at = serializers.DateTimeField()
    step = serializers.CharField(source="label")
    office = serializers.CharField()
    text = serializers.CharField()


class OwnMessageSerializer(serializers.Serializer):
    """A message as its sender sees it; `reply` once it is sent, `remedy` where it was declined."""

    receipt_number = serializers.CharField()
    mailbox = serializers.CharField(source="mailbox.code")
    department = serializers.CharField(source="department.code")
    subject = serializers.CharField()
    text = serializers.CharField()
    status = serializers.CharField()
    outcome = serializers.CharField()
    visibility = serializers.CharField()
    decline_reason = serializers.CharField()
    remedy = serializers.CharField()
    received_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    due = DueSerializer()
    steps = StepSerializer(many=True)
    reply = ReplySerializer(allow_null=True)
