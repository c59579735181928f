"""The units of finance, the bureaus that approve for them, and what was approved when."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.duties.models import Duty
from departments.officers.models import Officer
from departments.offices.models import Department
from disclosure.money.querysets import ApprovalQuerySet, FinanceBureauQuerySet, FinanceUnitQuerySet
from disclosure.money.statuses import StatementKind, StatementScope, UnitGroup
from foundation.trees.models import TreeNode

FISCAL_YEAR_BOUNDS = [MinValueValidator(2000), MaxValueValidator(2100)]


class FinanceBureau(models.Model):
    """The office that approves budgets and accounts of `territory` and everything below it."""

    department = models.OneToOneField(
        Department, models.PROTECT, related_name="finance_bureau", verbose_name=_("finance bureau")
    )
    territory = models.OneToOneField(
        Department, models.PROTECT, related_name="approving_bureau", verbose_name=_("approves for")
    )

    objects = FinanceBureauQuerySet.as_manager()

    class Meta:
        verbose_name = _("finance bureau")
        verbose_name_plural = _("finance bureaus")

    def __str__(self) -> str:
        return str(self.department)


class FinanceUnit(TreeNode):
    """A unit that draws up a budget; `code` is its budget code. This tree is the treasury's, not the administration's.

    `department` is the office that answers for it: its own, or the one above it in the administration. A confidential
    unit publishes nothing, on a basis in law that is looked at again by `review_on`.
    """

    name = models.CharField(_("name"), max_length=100)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="finance_units", verbose_name=_("responsible office")
    )
    group = models.CharField(_("kind"), max_length=10, choices=UnitGroup.choices, default=UnitGroup.OFFICE)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    exemption_basis = models.CharField(_("legal basis of the exemption"), max_length=200, blank=True)
    review_on = models.DateField(_("exemption to be reviewed on"), null=True, blank=True)

    objects = FinanceUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit of finance")
        verbose_name_plural = _("units of finance")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_confidential=False) | (~Q(exemption_basis="") & Q(review_on__isnull=False)),
                name="finance_unit_exempt_has_basis",
                violation_error_message=_("A confidential unit needs a legal basis and a day of review."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def widest_scope(self) -> str:
        """Return the scope whose publication meets the duty: with its units where it has any. Asks the database."""
        is_sum = self.group == UnitGroup.GOVERNMENT or self.children.exists()
        return StatementScope.CONSOLIDATED if is_sum else StatementScope.OWN


class Approval(models.Model):
    """The day on which the finance bureau approved (批复) one statement; it opened the duty to publish it.

    One entered wrongly is revoked with a reason, which cancels its duty, and entered again.
    """

    unit = models.ForeignKey(FinanceUnit, models.PROTECT, related_name="approvals", verbose_name=_("unit of finance"))
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"), validators=FISCAL_YEAR_BOUNDS)
    kind = models.CharField(_("kind"), max_length=15, choices=StatementKind.choices)
    approved_on = models.DateField(_("approved on"))
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    entered_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))
    duty = models.OneToOneField(Duty, models.PROTECT, related_name="approval", verbose_name=_("duty to publish"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )
    revocation_reason = models.CharField(_("reason of the revocation"), max_length=200, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-fiscal_year", "kind", "unit__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "fiscal_year", "kind"],
                condition=Q(revoked_at=None),
                name="approval_once_for_unit_year_kind",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | (~Q(revocation_reason="") & Q(revoked_by__isnull=False)),
                name="approval_revoked_has_reason",
            ),
        ]
        # who of a year is approved: the list of the finance bureau, the city page
        indexes = [models.Index(fields=["fiscal_year", "kind", "unit"], name="approval_by_year")]

    def __str__(self) -> str:
        return f"{self.unit} {self.fiscal_year} {self.get_kind_display()}"
