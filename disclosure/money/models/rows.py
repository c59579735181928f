"""The rows of a working copy: figures, counts, what is said to each row, and the other statutory tables."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disclosure.money.models.statements import Statement
from disclosure.money.querysets import StatementTableQuerySet
from disclosure.money.statuses import AbsenceKind, CountCategory, DisplayUnit, FigureColumn, RowCategory
from disclosure.money.statutory import TableCode

AMOUNT_OR_ABSENCE = Q(amount__isnull=False, absence="") | (Q(amount__isnull=True) & ~Q(absence=""))


class ThreePublicFigure(models.Model):
    """One cell of the table of the three public expenses, in yuan, or why it holds none."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="figures", verbose_name=_("statement"))
    category = models.CharField(_("row"), max_length=20, choices=RowCategory.choices)
    column = models.CharField(_("column"), max_length=10, choices=FigureColumn.choices)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=18, decimal_places=2, null=True, blank=True)
    absence = models.CharField(_("no figure because"), max_length=10, choices=AbsenceKind.choices, blank=True)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            models.UniqueConstraint(fields=["statement", "category", "column"], name="figure_one_a_cell"),
            models.CheckConstraint(condition=AMOUNT_OR_ABSENCE, name="figure_amount_or_absence"),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.get_column_display()}"


class StatementCount(models.Model):
    """One of the six counts; None where it is not held."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="counts", verbose_name=_("statement"))
    kind = models.CharField(_("count"), max_length=20, choices=CountCategory.choices)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        constraints = [models.UniqueConstraint(fields=["statement", "kind"], name="count_one_a_kind")]

    def __str__(self) -> str:
        return self.get_kind_display()


class StatementNote(models.Model):
    """What the office says to one row of the table: why it rose or fell. It is read as prose by the audit."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="notes", verbose_name=_("statement"))
    category = models.CharField(_("row"), max_length=20, choices=RowCategory.choices)
    text = models.TextField(_("explanation"))

    class Meta:
        verbose_name = _("explanation of a row")
        verbose_name_plural = _("explanations of rows")
        constraints = [models.UniqueConstraint(fields=["statement", "category"], name="statement_note_one_a_row")]

    def __str__(self) -> str:
        return self.get_category_display()


class StatementTable(models.Model):
    """One of the other statutory tables; one without data is listed and says why."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="tables", verbose_name=_("statement"))
    code = models.CharField(_("table"), max_length=20, choices=TableCode.choices)
    display_unit = models.CharField(_("unit"), max_length=4, choices=DisplayUnit.choices, default=DisplayUnit.WAN)
    is_empty = models.BooleanField(_("has no data"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = StatementTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("statutory table")
        verbose_name_plural = _("statutory tables")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "code"], name="statement_table_once"),
            models.CheckConstraint(
                condition=Q(is_empty=False) | ~Q(note=""), name="statement_table_empty_is_explained"
            ),
        ]

    def __str__(self) -> str:
        return self.get_code_display()


class TableLine(models.Model):
    """One amount of a statutory table: a classification code (its length is its level), a column, yuan.

    A line without a code is a heading or a sum, such as 合计.
    """

    table = models.ForeignKey(StatementTable, models.CASCADE, related_name="lines", verbose_name=_("statutory table"))
    code = models.CharField(_("classification code"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=100)
    column = models.CharField(_("column"), max_length=40)
    amount = models.DecimalField(_("amount (yuan)"), max_digits=18, decimal_places=2, null=True, blank=True)
    absence = models.CharField(_("no figure because"), max_length=10, choices=AbsenceKind.choices, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("line of a table")
        verbose_name_plural = _("lines of a table")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["table", "position", "column"], name="table_line_once"),
            models.CheckConstraint(condition=AMOUNT_OR_ABSENCE, name="table_line_amount_or_absence"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
