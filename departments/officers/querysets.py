"""Which officers, which assignments?"""

from datetime import date
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from departments.officers.roles import Role, roles_with
from departments.offices.models import Department
from departments.offices.querysets import Scoped, below_any


class OfficerQuerySet(models.QuerySet):
    def visible_to(self, officer: Scoped, today: date) -> Self:
        """Return the officers who hold, held or will hold a role in the officer's scope."""
        paths = officer.scope_paths("departments.view_officer", today)
        return self.filter(Exists(_assignments().filter(below_any(paths, field="department__path"))))

    def editable_by(self, officer: Scoped, today: date) -> Self:
        """Return the officers whose every present and future role lies in the officer's scope.

        Otherwise the administrator of a township could give the city's supervisor a new password.
        """
        paths = officer.scope_paths("departments.change_officer", today)
        lasting = _assignments().lasting(today)
        outside = lasting.exclude(below_any(paths, field="department__path"))
        inside = _assignments().filter(below_any(paths, field="department__path"))
        return self.filter(Exists(inside)).exclude(Exists(outside))


def _assignments() -> "AssignmentQuerySet":
    """Return the assignments of the officer of the outer query."""
    return apps.get_model("departments", "Assignment").objects.filter(officer_id=OuterRef("pk"))


class AssignmentQuerySet(models.QuerySet):
    def lasting(self, today: date) -> Self:
        """Return the assignments that are not over on `today` (a local date), those to come with them."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today))

    def current(self, today: date) -> Self:
        """Return the assignments in force on `today` (a local date) whose officer may log in."""
        return self.lasting(today).filter(starts_on__lte=today, officer__is_active=True)

    def with_offices_below(self) -> Self:
        """Add `has_offices_below`: whether the assignment's scope is more than its own office."""
        below = Department.objects.filter(parent=OuterRef("department"))
        return self.annotate(has_offices_below=Exists(below))

    def granting(self, permission: str) -> Self:
        """Return the assignments whose role grants `permission`."""
        return self.filter(role__in=roles_with(permission))

    def covering(self, department: Department) -> Self:
        """Return the assignments whose scope holds `department`: those in it and in the offices above it."""
        return self.filter(department__path__in=department.ancestor_paths())

    def visible_to(self, officer: Scoped, today: date) -> Self:
        return self.filter(
            below_any(officer.scope_paths("departments.view_assignment", today), field="department__path")
        )

    def editable_by(self, officer: Scoped, today: date) -> Self:
        paths = officer.scope_paths("departments.change_assignment", today)
        return self.filter(below_any(paths, field="department__path"))

    def administrators(self) -> Self:
        return self.filter(role=Role.ADMINISTRATOR)
