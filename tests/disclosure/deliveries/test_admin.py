"""The back office of deliveries: read and filtered by those who see the items, and told on the item's own page."""

import pytest
from django.urls import reverse

from departments.officers.roles import Role
from disclosure.models import Delivery
from tests.disclosure.deliveries.sending import item_of, push, push_one, row_for
from tests.factories.departments import officer_in
from tests.reports.dashboard.test_api import machine_of

pytestmark = pytest.mark.django_db

LIST = "/admin/disclosure/delivery/"


@pytest.fixture
def desk(client, bureau):
    """The browser of the bureau's author and of its signatory in one person."""
    client.force_login(officer_in(bureau, Role.AUTHOR, Role.SIGNATORY))
    return client


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_the_deliveries_of_the_own_offices_only(desk, machine, row, other_bureau, column):
    push_one(machine, row)
    push_one(
        machine_of(other_bureau, "items:write"), row_for(other_bureau, column, "OTHER-1", title="别的局发来的通知")
    )
    page = text(desk.get(LIST))
    assert row["key"] in page
    assert "OTHER-1" not in page
    assert "系统1" not in page  # the filter names no system of another office
    foreign = Delivery.objects.get(key="OTHER-1")
    assert desk.get(f"{LIST}{foreign.pk}/change/").status_code == 404


def test_it_is_narrowed_by_system_status_and_words(desk, bureau, machine, row):
    push(machine, row, {**row, "key": "OA-2", "submit": True})
    other = machine_of(bureau, "items:write")
    push_one(other, {**row, "key": "OTHER-1"})
    second = Delivery.objects.get(key="OTHER-1").client_id
    assert [one.key for one in desk.get(LIST, {"standing": "waiting"}).context["cl"].result_list] == ["OA-2"]
    assert [one.key for one in desk.get(LIST, {"client": second}).context["cl"].result_list] == ["OTHER-1"]
    assert [one.key for one in desk.get(LIST, {"q": "OA-2"}).context["cl"].result_list] == ["OA-2"]
    assert len(desk.get(LIST, {"item__department__id__exact": bureau.pk}).context["cl"].result_list) == 3
    assert desk.get(f"{LIST}?digest__startswith=a").status_code == 400


def test_nothing_can_be_added_changed_or_deleted(desk, machine, row):
    push_one(machine, row)
    delivery = Delivery.objects.get()
    assert desk.get(f"{LIST}add/").status_code == 403
    page = text(desk.get(f"{LIST}{delivery.pk}/change/"))
    assert 'name="_save"' not in page
    assert reverse("admin:disclosure_item_change", args=[delivery.item_id]) in page
    for name in ("change", "delete"):
        assert desk.post(f"{LIST}{delivery.pk}/{name}/", {"post": "yes", "key": "x"}).status_code == 403
    assert Delivery.objects.get().key == row["key"]


def test_who_keeps_the_register_sees_no_deliveries(client, bureau, machine, row):
    push_one(machine, row)
    client.force_login(officer_in(bureau, Role.ADMINISTRATOR))
    assert client.get(LIST).status_code == 403


def test_the_page_of_an_item_tells_where_it_came_from(desk, machine, row):
    push(machine, row, {**row, "key": "OA-2", "corrects": row["key"], "submit": True})
    item = item_of(row["key"])
    for name in ("change", "sign"):
        page = text(desk.get(reverse(f"admin:disclosure_item_{name}", args=[item.pk])))
        assert row["key"] in page
        assert "OA-2" in page
        assert Delivery.objects.first().client.name in page


def test_a_delivered_draft_offers_no_deletion(desk, machine, row):
    push_one(machine, row)
    address = reverse("admin:disclosure_item_delete", args=[item_of(row["key"]).pk])
    assert 'type="submit"' not in text(desk.get(address)).split('id="content"')[1]
    desk.post(address, {"post": "yes"})
    assert item_of(row["key"]).status == "draft"


def test_the_list_costs_the_same_for_any_number(desk, machine, row, django_assert_max_num_queries):
    push(machine, *({**row, "key": f"OA-{number}"} for number in range(25)))
    desk.get(LIST)
    with django_assert_max_num_queries(14):
        assert len(desk.get(LIST).context["cl"].result_list) == 25
