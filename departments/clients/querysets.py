"""Which API clients?"""

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef

from departments.clients.authors import DRAFTING
from departments.officers.key_scopes import Scope
from departments.officers.models import Assignment, Officer
from departments.officers.scoping import within_scope

WARNED_BEFORE = timedelta(days=14)
"""So long before a responsible officer's role ends the administrators are told: a successor must be found."""


class ApiClientQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "departments.view_apiclient", today))

    def editable_by(self, officer: Officer, today: date) -> Self:
        return self.filter(within_scope(officer, "departments.change_apiclient", today))

    def valid(self, today: date) -> Self:
        """Return the clients whose key opens the door on `today` (a local date)."""
        return self.filter(is_active=True, expires_on__gte=today)

    def with_author_standing(self, today: date) -> Self:
        """Add `has_author` and `keeps_author`: may deliveries be drafted in the officer's name now, and in a while?"""
        return self.annotate(
            has_author=Exists(_drafting(today)),
            keeps_author=Exists(_drafting(today + WARNED_BEFORE)),
        )

    def needing_author(self, today: date) -> Self:
        """Return the valid clients that may deliver, but for which nobody stands now, or (last) soon nobody will."""
        delivering = self.valid(today).filter(scopes__contains=[Scope.WRITE_ITEMS])
        standing: Any = delivering.with_author_standing(today).exclude(has_author=True, keeps_author=True)
        return standing.order_by("has_author", "name")


def _drafting(day: date) -> models.QuerySet:
    """Return the roles in which the officer of the outer client may draft for its office on `day`."""
    office = ExpressionWrapper(OuterRef("department__path"), models.TextField())
    roles = Assignment.objects.current(day).granting(DRAFTING).filter(officer=OuterRef("acts_for"))
    return roles.annotate(office=office).filter(office__startswith=F("department__path"))
