"""What is done to offices: entered, changed, moved in the tree. An office is never deleted; it is dissolved."""

from collections.abc import Collection
from datetime import datetime
from typing import cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.offices.models import Department, RegisterEvent, ResponsiblePerson
from departments.offices.querysets import Scoped
from departments.offices.register import BETWEEN_VALUES, changes_between, record
from departments.offices.sorting import sort_key
from foundation.refusals import NotAllowed, WrongState

TRACED = (
    "code",
    "name",
    "short_name",
    "kind",
    "parent_id",
    "established_on",
    "dissolved_on",
    "duties_text",
    "address",
    "phone",
    "email",
    "office_hours",
)


@transaction.atomic
def register_office(
    office: Department, *, by: AbstractBaseUser | None, at: datetime, predecessors: Collection[Department] = ()
) -> Department:
    """Enter a new office below its parent, with the sort key of its name and its posts still vacant; return it.

    `predecessors` are the offices whose place it takes: several where they were merged. `by` None: the command line,
    which alone may plant a root. Raises NotAllowed where the parent or a predecessor lies outside the officer's scope,
    WrongState where the parent is dissolved.
    """
    if office.parent_id:  # its path is that of the parent as it stands now: whoever moves that waits, or has moved it
        office.parent = Department.objects.select_for_update(no_key=True).get(pk=office.parent_id)
    _require_place(office.parent_id, "departments.add_department", by=by, at=at)
    office.pinyin = sort_key(office.name)
    office.save(force_insert=True)
    ResponsiblePerson.objects.bulk_create(
        ResponsiblePerson(department=office, post=post) for post in ResponsiblePerson.Post.values
    )
    changes = _change_predecessors(office, predecessors, "departments.add_department", by=by, at=at)
    facts = {"code": office.code, **{name: after for name, (_before, after) in changes.items()}}
    record(RegisterEvent.Kind.OFFICE_REGISTERED, department=office, at=at, by=by, facts=facts)
    return office


@transaction.atomic
def change_office(
    office: Department,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    predecessors: Collection[Department] | None = None,
) -> Department:
    """Store the new values of a known office; with another parent, it and all below it move. Returns the office.

    `predecessors` None: they stay as they are. Raises NotAllowed when the old or the new place or a new predecessor
    lies outside the officer's scope, WrongState when the new parent is dissolved, the office would lose its place at
    the top or succeed itself. Duties and items stay with the office wherever it stands.
    """
    # the whole tree: two moves at once could hang each branch below the other; new duties do not wait for this lock
    tree = {row.pk: row for row in Department.objects.select_for_update(no_key=True).order_by("pk")}
    stored = tree[office.pk]
    _require_scope(stored.path, "departments.change_department", by=by, at=at)
    has_moved = stored.parent_id != office.parent_id
    if office.parent_id:
        office.parent = tree[office.parent_id]
    if has_moved:
        _require_place(office.parent_id, "departments.change_department", by=by, at=at)
    office.path, office.pinyin = stored.path, sort_key(office.name)
    office.save()
    facts = changes_between(stored, office, TRACED)
    if predecessors is not None:
        facts |= _change_predecessors(office, predecessors, "departments.change_department", by=by, at=at)
    if facts:
        kind = RegisterEvent.Kind.OFFICE_MOVED if has_moved else RegisterEvent.Kind.OFFICE_CHANGED
        record(kind, department=office, at=at, by=by, facts=facts)
    return office


def _change_predecessors(
    office: Department,
    predecessors: Collection[Department],
    permission: str,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
) -> dict[str, list[str]]:
    """Store whose place the office takes; return the names before and after, nothing if they are the same.

    An heir may change what its predecessors made, so a new one must lie in the officer's scope.
    """
    before, after = list(office.predecessors.order_by("path")), sorted(predecessors, key=lambda one: one.path)
    if before == after:
        return {}
    if office in after:
        raise WrongState(_("An office can't be its own predecessor."), code="own_predecessor")
    for one in set(after) - set(before):
        _require_scope(one.path, permission, by=by, at=at)
    office.predecessors.set(after)
    return {"predecessors": [BETWEEN_VALUES.join(one.name for one in offices) for offices in (before, after)]}


def _require_place(parent_id: int | None, permission: str, *, by: AbstractBaseUser | None, at: datetime) -> None:
    """Refuse a place in the tree that is not the officer's to give, or that no longer exists."""
    if parent_id is None:
        if by is not None:
            raise NotAllowed(_("Only the command line can put an office at the top of the tree: choose a parent."))
        return
    parent = Department.objects.get(pk=parent_id)
    _require_scope(parent.path, permission, by=by, at=at)
    if parent.is_dissolved(timezone.localdate(at)):
        raise WrongState(
            _("%(office)s was dissolved; choose another office to stand below.") % {"office": parent},
            code="office_dissolved",
        )


def _require_scope(path: str, permission: str, *, by: AbstractBaseUser | None, at: datetime) -> None:
    if by is None:
        return
    paths = cast(Scoped, by).scope_paths(permission, timezone.localdate(at))
    if not any(path.startswith(own) for own in paths):
        raise NotAllowed(_("This office lies outside the offices that you keep."))
