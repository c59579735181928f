"""Citizens and other systems submit and query over the API."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient
from rest_framework.throttling import ScopedRateThrottle

from departments.clients.models import Scope
from departments.clients.services import register_client
from departments.duties.journal import explain
from departments.duties.kinds import ActorKind
from departments.officers.roles import Role
from departments.offices.models import Department
from interaction.intake.looking import WRONG_PAIRS
from interaction.intake.serializers import DueSerializer
from interaction.mailboxes.models import Mailbox
from interaction.messages.senders import read_sender
from interaction.models import Message
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.interaction import SENDER, ChosenMailboxFactory, TopicFactory
from tests.foundation.files.samples import PNG

pytestmark = pytest.mark.django_db
MESSAGES, QUERY, MAILBOXES = "/api/v1/messages/", "/api/v1/messages/query/", "/api/v1/mailboxes/"


@pytest.fixture
def api(clock) -> APIClient:
    """Anybody with an HTTP client."""
    return APIClient()


def letter(box, **changes: Any) -> dict[str, Any]:
    return {
        "mailbox": box.code,
        "subject": "流波䃥镇道路塌方何时修复",
        "text": "请问《关于印发<A市新图>的通知》何时施行？路断了一个月。",
        "sender": {"name": SENDER.name, "phone": SENDER.phone},
        "has_read_privacy_notice": True,
        **changes,
    }


def submit(api: APIClient, box, key: str = "", **changes: Any):
    headers = {"Idempotency-Key": key} if key else {}
    return api.post(MESSAGES, letter(box, **changes), format="json", headers=headers)


def test_mailboxes_are_public_and_closed_ones_are_not_listed(api, mailbox, bureau):
    TopicFactory(mailbox=mailbox, name="咨询")
    ChosenMailboxFactory(department=bureau, is_open=False)
    listed = api.get(MAILBOXES).json()["results"]
    assert [(box["code"], box["department"], box["topics"]) for box in listed] == [
        (mailbox.code, bureau.code, ["咨询"])
    ]


def test_a_message_is_answered_with_its_receipt(api, mailbox):
    response = submit(api, mailbox)
    assert response.status_code == 201
    receipt = response.json()
    message = Message.objects.get()
    assert (receipt["receipt_number"], receipt["due"]["due_on"]) == (message.receipt_number, "2026-11-23")
    assert [day["ordinal"] for day in receipt["due"]["working"]] == [None, 1, 2, 3, 4, 5, 6, 7]
    assert response["Cache-Control"] == "no-store"
    assert read_sender(message).name == SENDER.name
    assert message.source == "api"


def with_files(api: APIClient, box, *files: SimpleUploadedFile, key: str = ""):
    """Submit as a form with files, as a program does that passes on what it was given."""
    fields = letter(box)
    sender = {f"sender.{name}": value for name, value in fields.pop("sender").items()}
    headers = {"Idempotency-Key": key} if key else {}
    return api.post(MESSAGES, {**fields, **sender, "attachments": list(files)}, format="multipart", headers=headers)


def test_a_letter_has_its_budget(api, mailbox, django_assert_max_num_queries):
    submit(api, mailbox)
    with django_assert_max_num_queries(8):  # two of them for the savepoint of the test's own transaction
        answer = submit(api, mailbox)
    assert answer.status_code == 201


def test_the_receipt_tells_the_day_that_the_journal_of_the_duty_tells(api, mailbox):
    told = submit(api, mailbox).json()
    message = Message.objects.get(receipt_number=told["receipt_number"])
    duty = message.message_duties.get().duty
    assert told["due"] == DueSerializer(explain(duty)).data
    assert duty.title == told["receipt_number"]


def test_a_mailbox_that_is_changed_is_another_one_for_the_very_next_letter(api, mailbox, other_bureau):
    assert submit(api, mailbox).status_code == 201
    Mailbox.objects.filter(pk=mailbox.pk).update(department=other_bureau)
    assert submit(api, mailbox).json()["department"] == other_bureau.code
    Department.objects.filter(pk=other_bureau.pk).update(code="91341500MA8N7K2X3R")
    assert submit(api, mailbox).json()["department"] == "91341500MA8N7K2X3R"
    Mailbox.objects.filter(pk=mailbox.pk).update(is_open=False)
    refused = submit(api, mailbox)
    assert refused.status_code == 400
    assert [error["field"] for error in refused.json()["errors"]] == ["mailbox"]
    Mailbox.objects.filter(pk=mailbox.pk).update(is_open=True)
    assert submit(api, mailbox).status_code == 201


def test_files_come_with_a_message_and_the_same_request_again_keeps_them_once(api, mailbox, clock):
    key = str(uuid4())
    for status in (201, 200):
        files = [SimpleUploadedFile("现场.png", PNG), SimpleUploadedFile("说明.txt", "路断了".encode())]
        assert with_files(api, mailbox, *files, key=key).status_code == status
        clock.shift(timedelta(minutes=1))
    message = Message.objects.get()
    assert [(kept.name, kept.content_type) for kept in message.attachments.all()] == [
        ("现场.png", "image/png"),
        ("说明.txt", "text/plain"),
    ]
    assert read_sender(message).phone == SENDER.phone


@pytest.mark.parametrize(
    ("names", "word"),
    [
        (["木马.exe"], "木马.exe"),
        (["其实不是图.png"], "其实不是图.png"),
        (["空.txt"], "空.txt"),
        (["1.txt", "2.txt", "3.txt", "4.txt"], "4"),
    ],
)
def test_files_that_the_page_refuses_are_refused_here_by_name(api, mailbox, names, word):
    contents = {"空.txt": b""}
    files = [SimpleUploadedFile(name, contents.get(name, "文字".encode())) for name in names]
    response = with_files(api, mailbox, *files)
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["field"] == "attachments"
    assert word in error["message"]
    assert not Message.objects.exists()


def test_a_file_that_is_no_file_is_named(api, mailbox):
    response = submit(api, mailbox, attachments=["现场.png"])
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"].startswith("attachments")


def test_the_same_request_again_is_the_same_message_and_tells_the_code_again(api, mailbox, clock):
    key = str(uuid4())
    first = submit(api, mailbox, key)
    clock.shift(timedelta(minutes=1))
    again = submit(api, mailbox, key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Message.objects.count() == 1


def test_the_same_request_again_gets_its_receipt_also_from_what_takes_no_letters_any_more(api, bureau, clock):
    box, key = ChosenMailboxFactory(department=bureau), str(uuid4())
    chosen = DepartmentFactory(parent=bureau.parent)
    first = submit(api, box, key, department=chosen.code)
    box.is_open, chosen.dissolved_on = False, timezone.localdate()
    box.save()
    chosen.save()
    clock.shift(timedelta(minutes=1))
    again = submit(api, box, key, department=chosen.code)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    other = submit(api, box, key, department=chosen.code, subject="完全不同的另一件事")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert submit(api, box, str(uuid4()), department=chosen.code).status_code == 400
    assert Message.objects.count() == 1


def test_files_of_the_same_request_again_are_measured_whole_by_a_closed_mailbox(api, mailbox, clock):
    key = str(uuid4())

    def send(content: bytes):
        fields = {f"sender.{name}": getattr(SENDER, name) for name in ("name", "phone")}
        files = {"attachments": SimpleUploadedFile("路灯.txt", content)}
        whole = letter(mailbox) | fields | files
        del whole["sender"]
        return api.post(MESSAGES, whole, format="multipart", headers={"Idempotency-Key": key})

    assert send("路灯".encode()).status_code == 201
    mailbox.is_open = False
    mailbox.save()
    clock.shift(timedelta(minutes=1))
    assert send("路灯".encode()).status_code == 200
    assert send("井盖".encode()).json()["code"] == "key_reused"


def test_a_key_used_for_another_message_is_a_conflict_that_tells_nothing(api, mailbox):
    key = str(uuid4())
    number = submit(api, mailbox, key).json()["receipt_number"]
    response = submit(api, mailbox, key, subject="完全不同的另一件事")
    assert (response.status_code, response.json()["code"]) == (409, "key_reused")
    assert number not in response.content.decode()


@pytest.mark.parametrize("key", ["short", "x" * 101])
def test_a_key_must_be_long_enough_to_be_nobody_elses(api, mailbox, key):
    response = submit(api, mailbox, key)
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "Idempotency-Key"


def test_without_a_key_each_request_is_a_message(api, mailbox):
    assert {submit(api, mailbox).status_code for _ in range(2)} == {201}
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mailbox": "nowhere"}, "mailbox"),
        ({"subject": "短"}, "subject"),
        ({"text": "短"}, "text"),
        ({"sender": {"name": "张三", "phone": "110"}}, "sender.phone"),
        ({"sender": {"name": "张三", "phone": "13856400017", "email": "x"}}, "sender.email"),
        ({"topic": "没有这一类"}, "topic"),
        ({"has_read_privacy_notice": False}, "has_read_privacy_notice"),
    ],
)
def test_every_fault_names_its_field_as_a_problem(api, mailbox, changes, field):
    response = submit(api, mailbox, **changes)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert not Message.objects.exists()


def test_the_office_is_chosen_where_the_mailbox_lets_choose(api, city, bureau, other_bureau, mailbox):
    chosen = ChosenMailboxFactory(department=bureau)
    gone = DepartmentFactory(parent=city, dissolved_on=date(2026, 1, 1))
    assert submit(api, chosen, department=other_bureau.code).json()["department"] == other_bureau.code
    for code in (None, city.code, gone.code, "nowhere"):
        assert submit(api, chosen, department=code).status_code == 400
    assert submit(api, mailbox, department=other_bureau.code).status_code == 400


def test_number_and_code_show_the_message_and_nothing_of_the_sender(api, mailbox):
    receipt = submit(api, mailbox).json()
    asked = {"receipt_number": receipt["receipt_number"].lower(), "query_code": receipt["query_code"].replace("-", "")}
    response = api.post(QUERY, asked, format="json")
    assert response.status_code == 200
    shown = response.json()
    assert (shown["status"], shown["subject"], shown["reply"]) == ("received", "流波䃥镇道路塌方何时修复", None)
    for word in (SENDER.name, SENDER.phone):
        assert word not in response.content.decode()


def test_a_wrong_number_and_a_wrong_code_get_the_same_answer(api, mailbox):
    receipt = submit(api, mailbox).json()
    wrong_code = api.post(QUERY, {"receipt_number": receipt["receipt_number"], "query_code": "23456789ABCD"})
    wrong_number = api.post(QUERY, {"receipt_number": "ZZ-20261116-0001", "query_code": receipt["query_code"]})
    assert wrong_code.status_code == wrong_number.status_code == 404
    assert wrong_code.content == wrong_number.content


def test_too_many_wrong_pairs_bar_the_address(api, mailbox):
    receipt = submit(api, mailbox).json()
    for _ in range(WRONG_PAIRS):
        api.post(QUERY, {"receipt_number": receipt["receipt_number"], "query_code": "23456789ABCD"})
    right = {"receipt_number": receipt["receipt_number"], "query_code": receipt["query_code"]}
    assert api.post(QUERY, right).status_code == 429


@pytest.fixture
def client_key(city, administrator, clock):
    """Return keys of other systems of the city, with the scopes asked for."""

    def make(*scopes: str) -> APIClient:
        _client, key = register_client(
            name=f"热线{uuid4()}",
            department=city,
            scopes=list(scopes),
            expires_on=date(2027, 1, 1),
            addresses=[],
            by=None,
            at=timezone.now(),
        )
        machine = APIClient()
        machine.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
        return machine

    return make


def test_a_machine_needs_the_scope_and_is_named_as_a_machine(client_key, mailbox):
    assert submit(client_key(Scope.READ_STATISTICS), mailbox).status_code == 403
    assert submit(client_key(Scope.SUBMIT_MESSAGES), mailbox).status_code == 201
    assert Message.objects.get().events.get().actor_kind == ActorKind.CLIENT


def test_two_machines_may_choose_the_same_key(client_key, mailbox):
    key = "0000000000000001"
    codes = {submit(client_key(Scope.SUBMIT_MESSAGES), mailbox, key).json()["query_code"] for _ in range(2)}
    assert len(codes) == 2


def test_the_public_rate_holds_everybody_but_machines(api, client_key, mailbox, monkeypatch):
    rates = {**settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "submit": "2/hour"}
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", rates)
    cache.clear()
    assert [submit(api, mailbox).status_code for _ in range(3)] == [201, 201, 429]
    machine = client_key(Scope.SUBMIT_MESSAGES)
    assert [submit(machine, mailbox).status_code for _ in range(3)] == [201, 201, 201]


def test_nobody_lists_or_reads_messages_without_a_log_in(api, client_key, mailbox):
    number = submit(api, mailbox).json()["receipt_number"]
    for caller in (api, client_key(Scope.SUBMIT_MESSAGES, Scope.READ_STATISTICS)):
        for address in (MESSAGES, f"{MESSAGES}{number}/"):
            assert caller.get(address).status_code in {401, 403}


def test_an_officer_may_write_as_a_citizen(mailbox, bureau, clock):
    officer = APIClient()
    officer.force_login(officer_in(bureau, Role.AUTHOR), backend="departments.officers.backends.AssignmentBackend")
    assert submit(officer, mailbox).status_code == 201
    assert Message.objects.get().events.get().actor is None
