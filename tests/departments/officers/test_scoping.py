"""The scope of an officer as a condition: the same rows by number, where an office has none below it, as by path."""

from datetime import date

import pytest
from django.test import RequestFactory
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from departments.models import Department, Officer
from departments.officers.roles import Role
from departments.officers.scoping import current_assignments, within_scope
from tests.factories.departments import DepartmentFactory, officer_in

pytestmark = pytest.mark.django_db
VIEW = "departments.view_duty"


def scope_of(officer: Officer, permission: str = VIEW) -> set[Department]:
    anew = Officer.objects.get(pk=officer.pk)
    return set(Department.objects.filter(within_scope(anew, permission, timezone.localdate(), field="")))


def test_a_lone_office_is_asked_for_by_its_number(bureau):
    officer = officer_in(bureau, Role.HANDLER)
    condition = str(within_scope(officer, VIEW, timezone.localdate(), field="department"))
    assert f"('department', {bureau.pk})" in condition
    assert "path" not in condition
    assert scope_of(officer) == {bureau}


def test_an_office_with_others_below_it_is_asked_for_by_its_path(city, bureau, other_bureau):
    officer = officer_in(city, Role.SUPERVISOR)
    assert "path__startswith" in str(within_scope(officer, VIEW, timezone.localdate()))
    assert scope_of(officer) == {city, bureau, other_bureau}


def test_an_office_that_is_founded_below_belongs_to_the_scope_at_once(bureau):
    officer = officer_in(bureau, Role.HANDLER)
    assert scope_of(officer) == {bureau}
    below = DepartmentFactory(parent=bureau)
    lower = DepartmentFactory(parent=below)
    assert scope_of(officer) == {bureau, below, lower}


def test_scopes_of_several_offices_add_up(city, bureau, other_bureau):
    below = DepartmentFactory(parent=other_bureau)
    officer = officer_in(bureau, Role.HANDLER, Role.CHECKER)
    officer.assignments.create(department=other_bureau, role=Role.HANDLER, starts_on=timezone.localdate())
    assert scope_of(officer) == {bureau, other_bureau, below}
    assert city not in scope_of(officer)


def test_who_holds_nothing_sees_nothing(bureau):
    assert scope_of(officer_in(bureau, Role.HANDLER), "departments.delete_department") == set()


def test_the_officer_of_a_request_is_asked_for_assignments_once(bureau, django_assert_num_queries):
    officer = Officer.objects.get(pk=officer_in(bureau, Role.HANDLER).pk)
    request = RequestFactory().get("/")
    request.user = SimpleLazyObject(lambda: officer)
    with django_assert_num_queries(1):
        assert request.user.has_perm(VIEW)
        assert current_assignments(request.user, timezone.localdate())
        assert current_assignments(officer, timezone.localdate())
    with django_assert_num_queries(1):  # another day, other assignments
        assert officer.scope_paths(VIEW, date(2009, 1, 1)) == []
