"""Officers handle messages over the API: the same services, the same scope, every refusal a problem."""

from datetime import timedelta

import pytest
import time_machine
from rest_framework.test import APIClient

from interaction.messages.statuses import MessageStatus
from interaction.models import Message
from tests.factories.interaction import MONDAY, PARTS, SENDER, receive

pytestmark = pytest.mark.django_db
LIST = "/api/v1/messages/"


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(MONDAY + timedelta(days=2), tick=False):
        yield


@pytest.fixture
def as_officer():
    """Return an API client logged in as an officer."""

    def log_in(officer) -> APIClient:
        client = APIClient()
        client.force_login(officer, backend="departments.officers.backends.AssignmentBackend")
        return client

    return log_in


def act(client: APIClient, message: Message, action: str, **asked):
    return client.post(f"{LIST}{message.receipt_number}/{action}/", asked, format="json")


def test_a_message_goes_from_receipt_to_answer(as_officer, mailbox, handler, reviewer):
    message, _ = receive(mailbox)
    desk, review = as_officer(handler), as_officer(reviewer)
    assert act(desk, message, "accept").json()["status"] == "accepted"
    parts = {
        name: getattr(PARTS, name) for name in ("law_and_policy", "progress", "facts", "next_step", "contact_phone")
    }
    assert act(desk, message, "draft", **parts).json()["reply"]["facts"] == PARTS.facts
    assert act(desk, message, "submit").json()["status"] == "in_review"
    assert act(review, message, "return", note="请补充依据").json()["status"] == "accepted"
    act(desk, message, "submit")
    answer = act(review, message, "send", visibility="public")
    assert (answer.status_code, answer.json()["status"], answer.json()["outcome"]) == (200, "closed", "answered")
    assert Message.objects.get().public_copy.subject == message.subject


def test_a_program_overwrites_and_sends_no_reply_that_it_has_not_read(as_officer, make_message, handler, reviewer):
    message = make_message(MessageStatus.ACCEPTED)
    desk, address = as_officer(handler), f"{LIST}{message.receipt_number}/"
    empty = desk.get(address).json()["reply_stamp"]
    first = act(desk, message, "draft", facts="同事写的核实情况", seen=empty)
    late = act(desk, message, "draft", facts="我写的核实情况", seen=empty)
    assert (first.status_code, late.status_code, late.json()["code"]) == (200, 409, "wrong_state")
    assert desk.get(address).json()["reply"]["facts"] == "同事写的核实情况"
    parts = {name: getattr(PARTS, name) for name in ("law_and_policy", "facts", "next_step", "contact_phone")}
    assert act(desk, message, "draft", **parts, seen=first.json()["reply_stamp"]).status_code == 200
    act(desk, message, "submit")
    review = as_officer(reviewer)
    read = review.get(address).json()["reply_stamp"]
    assert act(review, message, "send", visibility="private", seen=empty).status_code == 409
    assert act(review, message, "send", visibility="private", seen=read).json()["status"] == "closed"


def test_whoever_only_looks_on_is_told_no_digest_of_what_is_masked(as_officer, make_message, supervisor):
    message = make_message(MessageStatus.CLOSED)
    assert as_officer(supervisor).get(f"{LIST}{message.receipt_number}/").json()["reply_stamp"] == ""


def test_declining_takes_a_reason_of_the_list(as_officer, mailbox, handler):
    message, _ = receive(mailbox)
    desk = as_officer(handler)
    wrong = act(desk, message, "decline", decline_reason="no_time")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "decline_reason")
    assert act(desk, message, "decline", decline_reason="in_court").json()["outcome"] == "declined"


def test_after_a_transfer_the_old_office_sees_the_message_no_more(as_officer, mailbox, handler, outsider, other_bureau):
    message, _ = receive(mailbox)
    desk = as_officer(handler)
    assert act(desk, message, "transfer", to=other_bureau.code, reason="属该单位职责").status_code == 204
    assert desk.get(f"{LIST}{message.receipt_number}/").status_code == 404
    assert as_officer(outsider).get(f"{LIST}{message.receipt_number}/").status_code == 200


@pytest.mark.parametrize("action", ["accept", "decline", "transfer", "draft", "submit", "return", "send"])
def test_another_office_finds_nothing(as_officer, mailbox, outsider, action):
    message, _ = receive(mailbox)
    assert act(as_officer(outsider), message, action).status_code == 404
    assert as_officer(outsider).get(f"{LIST}{message.receipt_number}/").status_code == 404
    assert as_officer(outsider).get(LIST).json()["results"] == []


def test_who_only_looks_on_is_forbidden_to_act(as_officer, mailbox, supervisor):
    message, _ = receive(mailbox)
    client = as_officer(supervisor)
    assert client.get(f"{LIST}{message.receipt_number}/").status_code == 200
    assert act(client, message, "accept").status_code == 403


def test_a_refused_step_is_a_conflict_with_a_stable_code(as_officer, make_message, handler):
    answer = act(as_officer(handler), make_message(MessageStatus.CLOSED), "accept")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    assert answer["Content-Type"] == "application/problem+json"


def test_the_drafter_may_not_send(as_officer, make_message, handler):
    answer = act(as_officer(handler), make_message(MessageStatus.IN_REVIEW), "send", visibility="private")
    assert answer.status_code == 403


def test_only_the_handlers_of_the_office_read_the_text_unmasked(as_officer, mailbox, handler, supervisor, reviewer):
    message, _ = receive(mailbox, text=f"我是{SENDER.name}，电话{SENDER.phone}，请尽快答复。")
    address = f"{LIST}{message.receipt_number}/"
    whole = as_officer(handler).get(address).json()
    assert (whole["is_masked"], SENDER.phone in whole["text"]) == (False, True)
    for officer in (supervisor, reviewer):
        masked = as_officer(officer).get(address)
        assert masked.json()["is_masked"]
        assert SENDER.phone not in masked.content.decode()
        assert SENDER.name not in masked.content.decode()


def test_lists_are_filtered_and_cost_the_same_however_long(
    as_officer, make_message, handler, django_assert_max_num_queries
):
    for status in MessageStatus:
        make_message(status)
    client = as_officer(handler)
    with django_assert_max_num_queries(5):
        assert len(client.get(LIST).json()["results"]) == 4
    assert [row["status"] for row in client.get(LIST, {"status": "in_review"}).json()["results"]] == ["in_review"]
    with time_machine.travel(MONDAY + timedelta(days=9), tick=False):
        client = as_officer(handler)
        assert len(client.get(LIST, {"is_overdue": "true"}).json()["results"]) == 3
        assert len(client.get(LIST, {"is_overdue": "false"}).json()["results"]) == 1
