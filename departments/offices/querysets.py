"""Which offices, which changes of the register?"""

from datetime import date
from typing import Protocol, Self

from django.db import models
from django.db.models import Q

from foundation.trees.models import TreeQuerySet


class Scoped(Protocol):
    """Somebody with a scope: an officer, of whom this floor's lowest noun knows no more."""

    def scope_paths(self, permission: str, today: date) -> list[str]: ...


def below_any(paths: list[str], *, field: str = "path") -> Q:
    """Return the condition "stands at or below one of `paths`"; no path, no row."""
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


class DepartmentQuerySet(TreeQuerySet):
    def visible_to(self, officer: Scoped, today: date) -> Self:
        """Return the offices that the officer may look up in the back office."""
        return self.filter(below_any(officer.scope_paths("departments.view_department", today)))

    def editable_by(self, officer: Scoped, today: date) -> Self:
        return self.filter(below_any(officer.scope_paths("departments.change_department", today)))

    def active(self, today: date) -> Self:
        """Return the offices that exist on `today` (a local date)."""
        return self.filter(Q(established_on=None) | Q(established_on__lte=today)).filter(
            Q(dissolved_on=None) | Q(dissolved_on__gt=today)
        )

    def by_name(self) -> Self:
        """Return the offices in the order of their names' pinyin."""
        return self.order_by("pinyin", "code")


class RegisterQuerySet(models.QuerySet):
    def visible_to(self, officer: Scoped, today: date) -> Self:
        """Return the changes in the offices whose register the officer may look into."""
        paths = officer.scope_paths("departments.view_registerevent", today)
        return self.filter(below_any(paths, field="department__path"))
