"""Which assignments?"""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from departments.officers.roles import roles_with


class AssignmentQuerySet(models.QuerySet):
    def current(self, today: date) -> Self:
        """Return the assignments in force on `today` (a local date) whose officer may log in."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today, officer__is_active=True)

    def granting(self, permission: str) -> Self:
        """Return the assignments whose role grants `permission`."""
        return self.filter(role__in=roles_with(permission))
