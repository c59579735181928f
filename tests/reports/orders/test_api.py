"""Orders for other systems: the same that supervisors see, within their offices, without a word of a letter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from departments.models import Duty
from departments.officers.roles import Role
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.interaction import MailboxFactory, receive
from tests.factories.orders import ANSWER, DEMAND, answered, issued
from tests.reports.dashboard.test_api import machine_of

pytestmark = pytest.mark.django_db

ORDERS = "/api/v1/orders/"


def test_a_machine_reads_list_and_course_within_its_offices(city, bureau, other_bureau, django_assert_max_num_queries):
    below = DepartmentFactory(parent=bureau)
    orders = [answered(bureau), issued(below), issued(other_bureau)]
    api = machine_of(bureau, "statistics:read")
    with django_assert_max_num_queries(5):
        found = api.get(ORDERS).data["results"]
    assert [one["number"] for one in found] == [orders[1].number, orders[0].number]
    assert (found[1]["office"], found[1]["status"], found[1]["round"]) == (bureau.code, "answered", 1)
    one = api.get(f"{ORDERS}{found[1]['id']}/").data
    assert [(event["kind"], event["words"]) for event in one["events"]] == [("issued", DEMAND), ("answered", ANSWER)]
    foreign = f"{orders[2].year}-{orders[2].serial}"
    assert api.get(f"{ORDERS}{foreign}/").status_code == 404


def test_it_narrows_by_status_kind_office_and_what_is_overdue(city, bureau, other_bureau):
    late = issued(bureau, at=timezone.now() - timedelta(days=20), kind="urging")
    young, waiting = issued(other_bureau), answered(bureau)
    api = machine_of(city, "statistics:read")

    def numbers(**asked):
        return {one["number"] for one in api.get(ORDERS, asked).data["results"]}

    assert numbers(overdue="true") == {late.number}
    assert numbers(overdue="false") == {young.number, waiting.number}
    assert numbers(kind="urging") == {late.number}
    assert numbers(status="answered") == {waiting.number}
    assert numbers(office=other_bureau.code) == {young.number}
    assert api.get(ORDERS, {"status": "lost"}).status_code == 400
    assert api.get(ORDERS, {"overdue": "maybe"}).status_code == 400
    assert [one["is_overdue"] for one in api.get(ORDERS, {"overdue": "true"}).data["results"]] == [True]


def test_a_supervisor_reads_them_by_session_and_nobody_writes_here(client, bureau, supervisor):
    order = issued(bureau)
    client.force_login(supervisor)
    assert client.get(ORDERS).json()["results"][0]["number"] == order.number
    assert client.post(ORDERS, {"title": "x"}).status_code in {403, 405}
    assert client.delete(f"{ORDERS}{order.year}-{order.serial}/").status_code in {403, 405}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SUPERVISOR])
def test_no_other_role_reads_them(client, bureau, role):
    client.force_login(officer_in(bureau, role))
    assert client.get(ORDERS).status_code == 403


def test_a_key_without_the_scope_or_no_key_reads_nothing(client, bureau):
    assert machine_of(bureau, "messages:submit").get(ORDERS).status_code == 403
    assert client.get(ORDERS).status_code == 401


def test_of_a_letter_only_the_receipt_number_is_told(city, bureau):
    letter, _code = receive(MailboxFactory(department=bureau), subject="绝不外传", text="信中所写。")
    duty = Duty.objects.get(title=letter.receipt_number)
    order = issued(bureau, about=duty)
    answer = machine_of(city, "statistics:read").get(f"{ORDERS}{order.year}-{order.serial}/")
    assert answer.data["about"] == letter.receipt_number
    text = answer.content.decode()
    assert "绝不外传" not in text
    assert "信中所写" not in text


@pytest.mark.parametrize("key", ["2026-0", "9999-1", "2026-999999", "x", "2026"])
def test_a_key_nobody_has_is_not_found(city, key):
    assert machine_of(city, "statistics:read").get(f"{ORDERS}{key}/").status_code == 404
