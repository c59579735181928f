"""The one source of permissions: assignments."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from departments.officers.models import Officer
from departments.officers.roles import permissions_of
from departments.officers.scoping import current_assignments, may


class AssignmentBackend(ModelBackend):
    """Log in by password; hold the permissions of one's current assignments."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Without `obj`: does any assignment grant it? With one: does an assignment over its office grant it?"""
        if not isinstance(user_obj, Officer) or not user_obj.is_active:
            return False
        today = timezone.localdate()
        department = getattr(obj, "department", None)
        if department is not None:
            return may(user_obj, perm, department, today)
        return any(perm in permissions_of(assignment.role) for assignment in current_assignments(user_obj, today))

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not isinstance(user_obj, Officer) or not user_obj.is_active:
            return set()
        assignments = current_assignments(user_obj, timezone.localdate())
        return set().union(*(permissions_of(assignment.role) for assignment in assignments))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(permission.startswith(f"{app_label}.") for permission in self.get_all_permissions(user_obj))
