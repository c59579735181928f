"""Budgets and final accounts as they are worked on, and what the audit finds in them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.officers.models import Officer
from departments.offices.models import Department
from disclosure.money.models.units import FISCAL_YEAR_BOUNDS, FinanceUnit
from disclosure.money.querysets import StatementQuerySet
from disclosure.money.sources import names_an_address
from disclosure.money.statuses import (
    DisplayUnit,
    FindingSeverity,
    StatementKind,
    StatementScope,
    StatementStatus,
)


class Statement(models.Model):
    """The working copy of one unit's budget or final account; the public reads `current_version`.

    `department` is the unit's, kept here for scopes and lists. `explanation` is the prose about the whole that is
    published with the figures. `staff` is the number of people on the payroll at the end of the year.
    `first_published_at` never changes.
    """

    unit = models.ForeignKey(FinanceUnit, models.PROTECT, related_name="statements", verbose_name=_("unit of finance"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="statements", verbose_name=_("office"))
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"), validators=FISCAL_YEAR_BOUNDS)
    kind = models.CharField(_("kind"), max_length=15, choices=StatementKind.choices)
    scope = models.CharField(_("scope"), max_length=15, choices=StatementScope.choices)
    display_unit = models.CharField(_("unit"), max_length=4, choices=DisplayUnit.choices, default=DisplayUnit.WAN)
    explanation = models.TextField(_("explanation"), blank=True)
    staff = models.PositiveIntegerField(_("staff at the end of the year"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=StatementStatus.choices, default=StatementStatus.DRAFT
    )
    restatement_reason = models.CharField(_("reason of the restatement"), max_length=200, blank=True)
    taken_over_from = models.CharField(
        _("published before at"),
        max_length=300,
        blank=True,
        help_text=_(
            "Where it was published before this platform: an address or a paper. Empty for what was signed here."
        ),
    )
    current_version = models.OneToOneField(
        "StatementVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("current version")
    )
    first_published_at = models.DateTimeField(_("first published at"), null=True, blank=True)
    entered_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    editors = models.ManyToManyField(
        Officer,
        blank=True,
        related_name="+",
        verbose_name=_("editors"),
        help_text=_("Who changed the working copy since it was last published; none of them may sign it."),
    )
    submitted_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("submitted by")
    )
    signed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by")
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["-fiscal_year", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "fiscal_year", "kind", "scope"], name="statement_one_for_unit_year_kind_scope"
            ),
            models.CheckConstraint(
                condition=Q(current_version=None) | Q(first_published_at__isnull=False),
                name="statement_public_has_first_day",
            ),
        ]
        indexes = [
            # the city page and the tables of a year
            models.Index(fields=["fiscal_year", "kind", "scope", "department"], name="statement_by_year"),
            # ten years of an office
            models.Index(fields=["department", "kind", "scope", "-fiscal_year"], name="statement_by_department"),
            # what waits for a signature
            models.Index(fields=["department"], condition=Q(status="submitted"), name="statement_to_sign"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.fiscal_year} {self.get_kind_display()}"

    @property
    def is_editable(self) -> bool:
        return self.status == StatementStatus.DRAFT

    @property
    def names_an_address(self) -> bool:
        """Tell whether it was taken over from an address that a reader may open."""
        return names_an_address(self.taken_over_from)

    @property
    def is_restatement(self) -> bool:
        """Tell whether the working copy corrects figures that the public has been reading."""
        return self.first_published_at is not None


class StatementFinding(models.Model):
    """What the audit found in the working copy when it was submitted; a warning is published with its explanation.

    `key` names rule and places, so that an explanation outlives another audit that finds the same. `places` are the
    cells, counts and characters of the prose that disagree, as `audit.Finding` names them.
    """

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="findings", verbose_name=_("statement"))
    key = models.CharField(max_length=64)
    rule = models.PositiveSmallIntegerField(_("rule"))
    severity = models.CharField(_("severity"), max_length=10, choices=FindingSeverity.choices)
    message = models.TextField(_("finding"))
    places = models.JSONField(_("places"), default=list)
    explanation = models.CharField(_("explanation"), max_length=500, blank=True)
    explained_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    explained_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["rule", "pk"]
        constraints = [models.UniqueConstraint(fields=["statement", "key"], name="finding_once")]

    def __str__(self) -> str:
        return f"{self.rule} {self.message}"
