"""The search in the API."""

import pytest

from tests.disclosure.search.test_views import many

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    def act(**query):
        return client.get("/api/v1/search/", query)

    return act


def test_a_hit_says_what_and_where_it_is(publish, ask, bureau):
    item = publish("关于污水处理的通知", "<p>对污水<em>处理</em>收费。</p>")
    answer = ask(q="汙水處理").json()
    assert answer["count"] == 1
    assert (answer["is_estimated"], answer["is_loose"], answer["next"]) == (False, False, None)
    (hit,) = answer["results"]
    assert hit == {
        "kind": "item",
        "id": item.pk,
        "url": f"/items/{item.pk}/",
        "title": "关于污水处理的通知",
        "title_marked": "关于<mark>污水处理</mark>的通知",
        "text_marked": "对<mark>污水处理</mark>收费。",
        "department": bureau.code,
        "department_name": bureau.short_name,
        "category": item.category.code,
        "category_name": item.category.name,
        "genre": "通知",
        "theme": "综合政务",
        "validity": "effective",
        "published_on": "2014-06-16",
        "page": None,
    }
    assert {"facet": "department", "value": bureau.code, "count": 1} in answer["facets"]


@pytest.mark.parametrize("sort", ["relevance", "date"])
@pytest.mark.parametrize("size", [7, 20, 100])
def test_cursors_lead_through_everything_once(ask, client, bureau, sort, size):
    many(bureau, 45)
    answer, seen = ask(q="污水处理", sort=sort, page_size=size).json(), []
    assert answer["count"] == 45
    while True:
        seen += [hit["id"] for hit in answer["results"]]
        if answer["next"] is None:
            break
        answer = client.get(answer["next"]).json()
    assert len(seen) == 45 == len(set(seen))


def test_a_loose_search_goes_on_loosely(ask, client, bureau):
    many(bureau, 25, title="环境问题", text="加强保护。")
    answer = ask(q="环境保护").json()
    assert answer["is_loose"]
    following = client.get(answer["next"]).json()
    assert following["is_loose"]
    assert len(following["results"]) == 5


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": "公" * 101}, "q"),
        ({"q": "公告", "year": "x"}, "year"),
        ({"q": "公告", "branch": "x"}, "branch"),
        ({"q": "公告", "category": "x"}, "category"),
        ({"q": "公告", "genre": "x"}, "genre"),
        ({"q": "公告", "kind": "x"}, "kind"),
        ({"q": "公告", "validity": "x"}, "validity"),
        ({"q": "公告", "sort": "x"}, "sort"),
        ({"q": "公告", "cursor": "x"}, "cursor"),
        ({"q": "公告", "cursor": "0"}, "cursor"),
        ({"q": "公告", "cursor": "3~x"}, "cursor"),
        ({"q": "公告", "cursor": "2014-01-01_0"}, "cursor"),
        ({"q": "公告", "page_size": "0"}, "page_size"),
        ({"q": "公告", "page_size": "101"}, "page_size"),
        ({"q": "公告", "page_size": "٣"}, "page_size"),
    ],
)
def test_what_is_wrong_is_named_as_a_problem(ask, city, query, field):
    answer = ask(**query)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "invalid"
    assert [error["field"].split("[")[0] for error in answer.json()["errors"]] == [field]


def test_a_null_character_is_a_problem_too(ask, city):
    answer = ask(q="a\0b")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_it_stands_in_the_root_and_takes_no_other_method(client, db):
    assert client.get("/api/v1/").json()["search"].endswith("/api/v1/search/")
    assert client.post("/api/v1/search/", {"q": "公告"}).status_code == 405
