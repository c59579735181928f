"""Other systems that are told of changes by themselves, and what came of each attempt."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from departments.officers.models import Officer
from departments.offices.models import Department
from disclosure.catalogue.models import Category
from disclosure.search.kinds import EntryKind
from disclosure.webhooks.querysets import AttemptQuerySet, WebhookQuerySet
from disclosure.webhooks.statuses import MessageKind, Outcome, Suspension
from foundation.outbound.faults import Fault
from foundation.outbound.targets import LONGEST
from foundation.personal.fields import DataKeyField
from foundation.personal.sealing import SealedRecord


class Webhook(models.Model):
    """An address that gets the journal of changes, in its order; `told_to`: up to which number it has taken it.

    The secret is sealed. After a renewal the former one signs too, until `former_until`. While a message is under way,
    or waits to be repeated, `message_id` names it and `message_to` is its last number: a repetition is the same
    message. `claim` and `claimed_until` belong to the worker that is sending now. `failing_since`: the first of the
    failures since the last success.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="webhooks", verbose_name=_("office it belongs to")
    )
    address = models.CharField(_("address"), max_length=LONGEST)
    kinds = ArrayField(
        models.CharField(max_length=20, choices=EntryKind.choices), verbose_name=_("kinds"), default=list, blank=True
    )
    branch = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("documents of"),
        help_text=_("An office and all below it; empty: every office."),
    )
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("column"),
        help_text=_("A column and all below it; empty: every column."),
    )
    data_key = DataKeyField()
    sealed = models.BinaryField()
    former_data_key = DataKeyField(null=True)
    former_sealed = models.BinaryField(null=True)
    former_until = models.DateTimeField(_("the former secret signs until"), null=True, editable=False)
    told_to = models.BigIntegerField(_("told up to number"), default=0, editable=False)
    message_id = models.CharField(max_length=40, blank=True, editable=False)
    message_to = models.BigIntegerField(null=True, editable=False)
    claim = models.UUIDField(null=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(_("failures since the last success"), default=0, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    next_attempt_at = models.DateTimeField(_("next attempt not before"), editable=False)
    suspension = models.CharField(
        _("suspended because"), max_length=10, choices=Suspension.choices, blank=True, editable=False
    )
    suspended_at = models.DateTimeField(_("suspended at"), null=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("keeper")
    )

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(suspension="", suspended_at__isnull=True)
                | (~Q(suspension="") & Q(suspended_at__isnull=False)),
                name="webhook_suspended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(message_id="", message_to__isnull=True) | (~Q(message_id="") & Q(message_to__isnull=False)),
                name="webhook_message_is_whole",
            ),
        ]
        indexes = [
            # whose time has come
            models.Index(fields=["next_attempt_at"], condition=Q(suspension=""), name="webhook_running"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return not self.suspension

    @property
    def secret_record(self) -> SealedRecord:
        return SealedRecord(self.data_key, self.sealed)

    @property
    def former_record(self) -> SealedRecord | None:
        return SealedRecord(self.former_data_key, self.former_sealed) if self.former_data_key else None


class WebhookAttempt(models.Model):
    """One request and what came of it. Nothing of what was sent is kept; of the answer, its beginning as plain text."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="attempts", verbose_name=_("webhook"))
    kind = models.CharField(_("what"), max_length=10, choices=MessageKind.choices)
    message_id = models.CharField(_("message"), max_length=40)
    first_number = models.BigIntegerField(_("from number"), null=True)
    last_number = models.BigIntegerField(_("to number"), null=True)
    attempt = models.PositiveIntegerField(_("attempt"))
    at = models.DateTimeField(_("at"))
    milliseconds = models.PositiveIntegerField(_("duration (ms)"))
    outcome = models.CharField(pgettext_lazy("of an attempt", "outcome"), max_length=10, choices=Outcome.choices)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    fault = models.CharField(_("error"), max_length=20, choices=Fault.choices, blank=True)
    excerpt = models.CharField(_("beginning of the answer"), max_length=200, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt of delivery")
        verbose_name_plural = _("attempts of delivery")
        ordering = ["-pk"]
        indexes = [
            # the log of one webhook, newest first
            models.Index(fields=["webhook", "-at", "-id"], name="attempt_by_webhook"),
            # what is old enough to be forgotten
            models.Index(fields=["at"], name="attempt_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.attempt}"
