"""What an officer may do is read once, however many ask and through whatever stands for the officer."""

from datetime import date

import pytest
from django.utils.functional import SimpleLazyObject

from departments.officers.models import Officer
from departments.officers.roles import Role
from departments.officers.scoping import scope_paths
from tests.factories.departments import officer_in


@pytest.mark.django_db
def test_the_reader_of_a_request_and_the_officer_behind_share_what_was_read(bureau, django_assert_num_queries):
    officer = Officer.objects.get(pk=officer_in(bureau, Role.HANDLER).pk)
    reader = SimpleLazyObject(lambda: officer)  # as request.user is
    today = date(2026, 11, 23)
    with django_assert_num_queries(1):
        assert scope_paths(reader, "departments.view_duty", today) == [bureau.path]
        assert scope_paths(officer, "departments.view_duty", today) == [bureau.path]
        assert officer.scope_paths("departments.view_duty", today) == [bureau.path]
    with django_assert_num_queries(1):
        assert scope_paths(reader, "departments.view_duty", date(2009, 1, 1)) == []
