"""What an officer may see and do: the offices below the officer's assignments.

Every owned model builds `visible_to` and `editable_by` from `within_scope`; out of scope is not found (404),
in scope without the permission is forbidden (403).
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, TextField

from departments.officers.models import Assignment, Officer
from departments.officers.roles import permissions_of
from departments.offices.models import Department
from departments.offices.querysets import below_any


def current_assignments(officer: Officer, today: date) -> list[Assignment]:
    """Return the officer's assignments in force on `today`, read once per loaded officer and day."""
    known = officer.known_assignments
    if today not in known:
        held = Assignment.objects.current(today).filter(officer_id=officer.pk).select_related("department")
        known[today] = sorted(held.with_offices_below().order_by(), key=lambda one: (one.department.path, one.role))
    return known[today]


def scope_paths(officer: Officer, permission: str, today: date) -> list[str]:
    """Return the paths of the offices in and below which the officer holds `permission` on `today`."""
    return [a.department.path for a in current_assignments(officer, today) if permission in permissions_of(a.role)]


def within_scope(officer: Officer, permission: str, today: date, *, field: str = "department") -> Q:
    """Return the condition "the row's office lies in the officer's scope for `permission`".

    `field` is the relation that leads to the office; an empty string for the office itself. Nobody's scope is empty.

    An office with none below it is asked for by its number. It comes to the same rows as its path, but they are found
    by an index on office and order: of a path the database knows only after reading a row that it is another office's.
    """
    condition = Q(pk__in=())
    holding: Any = (a for a in current_assignments(officer, today) if permission in permissions_of(a.role))
    for place in {a.department_id: a for a in holding}.values():
        if place.has_offices_below:
            condition |= below_any([place.department.path], field=f"{field}__path" if field else "path")
        else:
            condition |= Q(**{field or "pk": place.department_id})
    return condition


def is_nobodys(roles: Collection[str], today: date) -> Q:
    """Return the condition "no handler, or one who holds none of `roles` in the row's office nor above it on `today`".

    Whoever was barred, has gone to another office or lost the role does not give back what he or she handled.
    """
    office = ExpressionWrapper(OuterRef("department__path"), output_field=TextField())
    held = Assignment.objects.current(today).filter(officer=OuterRef("handler"), role__in=roles).alias(office=office)
    return ~Q(Exists(held.filter(office__startswith=F("department__path"))))


def may(officer: Officer, permission: str, department: Department, today: date) -> bool:
    """Tell whether the officer holds `permission` in `department` on `today`."""
    return any(department.path.startswith(path) for path in scope_paths(officer, permission, today))
