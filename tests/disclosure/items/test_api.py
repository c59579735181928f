"""Items in the API: what the public reads, what is gone, and the officers' steps."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from departments.officers.roles import Role
from disclosure.items.publication import working_digest
from disclosure.items.services import sign_item, submit_item
from disclosure.items.statuses import ItemStatus
from tests.factories.departments import officer_in
from tests.factories.disclosure import (
    MORNING,
    CategoryFactory,
    DraftFactory,
    ItemAttachmentFactory,
    corrected_with_file,
    published,
    submitted,
    under_revision,
    withdrawn,
)

pytestmark = pytest.mark.django_db

LIST = "/api/v1/items/"


def at(item, step: str = "") -> str:
    return f"{LIST}{item.pk}/{step}"


def titles(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["title"] for row in response.json()["results"]]


def test_a_published_item_is_read_whole(client, bureau, signatory):
    draft = DraftFactory(department=bureau, effective_on=date(2014, 7, 1))
    ItemAttachmentFactory(item=draft)
    item = sign_item(submit_item(draft, by=draft.author, at=MORNING), by=signatory, at=MORNING)
    found = client.get(at(item)).json()
    assert found["index_number"] == item.index_number
    assert (found["title"], found["department"], found["category"]) == (draft.title, bureau.code, item.category.code)
    assert (found["validity"], found["version"], found["published_on"]) == ("effective", 1, "2014-06-16")
    assert found["body"] == draft.body
    assert found["attachments"][0]["sha256"] == "5" * 64
    assert found["versions"][0]["digest"] == item.current_version.digest
    assert client.get(found["attachments"][0]["url"]).status_code == 200


def test_of_all_versions_the_text_of_the_current_one_alone_is_read(client, bureau):
    item = corrected_with_file(bureau)
    with CaptureQueriesContext(connection) as asked:
        found = client.get(at(item)).json()
    assert [version["number"] for version in found["versions"]] == [2, 1]
    reading_texts = [one["sql"] for one in asked if '"disclosure_version"."body"' in one["sql"]]
    assert len(reading_texts) == 1
    assert len(asked) == 3


def test_a_withdrawn_item_answers_gone_with_the_reason(client, bureau):
    response = client.get(at(withdrawn(bureau, reason="附件含个人信息。")))
    assert response.status_code == 410
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "withdrawn"
    assert "附件含个人信息。" in response.json()["detail"]


@pytest.mark.parametrize("make", [submitted, lambda office: DraftFactory(department=office)])
def test_what_was_never_published_is_not_there(client, bureau, author, make):
    item = make(bureau)
    assert client.get(at(item)).status_code == 404
    client.force_login(author)
    assert client.get(at(item)).status_code == 404


def test_words_beyond_all_measure_are_refused_as_on_the_page(client, bureau):
    answer = client.get("/api/v1/items/", {"q": "a " * 1500})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "q"


def test_the_list_shows_the_published_words_newest_first(client, bureau):
    old, new = published(bureau, title="较早的文件"), under_revision(bureau, title="较新的文件")
    type(new).objects.filter(pk=new.pk).update(title="没有签发的标题")
    withdrawn(bureau)
    assert titles(client.get(LIST)) == ["较新的文件", "较早的文件"]
    assert old.pk < new.pk


def test_the_list_narrows(client, bureau, other_bureau):
    general = CategoryFactory()
    item = published(bureau, title="要找的文件", genre="公告", category=CategoryFactory(parent=general))
    published(other_bureau, title="别的文件", at=MORNING.replace(year=2016))
    for query in (
        {"department": bureau.code},
        {"branch": bureau.code},
        {"category": general.code},
        {"year": 2014},
        {"genre": "公告"},
        {"published_on_after": "2014-06-16", "published_on_before": "2014-06-16"},
        {"index_number": item.index_number},
        {"q": "要找"},
    ):
        assert titles(client.get(LIST, query)) == ["要找的文件"], query
    assert titles(client.get(LIST, {"branch": bureau.parent.code})) == ["别的文件", "要找的文件"]
    assert titles(client.get(LIST, {"category": "x"})) == []


@pytest.mark.parametrize(
    "query",
    [
        {"year": "去年"},
        {"published_on_after": "昨天"},
        {"after": "x"},
        *({"page_size": size} for size in ("0", "101", "9" * 5000)),
    ],
)
def test_a_wrong_parameter_is_a_problem_that_names_it(client, query):
    response = client.get(LIST, query)
    assert response.status_code == 400
    problem = response.json()
    assert problem["code"] == "invalid"
    assert next(iter(query)).startswith(problem["errors"][0]["field"])


def test_the_pages_together_are_the_list(client, bureau):
    category = CategoryFactory()
    for number in range(7):
        published(bureau, category=category, title=f"第{number}号文件", at=MORNING + timedelta(days=number % 2))
    found, address = [], f"{LIST}?page_size=3&category={category.code}"
    while address:
        page = client.get(address)
        found += titles(page)
        address = page.json()["next"]
    assert found == titles(client.get(LIST, {"page_size": 100}))
    assert len(found) == 7


def test_a_list_costs_one_query(client, bureau, django_assert_num_queries):
    for _ in range(5):
        published(bureau)
    with django_assert_num_queries(1):
        client.get(LIST)


def test_the_steps_lead_from_draft_to_withdrawal(client, bureau, author, signatory):
    item = DraftFactory(department=bureau, author=author)
    client.force_login(author)
    assert client.post(at(item, "submit/")).json()["status"] == ItemStatus.SUBMITTED
    client.force_login(signatory)
    assert (
        client.post(at(item, "return/"), {"reason": "补附件"}, "application/json").json()["status"] == ItemStatus.DRAFT
    )
    client.force_login(author)
    client.post(at(item, "submit/"))
    client.force_login(signatory)
    item.refresh_from_db()
    signed = client.post(at(item, "sign/"), {"seen": working_digest(item)}, "application/json").json()
    assert (signed["visibility"], signed["index_number"][:18]) == ("public", bureau.code)
    gone = client.post(at(item, "withdraw/"), {"reason": "有误"}, "application/json").json()
    assert gone["visibility"] == "withdrawn"
    assert client.get(at(item)).status_code == 410


@pytest.mark.parametrize("step", ["submit", "return", "sign", "revise", "withdraw"])
def test_the_steps_are_for_officers_of_the_office(client, bureau, outsider, step):
    item = submitted(bureau)
    body = ({"reason": "x"}, "application/json")
    assert client.post(at(item, f"{step}/"), *body).status_code == 403
    client.force_login(outsider)
    assert client.post(at(item, f"{step}/"), *body).status_code == 404
    item.refresh_from_db()
    assert item.status == ItemStatus.SUBMITTED


def test_a_step_from_the_wrong_state_is_a_conflict(client, bureau, signatory):
    client.force_login(signatory)
    response = client.post(at(DraftFactory(department=bureau), "sign/"), {}, "application/json")
    assert (response.status_code, response.json()["code"]) == (409, "wrong_state")


def test_the_own_item_is_refused_with_its_code(client, bureau):
    both = officer_in(bureau, Role.AUTHOR, Role.SIGNATORY)
    item = DraftFactory(department=bureau, author=both)
    client.force_login(both)
    client.post(at(item, "submit/"))
    response = client.post(at(item, "sign/"), {}, "application/json")
    assert (response.status_code, response.json()["code"]) == (403, "own_item")


def test_a_step_back_needs_a_reason(client, bureau, signatory):
    client.force_login(signatory)
    response = client.post(at(published(bureau), "withdraw/"), {}, "application/json")
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "reason"


def test_a_session_without_a_token_against_forgery_can_not_act(bureau, author):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(author)
    item = DraftFactory(department=bureau, author=author)
    assert strict.post(at(item, "submit/")).status_code == 403
    item.refresh_from_db()
    assert item.status == ItemStatus.DRAFT
