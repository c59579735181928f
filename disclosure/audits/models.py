"""Audit reports, audited projects, findings, and every step of their rectification.

A report is carried by an item: publication, versions, withdrawal and files are the item's. What stands here is fixed
when the item leaves the author's desk for the first time; only the rectification goes on.
"""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from departments.duties.models import Duty
from departments.officers.models import Officer
from departments.offices.models import Department
from disclosure.audits.querysets import AuditedProjectQuerySet, AuditFindingQuerySet, AuditReportQuerySet
from disclosure.audits.statuses import AuditKind, RectificationStatus
from disclosure.audits.sums import reduction_rate
from disclosure.items.models import Item
from disclosure.items.statuses import ItemStatus
from disclosure.money.models.units import FISCAL_YEAR_BOUNDS

LONGEST_TEXT = 1000


def _yuan(label: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=18, decimal_places=2)


class AuditReport(models.Model):
    """The structured facts of a report that `item` carries; the auditing office is the item's.

    `fiscal_year` is the year that was audited, or for projects the year in which the audits ended.
    """

    item = models.OneToOneField(Item, models.PROTECT, related_name="audit_report", verbose_name=_("item"))
    kind = models.CharField(_("kind"), max_length=10, choices=AuditKind.choices, default=AuditKind.EXECUTION)
    fiscal_year = models.PositiveSmallIntegerField(_("audited year"), validators=FISCAL_YEAR_BOUNDS)
    audited_offices = models.ManyToManyField(
        Department, blank=True, related_name="audit_reports", verbose_name=_("audited offices")
    )
    summary = models.TextField(_("summary"), blank=True, max_length=LONGEST_TEXT)

    objects = AuditReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit report")
        verbose_name_plural = _("audit reports")
        ordering = ["-fiscal_year", "-pk"]
        # the public list of a year
        indexes = [models.Index(fields=["-fiscal_year", "-id"], name="audit_report_by_year")]

    def __str__(self) -> str:
        return str(self.item)

    def get_absolute_url(self) -> str:
        return reverse("disclosure:audit-report", args=[self.pk])

    @property
    def department(self) -> Department:
        """Return the auditing office: whose item it is."""
        return self.item.department

    @property
    def is_open(self) -> bool:
        """Tell whether the facts may still be changed: the item is a draft that was never published."""
        return self.item.status == ItemStatus.DRAFT and self.item.first_published_at is None


class AuditedProject(models.Model):
    """One project whose account was audited; the amounts in yuan. A natural person never stands in `contractor`.

    `auditor` is who looked at the account, where the auditing office let a firm do it.
    """

    report = models.ForeignKey(AuditReport, models.CASCADE, related_name="projects", verbose_name=_("audit report"))
    position = models.PositiveIntegerField(pgettext_lazy("in the report", "number"))
    name = models.CharField(_("project"), max_length=200)
    owner = models.ForeignKey(
        Department, models.PROTECT, related_name="audited_projects", verbose_name=_("office that had it built")
    )
    contractor = models.CharField(
        _("contractor"),
        max_length=200,
        help_text=_("Companies and institutions only; several stand between “、”. Natural persons are not published."),
    )
    is_contractor_confirmed = models.BooleanField(
        _("the contractor is an organisation"),
        default=False,
        help_text=_("Needed only where the name has no word such as 公司 or 院."),
    )
    auditor = models.CharField(_("auditor"), max_length=100, blank=True)
    submitted = _yuan(_("submitted sum (yuan)"))
    approved = _yuan(_("approved sum (yuan)"))
    reduced = _yuan(_("reduced by (yuan)"))
    audited_on = models.DateField(_("audited on"))
    findings_text = models.TextField(_("what was found"), blank=True, max_length=LONGEST_TEXT)

    objects = AuditedProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("audited project")
        verbose_name_plural = _("audited projects")
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="audited_project_numbered_once"),
            models.CheckConstraint(
                condition=Q(reduced=F("submitted") - F("approved")),
                name="audited_project_reduced_is_difference",
                violation_error_message=_("The reduction must be the submitted sum less the approved one."),
            ),
            models.CheckConstraint(
                condition=Q(submitted__gt=Decimal(0), approved__gte=Decimal(0)),
                name="audited_project_sums_positive",
                violation_error_message=_("A submitted sum is more than zero and an approved one is not negative."),
            ),
        ]
        indexes = [
            # the public list, the newest audit first (keyset on the same order)
            models.Index(fields=["-audited_on", "-id"], name="audited_project_newest"),
            # the projects of an office
            models.Index(fields=["owner", "-audited_on", "-id"], name="audited_project_of_owner"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("disclosure:audited-project", args=[self.pk])

    @property
    def department(self) -> Department:
        """Return the auditing office."""
        return self.report.department

    @property
    def rate(self) -> Decimal | None:
        """Return the reduction as a share of the submitted sum."""
        return reduction_rate(self.submitted, self.reduced)


class AuditFinding(models.Model):
    """One thing the audit found. Where it demands rectification, `department` owes it by the due date of `duty`."""

    report = models.ForeignKey(AuditReport, models.CASCADE, related_name="findings", verbose_name=_("audit report"))
    project = models.ForeignKey(
        AuditedProject,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("audited project"),
    )
    position = models.PositiveSmallIntegerField(pgettext_lazy("in the report", "number"))
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="audit_findings", verbose_name=_("audited office")
    )
    text = models.TextField(_("finding"), max_length=LONGEST_TEXT)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=18, decimal_places=2, null=True, blank=True)
    status = models.CharField(
        _("rectification"), max_length=10, choices=RectificationStatus.choices, default=RectificationStatus.NONE
    )
    duty = models.OneToOneField(
        Duty, models.PROTECT, null=True, blank=True, related_name="audit_finding", verbose_name=_("duty to rectify")
    )
    rectification = models.TextField(_("what was rectified"), blank=True, max_length=LONGEST_TEXT)
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    reported_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reported by")
    )
    accepted_at = models.DateTimeField(pgettext_lazy("of a rectification", "accepted at"), null=True, blank=True)

    objects = AuditFindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit finding")
        verbose_name_plural = _("audit findings")
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="audit_finding_numbered_once"),
            models.CheckConstraint(
                condition=Q(status__in=["none", "planned"], duty=None)
                | (~Q(status__in=["none", "planned"]) & Q(duty__isnull=False)),
                name="audit_finding_demanded_has_duty",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["reported", "accepted"])
                | (~Q(rectification="") & Q(reported_at__isnull=False, reported_by__isnull=False)),
                name="audit_finding_reported_has_words",
            ),
        ]
        indexes = [
            # what an office has to rectify
            models.Index(fields=["department", "status"], name="audit_finding_by_department"),
            # what waits for the auditors
            models.Index(fields=["id"], condition=Q(status="reported"), name="audit_finding_to_accept"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.text[:40]}"


class RectificationEvent(models.Model):
    """A step of a rectification; append-only (a trigger refuses UPDATE and DELETE)."""

    finding = models.ForeignKey(AuditFinding, models.PROTECT, related_name="events", verbose_name=_("audit finding"))
    status_before = models.CharField(_("from"), max_length=10, choices=RectificationStatus.choices)
    status_after = models.CharField(_("to"), max_length=10, choices=RectificationStatus.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("by"))
    words = models.TextField(_("words"), blank=True, max_length=LONGEST_TEXT)

    class Meta:
        verbose_name = _("step of a rectification")
        verbose_name_plural = _("steps of rectifications")
        ordering = ["finding", "pk"]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.get_status_after_display()}"
