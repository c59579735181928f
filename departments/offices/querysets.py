"""Which offices, which changes of the register?"""

from datetime import date
from typing import Any, Protocol, Self

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

    def heirs_of(self, office: models.Model) -> set[int]:
        """Return the offices (primary keys) that took the place of `office`, and of those that did: a query a step."""
        found: set[int] = set()
        latest = {office.pk}
        while latest:
            successors = set(self.filter(predecessors__in=latest).values_list("pk", flat=True))
            latest = successors - found
            found |= latest
        return found - {office.pk}

    def sole_heir_of(self, office: models.Model, today: date) -> Any:
        """Return the one office of `today` that took the place of `office`; None if it was divided, or has no heir.

        Where an heir is there, its work is not looked for further: an office founded out of it later took a part.
        """
        heirs: dict[int, Any] = {}
        seen, gone = {office.pk}, {office.pk}
        while gone:
            found = self.filter(predecessors__in=gone).exclude(pk__in=seen).in_bulk()
            there = self.active(today).in_bulk(found)
            heirs |= there
            seen |= found.keys()
            gone = found.keys() - there.keys()
        return next(iter(heirs.values())) if len(heirs) == 1 else None

    def by_name(self) -> Self:
        """Return the offices in the order of their names' pinyin."""
        return self.order_by("pinyin", "code")


class RegisterQuerySet(models.QuerySet):
    def visible_to(self, officer: Scoped, today: date) -> Self:
        """Return the changes in the offices whose register the officer may look into."""
        paths = officer.scope_paths("departments.view_registerevent", today)
        return self.filter(below_any(paths, field="department__path"))
