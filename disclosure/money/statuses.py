"""Where a statement stands in the office, and what its cells can lack."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.money import figures


class StatementStatus(TextChoices):
    """Where the working copy stands. The public reads the last version, whatever the working copy does."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for sign-off")
    PUBLISHED = "published", _("published")


class StatementKind(TextChoices):
    BUDGET = figures.Kind.BUDGET.value, _("budget")
    FINAL_ACCOUNT = figures.Kind.FINAL_ACCOUNT.value, _("final account")


class StatementScope(TextChoices):
    OWN = figures.Scope.OWN.value, _("the office itself")
    CONSOLIDATED = figures.Scope.CONSOLIDATED.value, _("the office and its units")


class DisplayUnit(TextChoices):
    """The unit in which a table is printed and typed; amounts are stored in yuan all the same."""

    YUAN = "元", "元"
    WAN = "万元", "万元"


class AbsenceKind(TextChoices):
    """Why a cell holds no figure; an explicit zero holds one."""

    BLANK = figures.Absence.BLANK.value, _("blank in the source")
    NOT_HELD = figures.Absence.NOT_HELD.value, _("not held by us")


class RowCategory(TextChoices):
    TOTAL = figures.Category.TOTAL.value, figures.CATEGORY_LABELS[figures.Category.TOTAL]
    ABROAD = figures.Category.ABROAD.value, figures.CATEGORY_LABELS[figures.Category.ABROAD]
    VEHICLE = figures.Category.VEHICLE.value, figures.CATEGORY_LABELS[figures.Category.VEHICLE]
    PURCHASE = figures.Category.PURCHASE.value, figures.CATEGORY_LABELS[figures.Category.PURCHASE]
    RUNNING = figures.Category.RUNNING.value, figures.CATEGORY_LABELS[figures.Category.RUNNING]
    RECEPTION = figures.Category.RECEPTION.value, figures.CATEGORY_LABELS[figures.Category.RECEPTION]


class FigureColumn(TextChoices):
    PREVIOUS = figures.Column.PREVIOUS.value, figures.COLUMN_LABELS[figures.Column.PREVIOUS]
    BUDGET = figures.Column.BUDGET.value, figures.COLUMN_LABELS[figures.Column.BUDGET]
    FINAL = figures.Column.FINAL.value, figures.COLUMN_LABELS[figures.Column.FINAL]


class CountCategory(TextChoices):
    GROUPS = figures.CountKind.GROUPS.value, figures.COUNT_LABELS[figures.CountKind.GROUPS]
    TRAVELLERS = figures.CountKind.TRAVELLERS.value, figures.COUNT_LABELS[figures.CountKind.TRAVELLERS]
    BOUGHT = figures.CountKind.BOUGHT.value, figures.COUNT_LABELS[figures.CountKind.BOUGHT]
    HELD = figures.CountKind.HELD.value, figures.COUNT_LABELS[figures.CountKind.HELD]
    BATCHES = figures.CountKind.BATCHES.value, figures.COUNT_LABELS[figures.CountKind.BATCHES]
    GUESTS = figures.CountKind.GUESTS.value, figures.COUNT_LABELS[figures.CountKind.GUESTS]


class UnitGroup(TextChoices):
    """What kind of unit it is to the finance bureau; schools have a month to publish.

    A government has no expenses of its own here: its statement is the sum (本级汇总) of the offices below it.
    """

    OFFICE = "office", pgettext_lazy("kind of unit", "office")
    AGENCY = "agency", _("public institution")
    SCHOOL = "school", _("school")
    COUNTY = "county", _("county or district")
    GOVERNMENT = "government", _("government: the sum of its offices")


class WorkbookStatus(TextChoices):
    """Where one uploaded workbook stands."""

    WAITING = "waiting", _("waiting to be read")
    IMPORTED = "imported", _("read into a draft")
    REFUSED = "refused", _("refused")
    CANCELLED = "cancelled", _("given up")


class FindingSeverity(TextChoices):
    ERROR = "error", _("error")
    WARNING = "warning", _("warning")


TRANSITIONS: dict[str, frozenset[str]] = {
    StatementStatus.DRAFT: frozenset({StatementStatus.SUBMITTED}),
    StatementStatus.SUBMITTED: frozenset({StatementStatus.DRAFT, StatementStatus.PUBLISHED}),
    StatementStatus.PUBLISHED: frozenset({StatementStatus.DRAFT}),
}
