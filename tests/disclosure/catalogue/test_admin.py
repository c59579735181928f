"""The back office of the catalogue: the city's administrators keep it, nobody else changes it."""

import pytest
from django.urls import reverse

from departments.officers.roles import Role
from disclosure.catalogue.navigation import read_tree
from disclosure.models import Category
from tests.factories.departments import officer_in
from tests.factories.disclosure import CategoryFactory, DraftFactory

pytestmark = pytest.mark.django_db


def address(name: str, *args: object) -> str:
    return reverse(f"admin:disclosure_category_{name}", args=args)


@pytest.fixture
def filled():
    """A complete form of a new column."""
    return {
        "code": "010000",
        "name": "政策法规",
        "description": "",
        "basis": "条例第二十条",
        "parent": "",
        "office_kinds": ["bureau", "county"],
        "update_days": "180",
        "position": "1",
    }


def test_an_administrator_of_the_city_adds_a_column_and_the_navigation_shows_it_at_once(
    client, administrator, filled, django_capture_on_commit_callbacks
):
    assert read_tree() == []
    client.force_login(administrator)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address("add"), filled).status_code == 302
    assert Category.objects.get().office_kinds == ["bureau", "county"]
    assert [branch.name for branch in read_tree()] == ["政策法规"]


@pytest.mark.parametrize("code", ["01/01", "010100?", "０１０１００", '0101"><b>', "0101 1", "000100", "010001"])
def test_a_code_that_no_address_can_carry_or_that_leaves_a_level_out_is_refused(client, administrator, filled, code):
    client.force_login(administrator)
    response = client.post(address("add"), filled | {"code": code})
    assert set(response.context["adminform"].form.errors) == {"code"}
    assert not Category.objects.exists()


def test_a_code_that_was_given_before_stays_when_something_else_is_changed(client, administrator, filled):
    category = CategoryFactory(code="A1-旧")
    client.force_login(administrator)
    assert client.post(address("change", category.pk), filled | {"code": "A1-旧"}).status_code == 302
    assert Category.objects.get().name == "政策法规"


def test_an_author_looks_things_up_and_changes_nothing(client, author, filled):
    category = CategoryFactory()
    client.force_login(author)
    assert client.get(address("changelist")).status_code == 200
    assert client.post(address("add"), filled).status_code == 403
    assert client.post(address("change", category.pk), filled).status_code == 403


def test_an_administrator_of_a_bureau_changes_nothing_of_the_city(client, bureau, filled):
    client.force_login(officer_in(bureau, Role.ADMINISTRATOR))
    assert client.post(address("add"), filled).status_code == 403


def test_a_column_with_items_gets_none_below_it(client, administrator, filled, bureau):
    parent = DraftFactory(department=bureau).category
    client.force_login(administrator)
    response = client.post(address("add"), filled | {"parent": parent.pk})
    assert set(response.context["adminform"].form.errors) == {"parent"}


def test_a_column_with_items_is_not_deleted(client, administrator, bureau):
    category = DraftFactory(department=bureau).category
    client.force_login(administrator)
    client.post(address("delete", category.pk), {"post": "yes"})
    assert Category.objects.filter(pk=category.pk).exists()
