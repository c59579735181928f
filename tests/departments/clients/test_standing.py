"""Whoever stands for a system's deliveries can lose the role before the key ends: its administrators are told."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from departments.clients.authors import require_author
from departments.clients.querysets import WARNED_BEFORE
from departments.clients.services import register_client
from departments.models import ApiClient, Officer
from departments.officers.roles import Role
from foundation.refusals import Refusal
from tests.factories.departments import DepartmentFactory, officer_in

pytestmark = pytest.mark.django_db

CLIENTS = "/admin/departments/apiclient/"


@pytest.fixture
def author(bureau) -> Officer:
    """The responsible officer of the bureau's system."""
    return officer_in(bureau, Role.AUTHOR)


@pytest.fixture
def system(bureau, author) -> ApiClient:
    """A system of the bureau that may deliver."""
    return registered(bureau, author)


def registered(department, author, scopes=("items:write",), **changes) -> ApiClient:
    given = {"addresses": [], "by": None, "at": timezone.now(), "expires_on": today() + timedelta(days=90)}
    named = {"name": f"办公系统{ApiClient.objects.count()}", "scopes": list(scopes), "acts_for": author, **changes}
    return register_client(department=department, **given | named)[0]


def today() -> date:
    return timezone.localdate()


def ends(officer, days: int) -> None:
    officer.assignments.update(ends_on=today() + timedelta(days=days))


def is_taken(system, day) -> bool:
    try:
        require_author(Officer.objects.get(pk=system.acts_for_id), system.department, day)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("days", [-1, 0, 1, 13, 14, 15, None])
def test_who_stands_is_told_as_the_delivery_itself_asks(system, author, days):
    if days is not None:
        ends(author, days)
    row = ApiClient.objects.with_author_standing(today()).get()
    assert row.has_author == is_taken(system, today())
    assert row.keeps_author == is_taken(system, today() + WARNED_BEFORE)
    needs_one = ApiClient.objects.needing_author(today()).exists()
    assert needs_one == (days is not None and days < WARNED_BEFORE.days)


def test_a_role_above_counts_and_one_beside_or_below_does_not(city, bureau, other_bureau):
    registered(bureau, officer_in(city, Role.AUTHOR), name="市")
    beside = registered(bureau, officer_in(bureau, Role.AUTHOR), name="旁")
    beside.acts_for.assignments.update(department=other_bureau)
    below = registered(bureau, officer_in(bureau, Role.AUTHOR), name="下")
    below.acts_for.assignments.update(department=DepartmentFactory(parent=bureau))
    assert set(ApiClient.objects.needing_author(today())) == {beside, below}


def test_another_role_and_a_barred_officer_count_for_nothing(bureau, system, author):
    author.assignments.update(role=Role.HANDLER)
    assert ApiClient.objects.needing_author(today()).get() == system
    author.assignments.update(role=Role.AUTHOR)
    assert not ApiClient.objects.needing_author(today()).exists()
    Officer.objects.filter(pk=author.pk).update(is_active=False)
    assert ApiClient.objects.needing_author(today()).get() == system


@pytest.mark.parametrize("change", [{"is_active": False}, {"scopes": ["statistics:read"]}, {"expires_on": "yesterday"}])
def test_a_key_that_delivers_nothing_needs_nobody(system, author, change):
    ends(author, -1)
    if "expires_on" in change:
        change = {"expires_on": today() - timedelta(days=1)}
    ApiClient.objects.filter(pk=system.pk).update(**change)
    assert not ApiClient.objects.needing_author(today()).exists()
    assert not ApiClient.objects.get().is_delivering(today())


@pytest.mark.parametrize(("days", "words"), [(-1, "不予接收"), (5, "即将不予接收"), (30, None)])
def test_list_page_and_home_of_the_administrator_warn(client, bureau, system, author, days, words):
    ends(author, days)
    client.force_login(officer_in(bureau, Role.ADMINISTRATOR))
    for address in (CLIENTS, f"{CLIENTS}{system.pk}/change/", "/admin/"):
        page = client.get(address).content.decode()
        assert ("不予接收" in page) == bool(words), address
        assert words is None or words in page, address


def test_nobody_else_is_warned(client, bureau, other_bureau, system, author):
    ends(author, -1)
    for officer in (officer_in(other_bureau, Role.ADMINISTRATOR), officer_in(bureau, Role.HANDLER)):
        client.force_login(officer)
        assert system.name not in client.get("/admin/").content.decode()


def test_the_list_costs_the_same_however_many_systems_there_are(
    client, bureau, author, system, django_assert_max_num_queries
):
    client.force_login(officer_in(bureau, Role.ADMINISTRATOR))
    for _ in range(5):
        registered(bureau, author)
    ends(author, 3)
    client.get(CLIENTS)
    with django_assert_max_num_queries(10):
        client.get(CLIENTS)
