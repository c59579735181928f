"""The public pages of forty offices with five years of figures: how they are sorted, narrowed, and what they cost."""

import re

import pytest
from django.urls import reverse

from disclosure.models import PublicFigures, Statement, Subject
from disclosure.money.filters import SORT_LABELS
from disclosure.money.picture import forget_pictures
from tests.disclosure.money.test_pages import CITY, names_in_order, text_of, unit_page
from tests.factories.departments import CityFactory, DepartmentFactory, officer_in
from tests.factories.public_money import make_units, publish_many
from tests.shared import kept_for_the_module

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture(scope="module")
def many(django_db_setup, django_db_blocker):
    """Forty offices with five years of both kinds, made once: the tests only read."""
    with kept_for_the_module(django_db_blocker):
        city = CityFactory()
        units = make_units([DepartmentFactory(parent=city)], 40)
        publish_many(units, range(2019, 2024), officer_in(city), with_tables=True)
        yield units


def first_subject():
    return Subject.objects.order_by("code").first().pk


@pytest.mark.parametrize("name", SORT_LABELS)
def test_every_column_sorts_both_ways_by_the_address_alone(client, many, name):
    rising = names_in_order(text_of(client, f"{CITY}?sort={name}"))
    falling = names_in_order(text_of(client, f"{CITY}?sort=-{name}"))
    assert sorted(rising) == sorted(falling) == sorted(unit.code for unit in many)
    values = dict(
        PublicFigures.objects.filter(fiscal_year=2023, kind="final_account").values_list("unit__code", "total")
    )
    if name == "total":
        assert [values[code] for code in rising] == sorted(values.values())
        assert [values[code] for code in falling] == sorted(values.values(), reverse=True)
    page = text_of(client, f"{CITY}?sort=-{name}")
    assert page.count('aria-sort="descending"') == 1


@pytest.mark.parametrize(
    "query",
    [
        "year=abc", "year=1", "year=99999999999999999999", "kind=x", "sort=nothing", "sort=--total", "page=0", "page=x",
        "page=99999", "standing=x", "group=government", "q=" + "x" * 61, "q=%07", "scope=x",
    ],
)  # fmt: skip
def test_wrong_choices_are_named_and_never_an_error_of_ours(client, many, query):
    addresses = [CITY, "/money/offices.csv", unit_page(many[0]), "/money/tables/", f"/money/tables/{first_subject()}/"]
    for address in addresses:
        answer = client.get(f"{address}?{query}")
        assert answer.status_code in {200, 400}, address
        if answer.status_code == 400:
            assert "无法这样显示" in answer.content.decode()


def test_subjects_are_found_by_code_and_by_name_and_compared(client, many):
    by_code = text_of(client, "/money/tables/?q=208")
    assert by_code.count("/money/tables/") >= 3
    assert "2080505" in text_of(client, "/money/tables/?q=养老 缴费")
    assert "没有" in text_of(client, "/money/tables/?q=999")
    page = text_of(client, f"/money/tables/{first_subject()}/")
    assert page.count('<th scope="row">') == 25
    following = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert text_of(client, following).count('<th scope="row">') == 15
    assert [str(year) in page for year in range(2019, 2024)] == [True] * 5
    csv = text_of(client, f"/money/tables/{first_subject()}/lines.csv?year=2023")
    assert csv.count("\n") == 1 + 40 * 3


@pytest.mark.parametrize("address", ["city", "office", "statement", "due", "tables", "subject", "data"])
def test_a_page_costs_few_queries_with_forty_offices(client, many, address, django_assert_max_num_queries):
    unit = many[7]
    statement = Statement.objects.filter(unit=unit).first()
    addresses = {
        "city": CITY,
        "office": unit_page(unit),
        "statement": reverse("disclosure:money-statement", args=[statement.pk]),
        "due": reverse("disclosure:money-due", args=[unit.code, "2023", "final_account"]),
        "tables": "/money/tables/?q=208",
        "subject": f"/money/tables/{first_subject()}/",
        "data": reverse("disclosure:money-data"),
    }
    client.get("/privacy/")  # the navigation is remembered
    forget_pictures()
    with django_assert_max_num_queries(MOST_QUERIES):
        text_of(client, addresses[address])
    with django_assert_max_num_queries(6):
        text_of(client, addresses[address])
