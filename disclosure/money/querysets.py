"""Which units, approvals and statements?"""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from departments.duties.querysets import is_open, is_overdue
from departments.officers.models import Officer
from departments.officers.scoping import within_scope
from departments.offices.models import Department
from departments.offices.querysets import below_any
from disclosure.money.statuses import StatementStatus, UnitGroup, WorkbookStatus
from foundation.trees.models import TreeQuerySet


def in_approved_territory(officer: Officer, today: date, *, field: str) -> Q:
    """Return the condition "lies in the territory of a finance bureau for which the officer enters approvals"."""
    if not officer.has_perm("disclosure.enter_approval"):
        return Q(pk__in=())
    own = within_scope(officer, "disclosure.enter_approval", today, field="approving_bureau__department")
    return below_any(list(Department.objects.filter(own).values_list("path", flat=True)), field=field)


class FinanceBureauQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "disclosure.view_financebureau", today))

    def approving(self, officer: Officer, today: date) -> Self:
        """Return the bureaus for which the officer enters approvals."""
        return self.filter(within_scope(officer, "disclosure.enter_approval", today)).select_related("territory")


class FinanceUnitQuerySet(TreeQuerySet):
    def visible_to(self, officer: Officer, today: date) -> Self:
        own = within_scope(officer, "disclosure.view_financeunit", today)
        return self.filter(own | in_approved_territory(officer, today, field="department__path"))

    def editable_by(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "disclosure.change_financeunit", today))

    def entered_by(self, officer: Officer, today: date) -> Self:
        """Return the publishing units whose statements the officer enters."""
        return self.publishing().filter(within_scope(officer, "disclosure.change_statement", today))

    def in_territory(self, bureau: Any) -> Self:
        """Return the units for which a bureau approves: those of its territory that no nearer bureau approves for."""
        top = bureau.territory.path
        nearer = Department.objects.filter(path__startswith=top, approving_bureau__isnull=False).exclude(path=top)
        others = below_any(list(nearer.values_list("path", flat=True)), field="department__path")
        return self.filter(department__path__startswith=top).exclude(others)

    def with_children(self) -> Self:
        """Annotate `has_children`: whether units stand below the unit."""
        below = self.model._default_manager.filter(parent=models.OuterRef("pk"))
        return self.annotate(has_children=models.Exists(below))

    def offices_of(self, government: models.Model) -> Self:
        """Return the offices whose statements add up to that of a government; counties stand on their own."""
        return self.filter(parent=government).exclude(group=UnitGroup.COUNTY)

    def publishing(self) -> Self:
        """Return the units that publish: all but the confidential ones."""
        return self.filter(is_confidential=False)

    def without_approval(self, fiscal_year: int, kind: str) -> Self:
        """Return the publishing units whose statement of `kind` for `fiscal_year` nobody has approved yet."""
        standing = Q(approvals__fiscal_year=fiscal_year, approvals__kind=kind, approvals__revoked_at=None)
        approvals = models.FilteredRelation("approvals", condition=standing)
        return self.publishing().annotate(standing_approval=approvals).filter(standing_approval=None)

    def with_approval(self, fiscal_year: int, kind: str) -> Self:
        """Return the units whose statement of `kind` for `fiscal_year` is approved."""
        return self.filter(approvals__fiscal_year=fiscal_year, approvals__kind=kind, approvals__revoked_at=None)

    def due_for_review(self, today: date) -> Self:
        """Return the confidential units whose exemption is to be looked at again by `today`."""
        return self.filter(is_confidential=True, review_on__lte=today)


class ApprovalQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer, today: date) -> Self:
        own = within_scope(officer, "disclosure.view_approval", today, field="unit__department")
        return self.filter(own | in_approved_territory(officer, today, field="unit__department__path"))

    def standing(self) -> Self:
        """Return the approvals that hold: those that nobody revoked."""
        return self.filter(revoked_at=None)

    def owed(self) -> Self:
        """Return the standing approvals whose statement is not published yet."""
        return self.standing().filter(is_open("duty"))

    def late(self, today: date) -> Self:
        """Return those owed past their day whose clock is not stopped."""
        return self.standing().filter(is_overdue(today, "duty"))

    def of_year(self, fiscal_year: int, kind: str) -> Self:
        return self.filter(fiscal_year=fiscal_year, kind=kind)

    def standing_for(self, statement: Any) -> Any:
        """Return the approval that holds for a statement's unit, year and kind, with its duty; None without one."""
        same = self.standing().filter(unit=statement.unit_id).of_year(statement.fiscal_year, statement.kind)
        return same.select_related("duty").first()


class StatementQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "disclosure.view_statement", today))

    def editable_by(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "disclosure.change_statement", today))

    def public(self) -> Self:
        """Return what has a published version; the public reads that, never the working copy."""
        return self.exclude(current_version=None)

    def open_to_all(self) -> Self:
        """Return what is public of units that are not confidential, whatever these published before they became so."""
        return self.public().filter(unit__is_confidential=False)

    def awaiting_signature(self) -> Self:
        return self.filter(status=StatementStatus.SUBMITTED)

    def of_unit(self, unit: models.Model, fiscal_year: int, kind: str, scope: str) -> Self:
        return self.filter(unit=unit, fiscal_year=fiscal_year, kind=kind, scope=scope)

    def of_year(self, fiscal_year: int, kind: str) -> Self:
        return self.filter(fiscal_year=fiscal_year, kind=kind)


class PublicFiguresQuerySet(models.QuerySet):
    """The words of the public pages: of which year and kind, of which units, in the city's sum or not."""

    def of_year(self, fiscal_year: int, kind: str) -> Self:
        return self.filter(fiscal_year=fiscal_year, kind=kind)

    def in_city(self) -> Self:
        """Return what enters the city's sum: one statement of each office, year and kind."""
        return self.filter(counts_in_city=True)

    def of_unit(self, unit: models.Model, scope: str) -> Self:
        return self.filter(unit=unit, scope=scope)


class StatementTableQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "disclosure.view_statement", today, field="statement__department"))

    def editable_by(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "disclosure.change_statement", today, field="statement__department"))


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer, today: date) -> Self:
        """Return the imports made for offices in which the officer enters statements."""
        return self.filter(within_scope(officer, "disclosure.change_statement", today))

    def editable_by(self, officer: Officer, today: date) -> Self:
        return self.visible_to(officer, today)

    def with_progress(self) -> Self:
        """Annotate how many workbooks wait, were read and were refused."""
        return self.annotate(
            **{
                f"n_{status}": models.Count("workbooks", filter=Q(workbooks__status=status))
                for status in WorkbookStatus.values
            }
        )

    def unfinished(self) -> Self:
        """Return the imports with workbooks that wait."""
        waiting = Q(workbooks__status=WorkbookStatus.WAITING)
        return self.filter(waiting).distinct()

    def stalled(self, quiet_since: datetime) -> Self:
        """Return the unfinished imports in which nothing was settled since: their worker is dead or was never told."""
        busy = models.Q(workbooks__finished_at__gt=quiet_since) | models.Q(uploaded_at__gt=quiet_since)
        return self.unfinished().exclude(pk__in=self.model._default_manager.filter(busy).values("pk"))

    def expired(self, before: datetime) -> Self:
        """Return the imports that were uploaded before a moment and still keep files."""
        return self.filter(uploaded_at__lt=before, workbooks__file__gt="").distinct()


class ImportedWorkbookQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Return what is to be read, least tried first: a file that kills its worker stands back behind the others."""
        return self.filter(status=WorkbookStatus.WAITING).order_by("attempts", "position")
