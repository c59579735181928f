"""What was published of a statement, word for word, and every step that led there."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.officers.models import Officer
from disclosure.money.models.statements import Statement
from disclosure.money.statuses import StatementStatus


class StatementVersion(models.Model):
    """What was published, as plain values; immutable (a trigger refuses UPDATE and DELETE).

    `content` holds cells in yuan, counts, prose and the explained warnings. `digest` is the SHA-256 over it and
    `previous_digest`: a chain per statement. `reason` is why published figures were restated; empty the first time.
    """

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="versions", verbose_name=_("statement"))
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(_("content"))
    reason = models.CharField(_("what changed"), max_length=200, blank=True)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("signed by"))
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("published statement")
        verbose_name_plural = _("published statements")
        ordering = ["statement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="statement_version_number"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="statement_version_restated_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.number}"


class StatementEvent(models.Model):
    """A step of a statement; append-only (a trigger refuses UPDATE and DELETE)."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="events", verbose_name=_("statement"))
    old_status = models.CharField(max_length=10, choices=StatementStatus.choices)
    new_status = models.CharField(max_length=10, choices=StatementStatus.choices)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("step of a statement")
        verbose_name_plural = _("steps of statements")
        ordering = ["statement", "pk"]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.get_new_status_display()}"
