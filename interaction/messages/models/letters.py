"""A citizen's message: what was sent, which duties it opened, what happened to it, by which words it is found."""

from pathlib import PurePath
from uuid import uuid4

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from departments.duties.kinds import ActorKind
from departments.duties.models import Duty
from departments.officers.models import Officer
from departments.offices.models import Department
from foundation.files.serving import private_storage
from foundation.personal.fields import DataKeyField
from interaction.mailboxes.models import Mailbox, Topic
from interaction.messages.querysets import MessageQuerySet
from interaction.messages.statuses import (
    DeclineReason,
    MessageEventKind,
    MessageStatus,
    Outcome,
    Source,
    Visibility,
)

FOLDER = "messages"
"""Where files of letters lie in the private store."""
LONGEST_FILE_NAME = 150
"""Characters that are kept of the name of a file."""


def private_path(attachment: "MessageAttachment", name: str) -> str:
    """Return where a file is kept; its own name, which may tell who sent it, is kept in the row alone."""
    return f"{FOLDER}/{attachment.message.received_at:%Y/%m}/{uuid4().hex}{PurePath(name).suffix}"


class Message(models.Model):
    """A citizen's message. The sender is sealed with a data key of its own; erasing the key erases the sender.

    `department` is the office that owes the answer now. `submission_key` makes a double click one message,
    `source_number` within a mailbox makes an import idempotent (two older systems may both have a number 1).
    """

    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="messages", verbose_name=_("mailbox"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="messages", verbose_name=_("office"))
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="messages", verbose_name=_("topic")
    )
    handler = models.ForeignKey(
        Officer, models.SET_NULL, null=True, blank=True, related_name="messages", verbose_name=_("handler")
    )
    receipt_number = models.CharField(_("receipt number"), max_length=30, unique=True)
    query_code_digest = models.CharField(max_length=64, blank=True)
    source = models.CharField(
        pgettext_lazy("of a letter", "source"), max_length=10, choices=Source.choices, default=Source.WEB
    )
    source_number = models.CharField(_("number in the older system"), max_length=40, null=True, blank=True)
    submission_key = models.CharField(max_length=64, null=True, unique=True)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    sender_sealed = models.BinaryField(null=True)
    sender_key = DataKeyField(null=True)
    has_email = models.BooleanField(default=False)
    consents_to_publication = models.BooleanField(_("consents to publication"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=MessageStatus.choices, default=MessageStatus.RECEIVED)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default="", blank=True)
    visibility = models.CharField(
        _("visibility"), max_length=10, choices=Visibility.choices, default=Visibility.PRIVATE
    )
    decline_reason = models.CharField(_("reason"), max_length=20, choices=DeclineReason.choices, blank=True)
    received_at = models.DateTimeField(_("received at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    told_of_delay_at = models.DateTimeField(_("sender told of the delay at"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "source", "source_number"],
                condition=Q(source_number__isnull=False),
                name="message_once_per_source_number",
            ),
            models.CheckConstraint(
                condition=Q(visibility="private") | Q(consents_to_publication=True),
                name="message_public_by_consent_only",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(status="closed") & Q(closed_at__isnull=True, outcome=""),
                name="message_closed_with_outcome",
            ),
        ]
        indexes = [
            # the list of the whole city, newest first
            models.Index(fields=["-received_at", "-id"], name="message_newest"),
            # the few open ones by where they stand, newest first; counted with their office, and no letter is read
            models.Index(
                fields=["status", "-received_at", "-id"],
                include=["department"],
                condition=~Q(status="closed"),
                name="message_open_newest",
            ),
            # those of an office
            models.Index(
                fields=["department", "status", "-received_at", "-id"],
                condition=~Q(status="closed"),
                name="message_open_of_office",
            ),
            # an office's list, newest first
            models.Index(fields=["department", "-received_at", "-id"], name="message_by_department"),
            models.Index(fields=["mailbox", "-received_at", "-id"], name="message_by_mailbox"),
            # public answers, newest first
            models.Index(fields=["-closed_at", "-id"], condition=Q(visibility="public"), name="message_public_newest"),
            # open messages whose sender can be told of a delay
            models.Index(
                fields=["id"],
                condition=Q(told_of_delay_at=None, has_email=True) & ~Q(status="closed"),
                name="message_delay_to_tell",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt_number

    @property
    def is_open(self) -> bool:
        return self.status != MessageStatus.CLOSED

    @property
    def is_erased(self) -> bool:
        """Tell whether the sender's data can't be read any more."""
        return self.sender_key is None


class MessageAttachment(models.Model):
    """A file the sender added; kept in the private store."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments", verbose_name=_("message"))
    file = models.FileField(_("file"), storage=private_storage, upload_to=private_path)
    name = models.CharField(_("name"), max_length=LONGEST_FILE_NAME)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def suffix(self) -> str:
        """Return the kind of file as people call it: PDF, DOCX."""
        return PurePath(self.name).suffix.lstrip(".").upper()


class MessageDuty(models.Model):
    """A duty that a message opened; a message can have several (now one: the reply)."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="message_duties")
    duty = models.OneToOneField(Duty, models.PROTECT, related_name="message_duty")
    role = models.CharField(max_length=20, default="reply")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "duty"], name="message_duty_once")]

    def __str__(self) -> str:
        return f"{self.message} · {self.duty}"


class MessageEvent(models.Model):
    """The timeline of a message; append-only (a trigger refuses UPDATE and DELETE)."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="events", verbose_name=_("message"))
    kind = models.CharField(_("event"), max_length=20, choices=MessageEventKind.choices)
    at = models.DateTimeField(_("at"))
    actor_kind = models.CharField(_("by"), max_length=10, choices=ActorKind.choices)
    actor = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    status_before = models.CharField(max_length=10, blank=True)
    status_after = models.CharField(max_length=10, blank=True)
    department_before = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    department_after = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("step of a message")
        verbose_name_plural = _("steps of messages")
        ordering = ["message", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


class MessageWords(models.Model):
    """The words by which the back office finds a message: `letter` those of subject and text as they are stored, for
    those who read them unmasked, `copy` those of the public copy. Each is written where its text is (`words.py`).
    """

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="words")
    numbers = SearchVectorField()
    letter = SearchVectorField()
    copy = SearchVectorField()

    class Meta:
        # the search of the back office
        indexes = [GinIndex(fields=["numbers", "letter", "copy"], name="message_words", fastupdate=True)]

    def __str__(self) -> str:
        return str(self.message_id)
