"""Offices in the API: those that exist, in the order of the tree, by cursor."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from departments.models import Department
from tests.factories.departments import DepartmentFactory

pytestmark = pytest.mark.django_db

OFFICES = "/api/v1/departments/"


@pytest.fixture
def api() -> APIClient:
    """A program without a key."""
    return APIClient()


@pytest.fixture
def county(city) -> Department:
    """A county with two townships."""
    county = DepartmentFactory(parent=city, kind="county")
    for _ in range(2):
        DepartmentFactory(parent=county, kind="township")
    return county


def codes(answer):
    assert answer.status_code == 200
    return [office["code"] for office in answer.data["results"]]


def test_the_list_follows_the_tree_and_its_pages_miss_none(api, city, bureau, county):
    expected = list(Department.objects.order_by("path").values_list("code", flat=True))
    assert codes(api.get(OFFICES)) == expected
    seen, address = [], f"{OFFICES}?page_size=2"
    while address:
        answer = api.get(address)
        seen += codes(answer)
        address = answer.data["next"]
    assert seen == expected


@pytest.mark.parametrize(
    ("query", "number"),
    [("kind=township", 2), ("kind=county", 1), ("parent={county}", 2), ("below={county}", 3), ("below=none", 0)],
)
def test_it_finds_by_kind_parent_and_branch(api, city, bureau, county, query, number):
    assert len(codes(api.get(f"{OFFICES}?{query.format(county=county.code)}"))) == number


def test_it_finds_by_part_of_the_name(api, bureau, other_bureau):
    assert codes(api.get(OFFICES, {"name": bureau.name})) == [bureau.code]


def test_an_office_names_its_parent_and_its_page(api, city, bureau):
    office = api.get(f"{OFFICES}{bureau.code}/").data
    assert (office["parent"], office["depth"], office["url"]) == (city.code, 1, f"/offices/{bureau.code}/")
    assert api.get(f"{OFFICES}{city.code}/").data["parent"] is None


def test_an_office_that_is_dissolved_or_not_yet_founded_is_not_there(api, bureau, other_bureau):
    today = timezone.localdate()
    Department.objects.filter(pk=bureau.pk).update(dissolved_on=today)
    Department.objects.filter(pk=other_bureau.pk).update(established_on=today + timedelta(days=1))
    assert len(codes(api.get(OFFICES))) == 1
    assert api.get(f"{OFFICES}{bureau.code}/").status_code == 404
    Department.objects.filter(pk=bureau.pk).update(dissolved_on=date(2999, 1, 1))
    assert api.get(f"{OFFICES}{bureau.code}/").status_code == 200


@pytest.mark.parametrize(("asked", "given"), [("1000", 100), ("7", 7), ("0", 20), ("x", 20)])
def test_a_page_never_holds_more_than_a_hundred(api, city, asked, given):
    DepartmentFactory.create_batch(104, parent=city)
    assert len(codes(api.get(f"{OFFICES}?page_size={asked}"))) == given


def test_a_page_costs_two_queries_at_most(api, county, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        api.get(OFFICES)
