"""One row per piece of work that must follow a commit."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.outbox.handlers import words_of
from foundation.outbox.querysets import OutboxQuerySet
from foundation.outbox.statuses import Delivery, Status

__all__ = ["Delivery", "OutboxEntry", "Status"]


class OutboxEntry(models.Model):
    """A call to be made after the commit: `handler` is the dotted name of a function that takes `payload`.

    The payload carries keys of rows, never personal data. `key` makes an entry unique: writing it twice is writing it
    once.
    """

    handler = models.CharField(_("work"), max_length=200)
    payload = models.JSONField(_("parameters"), default=dict)
    key = models.CharField(_("key"), max_length=200, null=True, unique=True)
    delivery = models.CharField(_("delivery"), max_length=10, choices=Delivery.choices, default=Delivery.REPEATABLE)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    available_at = models.DateTimeField(_("not before"))
    claimed_at = models.DateTimeField(_("claimed at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    error = models.CharField(_("error"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("work that follows")
        verbose_name_plural = _("work that follows")
        ordering = ["-pk"]
        indexes = [
            # what can be claimed now, oldest first
            models.Index(fields=["available_at", "id"], condition=Q(status="pending"), name="outbox_pending"),
            # claims whose worker may have died
            models.Index(fields=["claimed_at"], condition=Q(status="claimed"), name="outbox_claimed"),
            # lists of what is not done, newest first: nearly everything is
            models.Index(fields=["status", "-id"], condition=~Q(status="done"), name="outbox_not_done"),
            # what is old enough to be forgotten
            models.Index(fields=["finished_at"], condition=Q(status="done"), name="outbox_done"),
        ]

    def __str__(self) -> str:
        return words_of(self.handler)
