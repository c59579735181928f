"""The journal as other systems read it: onwards from any number, without end, without asking twice for the same."""

import pytest

from disclosure.items.services import withdraw_item
from disclosure.models import Change
from tests.factories.disclosure import MORNING, CategoryFactory, published, withdrawn
from tests.factories.policies import published_interpretation, published_policy

pytestmark = pytest.mark.django_db

CHANGES = "/api/v1/changes/"


@pytest.fixture
def read(client, committed):
    def act(address: str = CHANGES, **given: str):
        committed()
        return client.get(address, **given)

    return act


def test_a_change_says_what_happened_to_what(bureau, read):
    item = published(bureau, title="关于污水处理的通知")
    answer = read().json()
    change = Change.objects.get()
    assert answer["has_more"] is False
    assert answer["next"] == f"http://testserver{CHANGES}?after={change.number}"
    assert answer["results"] == [
        {
            "number": change.number,
            "at": answer["results"][0]["at"],
            "action": "appeared",
            "kind": "item",
            "id": item.pk,
            "department": bureau.code,
            "category": item.category.code,
            "title": "关于污水处理的通知",
            "url": f"/items/{item.pk}/",
            "digest": item.current_version.digest,
        }
    ]


def test_a_removal_is_told_without_content_and_takes_the_titles_before_it(bureau, read):
    withdrawn(bureau, title="张三的身份证号码", reason="含张三的个人信息。")
    answer = read()
    assert [row["action"] for row in answer.json()["results"]] == ["appeared", "went"]
    assert "张三" not in answer.content.decode()


def test_next_leads_through_everything_once_and_then_waits_for_more(bureau, read):
    keys = [published(bureau).pk for _ in range(5)]
    address, seen = f"{CHANGES}?page_size=2", []
    for has_more in (True, True, False):
        answer = read(address).json()
        assert answer["has_more"] is has_more
        seen += [row["id"] for row in answer["results"]]
        address = answer["next"]
    assert seen == keys
    answer = read(address).json()
    assert (answer["results"], answer["next"]) == ([], address)
    later = published(bureau)
    assert [row["id"] for row in read(address).json()["results"]] == [later.pk]


def test_whoever_knows_the_last_change_is_answered_304_until_there_is_another(bureau, signatory, read):
    item = published(bureau, by=signatory)
    etag = read()["ETag"]
    again = read(headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    withdraw_item(item, by=signatory, at=MORNING, reason="内容有误。")
    answer = read(headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert answer["ETag"] != etag
    assert [row["title"] for row in answer.json()["results"]] == ["", ""]


def test_the_etag_of_a_page_that_is_not_the_last_never_keeps_back_what_follows(bureau, read):
    """Whoever sends the ETag of the last answer along with `next` reads everything."""
    keys = [published(bureau).pk for _ in range(5)]
    address, etag, seen = f"{CHANGES}?page_size=2", "", []
    for _ in range(3):
        answer = read(address, headers={"If-None-Match": etag})
        assert answer.status_code == 200
        address, etag = answer.json()["next"], answer["ETag"]
        seen += [row["id"] for row in answer.json()["results"]]
    assert seen == keys
    assert read(address, headers={"If-None-Match": etag}).status_code == 304
    first = read(f"{CHANGES}?page_size=2")
    assert read(f"{CHANGES}?page_size=2", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_it_is_narrowed_to_an_office_with_those_below_it_and_to_a_column(bureau, other_bureau, city, read):
    top = CategoryFactory()
    below = CategoryFactory(parent=top)
    mine = published(bureau, category=below)
    other = published(other_bureau)

    def keys(**query: str) -> list[int]:
        return [
            row["id"] for row in read(CHANGES + "?" + "&".join(f"{k}={v}" for k, v in query.items())).json()["results"]
        ]

    assert keys(branch=bureau.code) == [mine.pk]
    assert keys(branch=city.code) == [mine.pk, other.pk]
    assert keys(category=top.code) == [mine.pk]
    assert keys(category=other.category.code, branch=bureau.code) == []
    assert keys(kind="item") == [mine.pk, other.pk]
    assert keys(kind="interpretation") == []


def test_it_is_narrowed_to_several_kinds_and_next_keeps_them(bureau, read):
    published(bureau)
    policy = published_policy(bureau)
    explained = published_interpretation(bureau, policy=policy)
    answer = read(CHANGES + "?kind=policy&kind=interpretation&page_size=1").json()
    assert [row["id"] for row in answer["results"]] == [policy.pk]
    answer = read(answer["next"]).json()
    assert [(row["kind"], row["id"]) for row in answer["results"]] == [("interpretation", explained.pk)]
    assert answer["has_more"] is False
    assert read(CHANGES + "?kind=policy&kind=letter").status_code == 400


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("after", "-1", "place"),
        ("after", "x", "place"),
        ("after", "٣", "place"),
        ("after", "999999999999999999", "place"),
        ("after", "9" * 40, "place"),
        ("page_size", "0", "page_size"),
        ("page_size", "1001", "page_size"),
        ("kind", "letter", "invalid_choice"),
        ("branch", "nowhere", "unknown"),
        ("category", "nowhere", "unknown"),
    ],
)
def test_a_wrong_parameter_is_named(client, name, value, code):
    answer = client.get(CHANGES, {name: value})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == (name, code)


def test_a_page_costs_the_same_whatever_stands_on_it(bureau, read, django_assert_num_queries, client, committed):
    for _ in range(8):
        published(bureau)
    committed()
    with django_assert_num_queries(2):
        assert len(client.get(CHANGES).json()["results"]) == 8
