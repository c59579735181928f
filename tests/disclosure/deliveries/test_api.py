"""Deliveries on the wire: who may send, what a batch must be, how each system asks for its own, what it all costs."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient
from rest_framework.throttling import SimpleRateThrottle

from departments.models import ApiClient
from departments.officers.roles import Role
from disclosure.items.services import return_item, sign_item, start_revision, withdraw_item
from disclosure.models import Delivery, Item
from tests.disclosure.deliveries.sending import DELIVERIES, file, item_of, push, push_one, state_of
from tests.factories.departments import officer_in
from tests.factories.disclosure import MORNING
from tests.reports.dashboard.test_api import machine_of

pytestmark = pytest.mark.django_db


def refused(answer) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def send(api, body: bytes):
    return api.post(DELIVERIES, body, content_type="application/json")


# -- who ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_key_nobody_gets_in(method, db):
    assert refused(getattr(APIClient(), method)(DELIVERIES)) == (401, "not_authenticated")


def test_a_session_is_no_key(client, bureau):
    client.force_login(officer_in(bureau, *Role))
    assert refused(client.get(DELIVERIES)) == (401, "not_authenticated")


def test_another_scope_does_not_suffice(bureau, row):
    machine = machine_of(bureau, "statistics:read", "messages:submit")
    assert refused(machine.get(DELIVERIES)) == (403, "permission_denied")
    assert refused(machine.post(DELIVERIES, {"items": [row]}, format="json")) == (403, "permission_denied")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"expires_on": timezone.localdate() - timedelta(days=1)}, "expired_key"),
        ({"addresses": ["10.9.0.0/16"]}, "foreign_address"),
    ],
)
def test_an_old_or_foreign_key_delivers_nothing(bureau, row, changes, code):
    machine = machine_of(bureau, "items:write", **changes)
    assert refused(machine.post(DELIVERIES, {"items": [row]}, format="json")) == (401, code)
    assert not Item.objects.exists()


def test_who_barred_the_officer_barred_the_deliveries(machine, row, author):
    author.is_active = False
    author.save()
    assert refused(machine.post(DELIVERIES, {"items": [row]}, format="json")) == (409, "no_author")
    assert machine.get(DELIVERIES).status_code == 200


def test_a_key_from_before_there_were_responsible_officers_is_told_to_name_one(machine, row):
    ApiClient.objects.update(acts_for=None)
    assert refused(machine.post(DELIVERIES, {"items": [row]}, format="json")) == (409, "no_author")


# -- batches that are none -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "code", "fields"),
    [
        (b"{", "parse_error", []),
        (b"\xff\xfe", "parse_error", []),
        (b"", "invalid", ["items"]),
        (b"[]", "invalid", ["non_field_errors"]),
        (b"5", "invalid", ["non_field_errors"]),
        (b"{}", "invalid", ["items"]),
        (b'{"items": []}', "invalid", ["items"]),
        (b'{"items": null}', "invalid", ["items"]),
        (b'{"items": {"key": "a"}}', "invalid", ["items"]),
        (b'{"items": "a"}', "invalid", ["items"]),
        (b'{"items": [{}], "dry_run": true}', "invalid", ["dry_run"]),
        (b'{"items": ' + b"[" * 5_000 + b"]" * 5_000 + b"}", "parse_error", []),
    ],
)
def test_a_batch_that_can_not_be_understood_is_a_problem(machine, body, code, fields):
    answer = send(machine, body)
    assert refused(answer) == (400, code)
    assert [error["field"] for error in answer.json().get("errors", ())] == fields


def test_a_hundred_rows_are_a_batch_and_one_more_is_none(machine):
    assert len(push(machine, *[{}] * 100)) == 100
    answer = machine.post(DELIVERIES, {"items": [{}] * 101}, format="json")
    assert refused(answer) == (400, "invalid")
    assert answer.json()["errors"][0]["field"] == "items"


def test_a_form_is_no_batch(machine, row):
    assert refused(machine.post(DELIVERIES, {"items": json.dumps([row])}, format="multipart")) == (
        415,
        "unsupported_media_type",
    )


def test_what_is_no_row_does_not_hold_up_the_others(machine, row):
    results = push(machine, None, {"key": "OA-9", "title": "a\0b"}, row, "x")
    assert [(one["key"], one["outcome"]) for one in results] == [
        (None, "refused"),
        ("OA-9", "refused"),
        (row["key"], "created"),
        (None, "refused"),
    ]
    assert {"field": "title", "code": "null_characters_not_allowed"} in [
        {name: error[name] for name in ("field", "code")} for error in results[1]["errors"]
    ]


def test_a_batch_that_is_too_large_is_told_the_limit(machine):
    answer = send(machine, b'{"items": ["' + b"x" * 5_300_000 + b'"]}')
    assert refused(answer) == (413, "body_too_large")
    assert "5 MB" in answer.json()["detail"]


@pytest.mark.parametrize("depth", [40, 500, *range(870, 900, 3), 5_000])
@pytest.mark.parametrize("member", [b'"title": ', b'"attachments": [{"name": ', b'"co_issuers": [', b'"x": '])
def test_nesting_is_a_wrong_row_or_no_batch_whatever_its_depth(machine, member, depth):
    """Up to some depth Python reads a body; a value that could be read must be one that can be refused as well."""
    closing = {b"[": b"]", b"{": b"}"}
    ends = b"".join(closing[sign] for sign in (bytes([one]) for one in reversed(member)) if sign in closing)
    answer = send(machine, b'{"items": [{' + member + b"[" * depth + b"]" * depth + ends + b"}]}")
    if answer.status_code == 200:
        assert answer.json()["results"][0]["code"] == "invalid"
    else:
        assert refused(answer) == (400, "parse_error")


def test_a_result_says_everything_and_a_refusal_says_why(machine, row):
    taken, again, wrong = push(
        machine, row, {**row, "title": "关于另一件事情的通知"}, {**row, "key": "OA-2", "title": "短"}
    )
    assert taken == {
        "key": row["key"],
        "outcome": "created",
        "id": Item.objects.get().pk,
        "status": "draft",
        "address": f"http://testserver{DELIVERIES}{row['key']}/",
    }
    assert set(again) == {*taken, "code", "detail"}
    assert (wrong["code"], wrong["id"], wrong["status"], wrong["address"]) == ("invalid", None, None, None)
    assert wrong["errors"][0]["message"]


def test_messages_are_in_the_language_of_the_reader(machine, row):
    told = {}
    for language in ("en", "zh-hans", "zh-hant"):
        machine.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        refused = push_one(machine, {**row, "title": "短"})
        told[language] = refused["errors"][0]["message"]
    assert told["en"].startswith("Give the full title")
    assert len(set(told.values())) == 3


def test_one_system_is_held_to_so_many_batches_a_minute(machine, row, monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {**SimpleRateThrottle.THROTTLE_RATES, "deliver": "2/min"})
    cache.clear()
    assert [machine.post(DELIVERIES, {"items": [row]}, format="json").status_code for _ in range(3)] == [200, 200, 429]
    assert machine.get(DELIVERIES).status_code == 200


# -- what became of it ---------------------------------------------------------------------------------------------
def test_the_course_of_an_item_is_told_step_by_step(machine, row, author, signatory, bureau, column):
    push_one(machine, row)
    key, item = row["key"], item_of(row["key"])
    told = state_of(machine, key)
    assert told == {
        "key": key,
        "corrects": None,
        "delivered_at": timezone.localtime(Delivery.objects.get().at).isoformat(),
        "id": item.pk,
        "status": "draft",
        "reason": "",
        "department": bureau.code,
        "category": column.code,
        "index_number": None,
        "published_on": None,
        "version": None,
        "url": None,
    }
    push_one(machine, {**row, "key": "OA-2", "corrects": key, "submit": True})
    assert state_of(machine, key)["status"] == "waiting"
    return_item(item, by=signatory, at=MORNING, reason="文号有误。")
    told = state_of(machine, "OA-2")
    assert (told["status"], told["reason"], told["corrects"]) == ("returned", "文号有误。", key)
    push_one(
        machine, {**row, "key": "OA-3", "corrects": "OA-2", "document_number": "测政办〔2014〕32号", "submit": True}
    )
    item = sign_item(item, by=signatory, at=MORNING)
    public = {
        "index_number": item.index_number,
        "published_on": "2014-06-16",
        "version": 1,
        "url": f"/items/{item.pk}/",
    }
    told = state_of(machine, key)
    assert (told["status"], told["reason"]) == ("published", "")
    assert public.items() <= told.items()
    start_revision(item, by=author, at=MORNING, reason="更正。")
    told = state_of(machine, key)
    assert told["status"] == "draft"
    assert public.items() <= told.items()
    withdraw_item(item, by=signatory, at=MORNING, reason="含个人信息。")
    told = state_of(machine, key)
    assert (told["status"], told["reason"], told["version"]) == ("withdrawn", "含个人信息。", None)
    assert told["url"] == f"/items/{item.pk}/"


def test_the_list_is_narrowed_by_status_and_read_by_cursor(machine, row, signatory):
    push(machine, *({**row, "key": f"OA-{number}", "submit": number > 2} for number in range(1, 6)))
    return_item(item_of("OA-5"), by=signatory, at=MORNING, reason="缺附件。")
    sign_item(item_of("OA-4"), by=signatory, at=MORNING)
    found = {
        status: [one["key"] for one in machine.get(DELIVERIES, {"status": status}).json()["results"]]
        for status in ("draft", "waiting", "returned", "published", "withdrawn")
    }
    assert found == {
        "draft": ["OA-2", "OA-1"],
        "waiting": ["OA-3"],
        "returned": ["OA-5"],
        "published": ["OA-4"],
        "withdrawn": [],
    }
    assert refused(machine.get(DELIVERIES, {"status": "lost"})) == (400, "invalid")
    page = machine.get(DELIVERIES, {"page_size": 3}).json()
    rest = machine.get(page["next"]).json()
    assert [one["key"] for one in page["results"] + rest["results"]] == [f"OA-{number}" for number in range(5, 0, -1)]


def test_what_another_system_delivered_is_not_found(bureau, machine, row):
    other = machine_of(bureau, "items:write")
    push_one(machine, row)
    assert refused(other.get(f"{DELIVERIES}{row['key']}/")) == (404, "not_found")
    assert other.get(DELIVERIES).json()["results"] == []


@pytest.mark.parametrize("key", ["六政办〔2014〕31号", "a b", "{550e}", "a+b&c;d=e:f@g", "..x", "x" * 100])
def test_the_address_of_any_key_leads_to_its_delivery(machine, row, key):
    address = push_one(machine, {**row, "key": key})["address"]
    assert machine.get(address).json()["key"] == key


@pytest.mark.parametrize("key", ["nothing", "a%2Fb", "a%FFb", "x" * 3000])
def test_a_key_that_was_never_sent_is_not_found(machine, key):
    assert refused(machine.get(f"{DELIVERIES}{key}/")) == (404, "not_found")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "post"])
def test_a_delivery_can_not_be_changed(machine, row, method):
    push_one(machine, row)
    assert refused(getattr(machine, method)(f"{DELIVERIES}{row['key']}/")) == (405, "method_not_allowed")


# -- what it costs -------------------------------------------------------------------------------------------------
def queries_of(machine, rows) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        push(machine, *rows)
    return len(captured)


def rows_like(row, number, **changes):
    return [{**row, "key": f"{changes.get('title', 'A')}-{n}-{number}", **changes} for n in range(number)]


def test_each_further_row_costs_the_same(machine, row, other_bureau):
    full = {"attachments": [file()], "co_issuers": [other_bureau.code], "drafting_office": other_bureau.code}
    push(machine, row)
    per_row = [
        (queries_of(machine, rows_like(row, 8, **changes)) - queries_of(machine, rows_like(row, 3, **changes))) / 5
        for changes in ({}, {"submit": True, **full})
    ]
    assert per_row[0] == int(per_row[0])
    assert per_row[0] <= 17
    assert per_row[1] <= 28


def test_a_repetition_costs_nothing_for_each_row(machine, row):
    for number in (2, 20):
        push(machine, *rows_like(row, number))
    assert queries_of(machine, rows_like(row, 20)) == queries_of(machine, rows_like(row, 2)) <= 9


def test_the_list_costs_the_same_for_any_number(machine, row, django_assert_max_num_queries):
    push(machine, *rows_like(row, 30))
    with django_assert_max_num_queries(4):
        assert len(machine.get(DELIVERIES, {"page_size": 30}).json()["results"]) == 30
