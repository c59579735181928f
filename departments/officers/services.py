"""What is done to officers and their assignments. Every change is written to the journal of the register.

`by` None is the command line of the machine; everybody else acts inside the own scope only.
Source of the separation: whoever keeps offices and officers touches no content (design: administrator, no content
rights).
"""

import secrets
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.officers.access.mails import tell_former_address, tell_officer
from departments.officers.models import Assignment, Officer
from departments.officers.roles import Role
from departments.officers.scoping import may
from departments.offices.models import Department, RegisterEvent
from departments.offices.register import changes_between, record
from foundation.locking import lock_row
from foundation.refusals import NotAllowed, WrongState

PASSWORD_BYTES = 12  # sixteen characters to type once
TRACED = ("username", "name", "email", "phone", "staff_number")


@transaction.atomic
def create_officer(
    *,
    username: str,
    name: str,
    email: str = "",
    phone: str = "",
    staff_number: str = "",
    department: Department,
    role: str,
    by: Officer | None,
    at: datetime,
) -> tuple[Officer, str]:
    """Create an officer with a first role from today on; return the officer and a random password to show once.

    Raises NotAllowed outside the own scope, WrongState for a role that can't be granted there.
    """
    password = new_password()
    officer = Officer(
        username=username,
        name=name,
        email=Officer.objects.normalize_email(email),
        phone=phone,
        staff_number=staff_number,
    )
    officer.set_password(password)
    officer.must_change_password = True
    officer.save(force_insert=True)
    record(
        RegisterEvent.Kind.OFFICER_CREATED,
        department=department,
        officer=officer,
        at=at,
        by=by,
        facts={"username": username},
    )
    grant_role(officer=officer, department=department, role=role, starts_on=timezone.localdate(at), by=by, at=at)
    return officer, password


@transaction.atomic
def change_officer(officer: Officer, *, by: Officer | None, at: datetime) -> Officer:
    """Store the new name and addresses of a known officer; the former e-mail address is told of a new one.

    Raises NotAllowed outside the own scope.
    """
    stored = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    require_editable(stored, by=by, at=at)
    officer.save(update_fields=TRACED)
    facts = changes_between(stored, officer, TRACED)
    if facts:
        kind = RegisterEvent.Kind.OFFICER_CHANGED
        change = record(kind, department=home_of(officer), officer=officer, at=at, by=by, facts=facts)
        if "email" in facts:
            tell_former_address(change)
    return officer


@transaction.atomic
def issue_password(officer: Officer, *, by: Officer | None, at: datetime) -> str:
    """Give the officer a fresh random password, to be changed at once, and return it to show once; open sessions end.

    The officer is told by mail. Raises NotAllowed when a role of the officer lies outside the own scope.
    """
    officer = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    require_editable(officer, by=by, at=at)
    password = new_password()
    officer.set_password(password)
    officer.must_change_password = True
    officer.save(update_fields=["password", "must_change_password"])
    record(RegisterEvent.Kind.PASSWORD_ISSUED, department=home_of(officer), officer=officer, at=at, by=by)
    tell_officer(officer, "password", at=at)
    return password


@transaction.atomic
def bar_officer(officer: Officer, *, by: Officer | None, at: datetime) -> Officer:
    """Let the officer log in no more, from now on; the roles stay on record.

    Raises NotAllowed outside the own scope, WrongState if the officer is barred already or an office would be left
    without an administrator: today, or from the day on which the officer was to become one.
    """
    today = timezone.localdate(at)
    administrators = _administrators_locked(today)
    officer = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    require_editable(officer, by=by, at=at)
    if not officer.is_active:
        raise WrongState(_("This officer's log-in is barred already."), code="barred_already")
    for assignment in administrators:
        if assignment.officer_id == officer.pk:
            _require_another_administrator(assignment, max(assignment.starts_on, today) - timedelta(days=1))
    officer.is_active = False
    officer.save(update_fields=["is_active"])
    record(RegisterEvent.Kind.OFFICER_BARRED, department=home_of(officer), officer=officer, at=at, by=by)
    return officer


@transaction.atomic
def admit_officer(officer: Officer, *, by: Officer | None, at: datetime) -> Officer:
    """Let a barred officer log in again. Raises NotAllowed outside the own scope, WrongState for one who may log in."""
    officer = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    require_editable(officer, by=by, at=at)
    if officer.is_active:
        raise WrongState(_("This officer may log in already."), code="admitted_already")
    officer.is_active = True
    officer.save(update_fields=["is_active"])
    record(RegisterEvent.Kind.OFFICER_ADMITTED, department=home_of(officer), officer=officer, at=at, by=by)
    return officer


