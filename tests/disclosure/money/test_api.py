"""Public money in the API: what is published, by cursor, narrowed by filters; never a working copy."""

from copy import deepcopy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.departments import CityFactory, DepartmentFactory
from tests.factories.money_city import build_money_city
from tests.shared import kept_for_the_module

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/money"


@pytest.fixture(scope="module")
def money_of_all(django_db_setup, django_db_blocker):
    """A city with thirty offices; made once."""
    with kept_for_the_module(django_db_blocker):
        city = CityFactory()
        yield build_money_city(city, DepartmentFactory(parent=city), n=30, years=range(2023, 2024))


@pytest.fixture
def money(money_of_all):
    """The same, in objects of the test's own."""
    return deepcopy(money_of_all)


def found(client, name, **query):
    answer = client.get(f"{ROOT}/{name}/", query)
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


def test_figures_are_narrowed_by_unit_year_kind_and_group(client, money):
    (row,) = found(client, "figures", unit=money.clean.unit.code, fiscal_year=2023, kind="final_account", scope="own")
    assert (row["total"], row["abroad"], row["previous_total"]) == ("16000.00", "0.00", "20000.00")
    assert row["staff"] == 32
    assert {row["group"] for row in found(client, "figures", group="agency")} == {"agency"}
    assert found(client, "figures", counts_in_city="false", kind="final_account")[0]["group"] == "government"
    assert {row["counts_in_city"] for row in found(client, "figures", counts_in_city="1")} == {True}
    assert client.get(f"{ROOT}/figures/", {"counts_in_city": "yes"}).status_code == 400


def test_a_statement_is_given_whole_with_its_versions(client, money):
    statement = client.get(f"{ROOT}/statements/{money.corrected.pk}/").json()
    assert statement["content"]["cells"]["total.final"]["amount"] == "15000.00"
    assert [version["number"] for version in statement["versions"]] == [1, 2]
    assert statement["versions"][1]["previous_digest"] == statement["versions"][0]["digest"]
    assert statement["versions"][1]["reason"] == "漏减一笔退款，接待费重新计算。"


def test_of_all_versions_the_content_of_the_current_one_alone_is_read(client, money):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{ROOT}/statements/{money.corrected.pk}/").status_code == 200
    assert len([one for one in asked if '"disclosure_statementversion"."content"' in one["sql"]]) == 1


def test_a_draft_is_in_no_list(client, money):
    assert found(client, "statements", unit=money.draft.unit.code) == []
    assert found(client, "figures", unit=money.draft.unit.code) == []
    assert client.get(f"{ROOT}/statements/{money.draft.pk}/").status_code == 404


def test_units_say_their_exemption(client, money):
    unit = client.get(f"{ROOT}/units/{money.exempt.code}/").json()
    assert unit["is_confidential"] is True
    assert unit["exemption_basis"] == money.exempt.exemption_basis
    assert unit["parent"] == money.government.code


def test_lines_are_found_by_the_beginning_of_their_code(client, money):
    lines = found(client, "lines", code="208", table="general", unit=money.clean.unit.code)
    assert {line["code"] for line in lines} == {"208", "20805", "2080501"}


def test_a_line_without_a_figure_says_why(client, money):
    lines = found(client, "lines", table="balance", unit=money.clean.unit.code)
    absent = next(line for line in lines if line["name"] == "事业收入")
    assert (absent["amount"], absent["absence"]) == (None, "not_held")


def test_the_cursor_leads_through_everything_once(client, money):
    address, seen = f"{ROOT}/figures/?page_size=7", []
    while address:
        page = client.get(address).json()
        seen += [row["statement"] for row in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 63


@pytest.mark.parametrize("query", ["fiscal_year=abc", "fiscal_year=1", "kind=x", "group=x", "fiscal_year=99999"])
def test_wrong_filters_are_named(client, money, query):
    answer = client.get(f"{ROOT}/figures/?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == query.split("=")[0]


@pytest.mark.parametrize("name", ["units", "figures", "statements", "lines"])
def test_lists_cost_one_query(client, money, name, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        found(client, name)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_here(client, money, method):
    assert getattr(client, method)(f"{ROOT}/figures/").status_code in {401, 403, 405}
