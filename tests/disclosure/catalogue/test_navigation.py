"""The left-hand navigation: reading order, the open branch, safe names, one query at most."""

import pytest
from django.urls import reverse

from disclosure.catalogue.navigation import ADDRESS, in_reading_order, keys_below, read_tree, trail_of, tree_html
from tests.factories.disclosure import CategoryFactory

ROWS = [
    ("020000/", 2, "020000", "财政资金", 1),
    ("010000/", 1, "010000", "政策法规", 2),
    ("020000/020100/", 1, "020100", "决算", 3),
    ("020000/020200/", 0, "020200", "预算", 4),
    ("010000/010100/", 0, "010100", "部门<文件>", 5),
]


def test_columns_stand_by_position_each_followed_by_those_below():
    assert [branch.name for branch in in_reading_order(ROWS)] == ["政策法规", "部门<文件>", "财政资金", "预算", "决算"]


def test_only_the_branch_being_read_is_open():
    html = tree_html(in_reading_order(ROWS), "020000/020100/")
    assert "预算" in html
    assert "部门" not in html
    assert '<a href="/catalogue/020100/" aria-current="page">决算</a>' in html


def test_names_are_escaped():
    assert "部门&lt;文件&gt;" in tree_html(in_reading_order(ROWS), "010000/")


def test_the_trail_leads_from_the_top():
    assert [branch.name for branch in trail_of(in_reading_order(ROWS), "020000/020200/")] == ["财政资金", "预算"]


def test_a_column_is_read_with_those_below():
    assert sorted(keys_below(in_reading_order(ROWS), "020000/")) == [1, 3, 4]


def test_addresses_are_those_of_the_pages():
    assert ADDRESS.format("010100") == reverse("disclosure:category", args=["010100"])


@pytest.mark.django_db
def test_the_tree_costs_a_query_once(django_assert_num_queries):
    CategoryFactory()
    with django_assert_num_queries(1):
        assert len(read_tree()) == len(read_tree()) == 1