@transaction.atomic
def grant_role(
    *,
    officer: Officer,
    department: Department,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    by: Officer | None,
    at: datetime,
) -> Assignment:
    """Give an officer a role in an office from `starts_on` to `ends_on` (local dates, None: until further notice).

    Raises NotAllowed outside the own scope and for oneself; WrongState when the officer holds the role there meanwhile,
    when the office is dissolved, or when administration would be joined with another role in one hand.
    """
    officer = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    today = timezone.localdate(at)
    if by is not None and not may(by, "departments.add_assignment", department, today):
        raise NotAllowed(_("You can grant roles only in the offices that you keep."))
    if by is not None and by.pk == officer.pk:
        raise NotAllowed(_("Nobody grants roles to themselves: ask another administrator."))
    if department.is_dissolved(starts_on):
        raise WrongState(_("%(office)s is dissolved by then.") % {"office": department}, code="office_dissolved")
    _require_compatible(officer, department, role, starts_on, ends_on)
    assignment = Assignment.objects.create(
        officer=officer, department=department, role=role, starts_on=starts_on, ends_on=ends_on
    )
    facts = {"role": role, "from": starts_on.isoformat(), "to": ends_on.isoformat() if ends_on else ""}
    record(RegisterEvent.Kind.ROLE_GRANTED, department=department, officer=officer, at=at, by=by, facts=facts)
    return assignment


@transaction.atomic
def end_assignment(assignment: Assignment, *, ends_on: date, by: Officer | None, at: datetime) -> Assignment:
    """Let an assignment end with `ends_on`, its last day (a local date, not before yesterday); return it.

    A role that has a last day can only end sooner: to make it longer is to grant it, under the guards of `grant_role`.
    Raises NotAllowed outside the own scope, WrongState when the office would be left without an administrator, the
    date lies in the past, or the role ends before it.
    """
    today = timezone.localdate(at)
    _administrators_locked(today)
    assignment = lock_row(Assignment.objects.select_related("department"), assignment.pk)
    if by is not None and not may(by, "departments.change_assignment", assignment.department, today):
        raise NotAllowed(_("You can end roles only in the offices that you keep."))
    earliest = max(assignment.starts_on, today - timedelta(days=1))
    if ends_on < earliest:
        raise WrongState(_("The last day can't be before %(day)s.") % {"day": earliest}, code="too_early")
    if assignment.ends_on is not None and ends_on > assignment.ends_on:
        message = _("The role ends on %(day)s; to make it longer, grant it anew from the day after.")
        raise WrongState(message % {"day": assignment.ends_on}, code="role_ends_sooner")
    if assignment.role == Role.ADMINISTRATOR:
        _require_another_administrator(assignment, ends_on)
    before, assignment.ends_on = assignment.ends_on, ends_on
    assignment.save(update_fields=["ends_on"])
    facts = {"role": assignment.role, "to": [before.isoformat() if before else "", ends_on.isoformat()]}
    record(
        RegisterEvent.Kind.ROLE_ENDED,
        department=assignment.department,
        officer=assignment.officer,
        at=at,
        by=by,
        facts=facts,
    )
    return assignment


def new_password() -> str:
    """Return a random password of sixteen characters (96 bits) that the validators accept."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    validate_password(password)
    return password


def require_editable(officer: Officer, *, by: Officer | None, at: datetime) -> None:
    """Raise NotAllowed unless every present and future role of the officer lies in the scope of `by` (None: all do)."""
    if by is None:
        return
    if not Officer.objects.editable_by(by, timezone.localdate(at)).filter(pk=officer.pk).exists():
        raise NotAllowed(_("This officer has a role outside the offices that you keep; ask the administrator above."))


def _require_compatible(
    officer: Officer, department: Department, role: str, starts_on: date, ends_on: date | None
) -> None:
    """Refuse a role held already, and administration joined with any other role: two duties, two people.

    What is held before or after the time of the role is no matter.
    """
    meanwhile = officer.assignments.lasting(starts_on)
    held = list(meanwhile if ends_on is None else meanwhile.filter(starts_on__lte=ends_on))
    if any(one.role == role and one.department_id == department.pk for one in held):
        raise WrongState(_("The officer holds this role in this office already."), code="role_held")
    if any((one.role == Role.ADMINISTRATOR) != (role == Role.ADMINISTRATOR) for one in held):
        raise WrongState(
            _("An administrator holds no other role: whoever keeps offices and officers touches no content."),
            code="roles_conflict",
        )


def _administrators_locked(today: date) -> list[Assignment]:
    """Return the administrators' present and coming assignments, locked: two who remove each other must take turns."""
    rows = Assignment.objects.administrators().lasting(today).filter(officer__is_active=True).order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True).select_related("department"))


def _require_another_administrator(assignment: Assignment, last_day: date) -> None:
    """Refuse to take the last administrator away from an office after `last_day`; one above it will do."""
    others = Assignment.objects.administrators().filter(officer__is_active=True, ends_on=None)
    others = others.exclude(officer_id=assignment.officer_id).filter(starts_on__lte=last_day + timedelta(days=1))
    if not others.covering(assignment.department).exists():
        raise WrongState(
            _("%(office)s would have no administrator: give the role to another officer first.")
            % {"office": assignment.department},
            code="last_administrator",
        )


def home_of(officer: Officer) -> Department:
    """Return the office under which a change of the officer is filed: that of the latest role."""
    latest = officer.assignments.select_related("department").order_by("-starts_on", "-pk").first()
    if latest is None:
        raise WrongState(_("This officer has no role in any office; grant one first."), code="officer_without_role")
    return latest.department
