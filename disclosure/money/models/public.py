"""What the public reads of statements, in columns: written with each version, for pages that compare many of them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.offices.models import Department
from disclosure.money.models.statements import Statement
from disclosure.money.models.units import FinanceUnit
from disclosure.money.querysets import PublicFiguresQuerySet
from disclosure.money.statuses import AbsenceKind, StatementKind, StatementScope, UnitGroup
from disclosure.money.statutory import Scheme, TableCode


def _yuan(label: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=18, decimal_places=2, null=True, blank=True)


def _count(label: Any) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True)


class PublishedRow(models.Model):
    """What both tables of published figures are found by: unit, year, kind, scope."""

    unit = models.ForeignKey(FinanceUnit, models.PROTECT, related_name="+", verbose_name=_("unit of finance"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("office"))
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    kind = models.CharField(_("kind"), max_length=15, choices=StatementKind.choices)
    scope = models.CharField(_("scope"), max_length=15, choices=StatementScope.choices)

    class Meta:
        abstract = True


class PublicFigures(PublishedRow):
    """The three public expenses of one published statement, in yuan; None where the statement gives no figure.

    Without prefix: what the statement is about. `previous_`: last year's; `budget_`: this year's budget, in accounts.
    `counts_in_city`: it enters the city's sum, as the widest statement that an office of the city's own level
    published of the year.
    """

    statement = models.OneToOneField(
        Statement, models.PROTECT, primary_key=True, related_name="public_figures", verbose_name=_("statement")
    )
    group = models.CharField(_("kind of unit"), max_length=10, choices=UnitGroup.choices)
    counts_in_city = models.BooleanField(_("counts in the sum of the city"))
    published_on = models.DateField(_("first published on"))
    changed_on = models.DateField(_("last changed on"))
    version_number = models.PositiveSmallIntegerField(_("version"))
    staff = _count(_("staff at the end of the year"))

    total = _yuan(_("Total of the three public expenses"))
    abroad = _yuan(_("Official travel abroad"))
    vehicle = _yuan(_("Official vehicles, purchase and running"))
    vehicle_purchase = _yuan(_("Purchase of official vehicles"))
    vehicle_running = _yuan(_("Running of official vehicles"))
    reception = _yuan(_("Official reception"))

    previous_total = _yuan(_("Total, last year"))
    previous_abroad = _yuan(_("Travel abroad, last year"))
    previous_vehicle = _yuan(_("Vehicles, last year"))
    previous_vehicle_purchase = _yuan(_("Purchase of vehicles, last year"))
    previous_vehicle_running = _yuan(_("Running of vehicles, last year"))
    previous_reception = _yuan(_("Reception, last year"))

    budget_total = _yuan(_("Total, budget"))
    budget_abroad = _yuan(_("Travel abroad, budget"))
    budget_vehicle = _yuan(_("Vehicles, budget"))
    budget_vehicle_purchase = _yuan(_("Purchase of vehicles, budget"))
    budget_vehicle_running = _yuan(_("Running of vehicles, budget"))
    budget_reception = _yuan(_("Reception, budget"))

    abroad_groups = _count(_("groups sent abroad"))
    abroad_people = _count(_("people sent abroad"))
    vehicles_bought = _count(_("vehicles bought"))
    vehicles_held = _count(_("vehicles held"))
    reception_batches = _count(_("batches received"))
    reception_people = _count(_("people received"))

    objects = PublicFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("published figures")
        verbose_name_plural = _("published figures")
        ordering = ["-fiscal_year", "kind", "unit"]
        indexes = [
            # the city page: sums over the years, the offices of a year
            models.Index(
                fields=["kind", "fiscal_year", "unit"],
                condition=models.Q(counts_in_city=True),
                name="public_figures_of_city",
            ),
            # the city page: what the government published as its own sum
            models.Index(
                fields=["fiscal_year", "kind"],
                condition=models.Q(group=UnitGroup.GOVERNMENT),
                name="public_figures_of_government",
            ),
            # the office page: ten years of a unit
            models.Index(fields=["unit", "kind", "scope", "fiscal_year"], name="public_figures_of_unit"),
            # open data: everything of a year in a steady order
            models.Index(fields=["fiscal_year", "statement"], name="public_figures_by_year"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.fiscal_year} {self.get_kind_display()}"


class Subject(models.Model):
    """A classification code with a name under which it was published: what a search for a subject looks through."""

    scheme = models.CharField(_("classification"), max_length=10, choices=Scheme.choices)
    code = models.CharField(_("classification code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("subject of expenditure")
        verbose_name_plural = _("subjects of expenditure")
        ordering = ["scheme", "code", "name"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code", "name"], name="subject_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class PublicLine(PublishedRow):
    """One published amount of a statutory table, in yuan; rewritten with each version."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="public_lines", verbose_name=_("statement"))
    table = models.CharField(_("table"), max_length=20, choices=TableCode.choices)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="lines", verbose_name=_("subject of expenditure"))
    column = models.CharField(_("column"), max_length=40)
    amount = _yuan(_("amount (yuan)"))
    absence = models.CharField(_("no figure because"), max_length=10, choices=AbsenceKind.choices, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("published line of a table")
        verbose_name_plural = _("published lines of tables")
        ordering = ["pk"]
        indexes = [
            # a subject over offices and years
            models.Index(fields=["subject", "fiscal_year", "id"], name="public_line_of_subject"),
            # the tables of a statement
            models.Index(fields=["statement", "table", "position"], name="public_line_of_statement"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.column}"
