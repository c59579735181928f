"""Workbooks that were uploaded, one or a thousand at once, and what became of each."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.officers.models import Officer
from departments.offices.models import Department
from disclosure.money.models.statements import Statement
from disclosure.money.models.units import FISCAL_YEAR_BOUNDS, FinanceUnit
from disclosure.money.querysets import ImportBatchQuerySet, ImportedWorkbookQuerySet
from disclosure.money.statuses import StatementKind, StatementScope, WorkbookStatus
from foundation.files.serving import private_storage

KEPT = timedelta(days=30)
"""How long the files of a batch stay; the record of what became of them stays longer."""


class ImportBatch(models.Model):
    """One upload by one officer. `department` is the office for which it was made, within the officer's scope.

    `unit`, `fiscal_year`, `kind` and `scope` are what the officer chose: a workbook about something else is refused.
    `is_replacing`: drafts that are there already may be overwritten.
    """

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="import_batches", verbose_name=_("for the office")
    )
    uploaded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded at"))
    unit = models.ForeignKey(
        FinanceUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit of finance")
    )
    fiscal_year = models.PositiveSmallIntegerField(
        _("fiscal year"), null=True, blank=True, validators=FISCAL_YEAR_BOUNDS
    )
    kind = models.CharField(_("kind"), max_length=15, choices=StatementKind.choices, blank=True)
    scope = models.CharField(_("scope"), max_length=15, choices=StatementScope.choices, blank=True)
    is_replacing = models.BooleanField(_("overwrite drafts"), default=False)
    cancelled_at = models.DateTimeField(_("given up at"), null=True, blank=True)
    n_workbooks = models.PositiveSmallIntegerField(_("workbooks"), default=0)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of workbooks")
        verbose_name_plural = _("imports of workbooks")
        ordering = ["-pk"]
        # the imports of an office, newest first
        indexes = [models.Index(fields=["department", "-id"], name="import_batch_of_department")]

    def __str__(self) -> str:
        return _("Import %(number)s") % {"number": self.pk}


class ImportedWorkbook(models.Model):
    """One workbook of a batch. It is locked while it is read; figures and outcome are committed together or not at all.

    `attempts` counts how often a worker began with it. `problems` are errors, or of a file that was read remarks, as
    {sheet, cell, message, remedy}. `saved_at` is `updated_at` of the statement that came of it; `template` the number
    of the template it was filled into: a mended copy may overwrite what the same template brought before.
    """

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="workbooks", verbose_name=_("import of workbooks")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    file = models.FileField(_("file"), storage=private_storage, upload_to="workbooks/%Y/%m", blank=True)
    name = models.CharField(_("name"), max_length=200)
    status = models.CharField(
        _("status"), max_length=10, choices=WorkbookStatus.choices, default=WorkbookStatus.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    problems = models.JSONField(_("remarks"), default=list, blank=True)
    n_problems = models.PositiveIntegerField(_("remarks, in number"), default=0)
    n_errors = models.PositiveIntegerField(_("errors of the audit"), default=0)
    n_warnings = models.PositiveIntegerField(_("warnings of the audit"), default=0)
    statement = models.ForeignKey(
        Statement, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("statement")
    )
    template = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = ImportedWorkbookQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded workbook")
        verbose_name_plural = _("uploaded workbooks")
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="workbook_position_once"),
            models.UniqueConstraint(
                fields=["batch", "statement"],
                condition=Q(status=WorkbookStatus.IMPORTED),
                name="workbook_statement_once_a_batch",
            ),
        ]
        indexes = [
            # what a worker takes next
            models.Index(
                fields=["batch", "attempts", "position"], condition=Q(status="waiting"), name="workbook_waiting"
            ),
            # what the same template brought before
            models.Index(fields=["template"], condition=~Q(template=""), name="workbook_of_template"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_settled(self) -> bool:
        return self.status != WorkbookStatus.WAITING
