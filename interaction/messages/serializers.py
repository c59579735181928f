"""What officers send and get. Shape only; no answer carries anything of a sender."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from departments.offices.models import Department
from interaction.messages.access import Letter, letter_for, masked_subject, reply_for, works_on_reply
from interaction.messages.models import Message, Reply
from interaction.messages.replying import PARTS, ReplyParts, stamp_of
from interaction.messages.statuses import DeclineReason, Visibility


class DeclineSerializer(serializers.Serializer):
    decline_reason = serializers.ChoiceField(choices=DeclineReason.choices, source="reason")


class TransferSerializer(serializers.Serializer):
    """`to` is the code of the office in charge; the sender reads `reason`."""

    to = serializers.SlugRelatedField(slug_field="code", queryset=Department.objects.all())
    reason = serializers.CharField(max_length=200)


class SeenSerializer(serializers.Serializer):
    """What stands for the reply that the officer had read, and for no other."""

    seen = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=64,
        help_text=_("the `reply_stamp` of the message as it was read: if somebody changed the reply since, 409"),
    )


class DraftSerializer(SeenSerializer):
    """The parts of a reply; a draft may lack anything."""

    law_and_policy = serializers.CharField(required=False, allow_blank=True, default="")
    progress = serializers.CharField(required=False, allow_blank=True, default="")
    facts = serializers.CharField(required=False, allow_blank=True, default="")
    next_step = serializers.CharField(required=False, allow_blank=True, default="")
    contact_phone = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {"seen": attrs.pop("seen"), "parts": ReplyParts(**attrs)}


class ReturnSerializer(serializers.Serializer):
    note = serializers.CharField(max_length=200)


class SendSerializer(SeenSerializer):
    """The reviewer's decision; `public_subject` and `public_text` replace what the machine would mask."""

    visibility = serializers.ChoiceField(choices=Visibility.choices)
    public_subject = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    public_text = serializers.CharField(required=False, allow_blank=True, default="")


class ReplySerializer(serializers.ModelSerializer):
    """A reply; without `sent_at` it is a draft, or under review as the message's status says."""

    class Meta:
        model = Reply
        fields = (*PARTS, "imported_text", "sent_at")


class MessageListSerializer(serializers.ModelSerializer):
    """A message in an officer's list; the subject is masked."""

    mailbox = serializers.CharField(source="mailbox.code")
    department = serializers.CharField(source="department.code")
    subject = serializers.SerializerMethodField()
    due_on = serializers.DateField(allow_null=True)

    class Meta:
        model = Message
        fields: tuple[str, ...] = (
            "receipt_number",
            "source_number",
            "mailbox",
            "department",
            "subject",
            "status",
            "outcome",
            "visibility",
            "received_at",
            "due_on",
            "closed_at",
        )

    def get_subject(self, message: Message) -> str:
        return masked_subject(message)


class MessageSerializer(MessageListSerializer):
    """One message as this officer may read it: whole for the handlers of its office, masked for everybody else."""

    text = serializers.SerializerMethodField()
    is_masked = serializers.SerializerMethodField()
    reply_stamp = serializers.SerializerMethodField(
        help_text=_("tells one text of the reply from another, for `seen`; empty for those who only look on")
    )
    reply = ReplySerializer(allow_null=True, default=None)

    class Meta(MessageListSerializer.Meta):
        fields: tuple[str, ...] = (
            *MessageListSerializer.Meta.fields,
            "text",
            "is_masked",
            "decline_reason",
            "reply",
            "reply_stamp",
        )

    def to_representation(self, message: Message) -> dict[str, Any]:
        """Show of the reply what this officer may read too."""
        reply = reply_for(self.context["request"].user, message, timezone.localdate())
        shown: dict[str, Any] = super().to_representation(message)
        return {**shown, "reply": ReplySerializer(reply).data if reply else None}

    def get_subject(self, message: Message) -> str:
        return self._letter(message).subject

    def get_text(self, message: Message) -> str:
        return self._letter(message).text

    def get_is_masked(self, message: Message) -> bool:
        return self._letter(message).is_masked

    def get_reply_stamp(self, message: Message) -> str:
        """Return it to those alone who read the reply whole: what is masked could be guessed by its digest."""
        if not works_on_reply(self.context["request"].user, message, timezone.localdate()):
            return ""
        return stamp_of(ReplyParts.of(getattr(message, "reply", None)))

    def _letter(self, message: Message) -> Letter:
        letters: dict[int, Letter] = vars(self).setdefault("_letters", {})
        if message.pk not in letters:
            letters[message.pk] = letter_for(self.context["request"].user, message, timezone.localdate())
        return letters[message.pk]
