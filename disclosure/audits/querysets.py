"""Which reports, projects and findings?"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple, Self

from django.db import models
from django.db.models import Count, Q, Sum

from departments.duties.querysets import is_expired, is_overdue
from departments.officers.models import Officer
from departments.officers.scoping import within_scope
from disclosure.audits.statuses import RectificationStatus
from disclosure.audits.sums import reduction_rate
from disclosure.items.statuses import ItemVisibility
from foundation.paging.keyset import Order

VIEW, CHANGE = "disclosure.view_auditreport", "disclosure.change_auditreport"
NEWEST_FIRST = Order("audited_on")
"""The order of the public list of projects; pages are found in it by key."""


class Totals(NamedTuple):
    """The sums over a list of projects, in yuan."""

    number: int
    submitted: Decimal
    reduced: Decimal

    @property
    def rate(self) -> Decimal | None:
        """Return the whole reduction as a share of all that was submitted."""
        return reduction_rate(self.submitted, self.reduced)


class AuditReportQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Return what the public may read: reports whose item is public."""
        return self.filter(item__visibility=ItemVisibility.PUBLIC)

    def of_year(self, fiscal_year: int) -> Self:
        return self.filter(fiscal_year=fiscal_year)

    def with_standing(self, today: date) -> Self:
        """Annotate how many findings demand rectification, how many are accepted, how many are late on `today`."""
        demanded = ~Q(findings__status__in=[RectificationStatus.NONE, RectificationStatus.DROPPED])
        return self.annotate(
            n_demanded=Count("findings", filter=demanded, distinct=True),
            n_accepted=Count("findings", filter=Q(findings__status=RectificationStatus.ACCEPTED), distinct=True),
            n_late=Count("findings", filter=is_late(today, prefix="findings__"), distinct=True),
        )

    def visible_to(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, VIEW, today, field="item__department"))

    def editable_by(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, CHANGE, today, field="item__department"))


class AuditedProjectQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Return the projects whose report the public may read."""
        return self.filter(report__item__visibility=ItemVisibility.PUBLIC)

    def of_year(self, fiscal_year: int) -> Self:
        return self.filter(report__fiscal_year=fiscal_year)

    def naming(self, words: str) -> Self:
        """Return the projects whose name or contractor holds every word."""
        condition = Q()
        for word in words.split():
            condition &= Q(name__icontains=word) | Q(contractor__icontains=word)
        return self.filter(condition)

    def newest_first(self) -> Self:
        return NEWEST_FIRST.sort(self)

    def totals(self) -> Totals:
        """Return how many there are and their sums: one query."""
        found = self.order_by().aggregate(number=Count("pk"), submitted=Sum("submitted"), reduced=Sum("reduced"))
        return Totals(found["number"], found["submitted"] or Decimal(0), found["reduced"] or Decimal(0))

    def visible_to(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, VIEW, today, field="report__item__department"))

    def editable_by(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, CHANGE, today, field="report__item__department"))


class AuditFindingQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(report__item__visibility=ItemVisibility.PUBLIC)

    def demanded(self) -> Self:
        """Return the findings under which an office owes rectification, or owed it."""
        return self.exclude(status__in=[RectificationStatus.NONE, RectificationStatus.PLANNED])

    def late(self, today: date) -> Self:
        """Return what is not accepted and past its due date."""
        return self.filter(is_late(today))

    def to_accept(self) -> Self:
        """Return what the auditors have to look at, the longest waiting first."""
        return self.filter(status=RectificationStatus.REPORTED).order_by("reported_at", "pk")

    def visible_to(self, officer: Officer, today: date) -> Self:
        """Return the findings of the own reports, and those that the own offices have to rectify."""
        own = within_scope(officer, VIEW, today, field="report__item__department")
        owed = within_scope(officer, "disclosure.view_auditfinding", today, field="duty__department")
        return self.filter(own | owed)

    def editable_by(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, CHANGE, today, field="report__item__department"))


def is_late(today: date, prefix: str = "") -> Q:
    """Return the condition "not accepted, and overdue or reported late"; one that waits for the auditors is not late.

    It counts as of the day on which it was reported; if it is sent back, the clock has gone on.
    """
    is_owed = Q(**{f"{prefix}status": RectificationStatus.OPEN}) & is_overdue(today, f"{prefix}duty")
    reported = Q(**{f"{prefix}status": RectificationStatus.REPORTED})
    return is_owed | (reported & is_expired(f"{prefix}reported_at", f"{prefix}duty"))
