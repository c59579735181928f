"""A refused action becomes a message in the back office and a readable page elsewhere, never a 500."""

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import RequestFactory

from config.middleware import DomainErrorMiddleware
from departments.models import Officer
from departments.officers.roles import Role
from foundation.refusals import NotAllowed, WrongState


def answer_to(error):
    request = RequestFactory().get("/messages/7/")
    request.resolver_match = None
    request.LANGUAGE_CODE = "zh-hans"
    return DomainErrorMiddleware(lambda request: HttpResponse()).process_exception(request, error)


@pytest.mark.django_db
@pytest.mark.parametrize(("error", "status"), [(WrongState("已经办结。"), 409), (NotAllowed("不在您的单位。"), 403)])
def test_a_page_says_what_is_wrong(error, status):
    answer = answer_to(error)
    assert answer.status_code == status
    assert str(error) in answer.content.decode()


def test_other_errors_stay_errors():
    assert answer_to(ValueError("a bug")) is None


@pytest.mark.django_db
def test_the_back_office_shows_a_refusal_as_a_message_and_changes_nothing(client, city, administrator):
    client.force_login(administrator)
    page = f"/admin/departments/officer/{administrator.pk}/"
    answer = client.post(f"{page}bar/")
    assert (answer.status_code, answer.url) == (302, f"{page}change/")
    assert [m.level_tag for m in get_messages(answer.wsgi_request)] == ["error"]
    assert city.short_name in str(next(iter(get_messages(answer.wsgi_request))))
    assert Officer.objects.get(pk=administrator.pk).is_active
    assert administrator.assignments.get().role == Role.ADMINISTRATOR
