"""The catalogue in the API: the whole tree, public."""

import pytest

from tests.factories.disclosure import CategoryFactory

pytestmark = pytest.mark.django_db

LIST = "/api/v1/categories/"


def test_the_tree_is_read_from_the_top_down(client):
    top = CategoryFactory(name="政策法规", basis="条例第二十条")
    below = CategoryFactory(name="部门文件", parent=top, update_days=180)
    found = client.get(LIST).json()["results"]
    assert [(row["name"], row["parent"], row["depth"]) for row in found] == [
        ("政策法规", None, 0),
        ("部门文件", top.code, 1),
    ]
    assert found[1]["url"] == below.get_absolute_url()


def test_a_column_is_found_by_its_code_and_with_those_below(client):
    top = CategoryFactory()
    below = CategoryFactory(parent=top)
    CategoryFactory()
    assert client.get(f"{LIST}{top.code}/").json()["code"] == top.code
    assert [row["code"] for row in client.get(LIST, {"below": top.code}).json()["results"]] == [top.code, below.code]
    assert [row["code"] for row in client.get(LIST, {"parent": top.code}).json()["results"]] == [below.code]
    assert client.get(LIST, {"below": "x"}).json()["results"] == []
    assert client.get(f"{LIST}999999/").status_code == 404


def test_a_word_that_is_neither_true_nor_false_narrows_nothing_and_is_refused(client):
    CategoryFactory(is_local=False)
    local = CategoryFactory(is_local=True)
    for word in ("true", "True", "1"):
        assert [row["code"] for row in client.get(LIST, {"is_local": word}).json()["results"]] == [local.code]
    assert len(client.get(LIST, {"is_local": ""}).json()["results"]) == 2
    answer = client.get(LIST, {"is_local": "maybe"})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": "is_local", "code": "invalid", "message": "请填写true或false。"}]


def test_the_list_costs_one_query(client, django_assert_num_queries):
    for _ in range(5):
        CategoryFactory(parent=CategoryFactory())
    with django_assert_num_queries(1):
        client.get(LIST)
