"""The API shows an officer or a client the rows of its own offices: out of scope 404, not editable 403."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils import timezone
from rest_framework import permissions
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from departments.officers.models import Officer


class MayChange(permissions.BasePermission):
    """Reading is a matter of scope (404); writing asks `editable_by` too (403)."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user and request.user.is_authenticated)

    def has_object_permission(self, request: Request, view: Any, obj: Any) -> bool:
        if request.method in permissions.SAFE_METHODS:
            return True
        return view.editable_rows().filter(pk=obj.pk).exists()


class DepartmentScopedViewSet(GenericViewSet):
    """Base of viewsets over rows that an office owns.

    An officer (session) sees `visible_to`; a client (key) sees the office it acts for and what is below, and only
    where `required_scope` is checked by `HasScope`; anybody else sees nothing. `scope_field` leads to the office.
    """

    scope_field: ClassVar[str] = "department"
    permission_classes = [MayChange]

    def get_queryset(self) -> QuerySet:
        rows: Any = super().get_queryset()
        if isinstance(self.request.user, Officer):
            return rows.visible_to(self.request.user, timezone.localdate())
        return rows.filter(self._client_scope())

    def editable_rows(self) -> QuerySet:
        """Return the rows that the caller may change."""
        rows: Any = super().get_queryset()
        if isinstance(self.request.user, Officer):
            return rows.editable_by(self.request.user, timezone.localdate())
        return rows.filter(self._client_scope())

    def _client_scope(self) -> Q:
        office = getattr(self.request.auth, "department", None)
        if office is None:
            return Q(pk__in=())
        prefix = f"{self.scope_field}__path__startswith" if self.scope_field else "path__startswith"
        return Q(**{prefix: office.path})
