"""A message comes in: once, numbered, with a duty, and without a word of the sender where it does not belong."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from departments.duties.kinds import ActorKind
from departments.models import DutyEvent
from disclosure.search.dictionary import Dictionary, read_dictionary
from foundation.files.fields import validate_upload
from foundation.outbox.models import OutboxEntry
from foundation.personal.codes import is_wellformed_code, matches
from foundation.refusals import Refusal
from interaction.messages import words
from interaction.messages.codes import query_code_for
from interaction.messages.finding import find
from interaction.messages.senders import read_sender
from interaction.messages.services import submission
from interaction.messages.services.submission import allocate_receipt_numbers
from interaction.models import Message, MessageDuty, UnsentCode
from tests.factories.interaction import MONDAY, SENDER, MailboxFactory, receive

pytestmark = pytest.mark.django_db


def test_it_numbers_messages_by_mailbox_and_day(mailbox, other_bureau):
    first, _ = receive(mailbox)
    second, _ = receive(mailbox)
    next_day, _ = receive(mailbox, at=MONDAY + timedelta(days=1))
    elsewhere, _ = receive(MailboxFactory(department=other_bureau))
    prefix = mailbox.receipt_prefix
    assert first.receipt_number == f"{prefix}-20261116-0001"
    assert second.receipt_number == f"{prefix}-20261116-0002"
    assert next_day.receipt_number == f"{prefix}-20261117-0001"
    assert elsewhere.receipt_number.endswith("-20261116-0001")


def test_the_day_of_receipt_is_the_local_one(mailbox):
    message, _ = receive(mailbox, at=datetime(2026, 11, 16, 16, 30, tzinfo=UTC))
    duty = message.message_duties.get().duty
    assert message.receipt_number.split("-")[1] == "20261117"
    assert duty.due_on == date(2026, 11, 24)


def test_it_opens_the_duty_to_answer(mailbox):
    message, _ = receive(mailbox)
    duty = MessageDuty.objects.get(message=message, role="reply").duty
    assert (duty.department, duty.channel, duty.title) == (mailbox.department, mailbox.code, message.receipt_number)
    assert duty.due_on == date(2026, 11, 23)
    assert duty.starts_at == MONDAY


def test_it_keeps_the_sender_sealed(mailbox):
    message, _ = receive(mailbox)
    message = Message.objects.get(pk=message.pk)
    for part in (SENDER.name, SENDER.phone, SENDER.email, SENDER.address):
        assert part.encode() not in bytes(message.sender_sealed)
    assert read_sender(message) == SENDER
    assert SENDER.name not in repr(SENDER)


def test_it_returns_a_code_of_which_only_the_digest_is_kept(mailbox):
    message, code = receive(mailbox)
    assert is_wellformed_code(code)
    assert len(code) == 12
    assert message.query_code_digest != code
    assert matches(code, message.query_code_digest)
    assert matches(code.lower(), message.query_code_digest)


def test_the_same_key_with_the_same_content_is_one_message_with_one_code(mailbox):
    first, code = receive(mailbox, submission_key="page:abc")
    again, code_again = receive(mailbox, submission_key="page:abc", at=MONDAY + timedelta(seconds=1))
    assert (again.pk, code_again) == (first.pk, code)
    assert Message.objects.count() == MessageDuty.objects.count() == 1


@pytest.mark.parametrize("change", [{"text": "另外一件事，请一并答复。"}, {"subject": "另一件事情"}])
def test_the_same_key_with_other_content_is_refused_and_nothing_is_lost_in_silence(mailbox, change):
    receive(mailbox, submission_key="page:abc")
    with pytest.raises(Refusal) as refused:
        receive(mailbox, submission_key="page:abc", **change)
    assert refused.value.code == "key_reused"


def test_the_same_key_with_another_file_is_refused_and_with_the_same_it_is_one_message(mailbox):
    first, _code = receive(mailbox, submission_key="page:abc", files=[upload("一.txt", "路灯".encode())])
    again, _code = receive(mailbox, submission_key="page:abc", files=[upload("一.txt", "路灯".encode())])
    assert again.pk == first.pk
    for files in ([], [upload("一.txt", "路灯".encode()), upload("二.txt", "井盖".encode())]):
        with pytest.raises(Refusal) as refused:
            receive(mailbox, submission_key="page:abc", files=files)
        assert refused.value.code == "key_reused"
    assert [kept.name for kept in first.attachments.all()] == ["一.txt"]


def test_the_key_itself_is_stored_nowhere(mailbox):
    receive(mailbox, submission_key="page:a-very-secret-word")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(m::text, '') FROM interaction_message m")
        assert "a-very-secret-word" not in cursor.fetchone()[0]


def test_codes_follow_from_the_secret_and_differ(settings):
    codes = {query_code_for(f"page:{number}") for number in range(500)}
    assert len(codes) == 500
    assert all(is_wellformed_code(code) for code in codes)
    before = query_code_for("page:1")
    settings.SECRET_KEY = "another-" + "y" * 50
    assert query_code_for("page:1") != before


def test_a_closed_mailbox_takes_nothing(mailbox):
    mailbox.is_open = False
    with pytest.raises(Refusal) as refused:
        receive(mailbox)
    assert refused.value.code == "mailbox_closed"
    assert not Message.objects.exists()


def test_what_was_taken_is_told_again_also_by_a_mailbox_that_is_closed_meanwhile(mailbox):
    first = receive(mailbox, submission_key="the-same-key")
    mailbox.is_open = False
    mailbox.save()
    assert receive(mailbox, submission_key="the-same-key") == first
    with pytest.raises(Refusal) as refused:
        receive(mailbox, submission_key="the-same-key", text="另一封来信，内容完全不同，请分别答复。")
    assert refused.value.code == "key_reused"
    assert Message.objects.count() == 1


def test_without_a_rule_in_force_nothing_is_written(mailbox):
    mailbox.rule_code = "no-such-rule"
    with pytest.raises(Refusal):
        receive(mailbox)
    assert not Message.objects.exists()


def test_events_and_outbox_name_rows_and_no_person(mailbox):
    message, code = receive(mailbox)
    event = message.events.get()
    assert event.actor_kind == ActorKind.CITIZEN
    entry = OutboxEntry.objects.get()
    assert entry.payload == {"event_id": event.pk}
    stored = str(list(OutboxEntry.objects.values())) + str(list(DutyEvent.objects.values()))
    for word in (SENDER.name, SENDER.phone, SENDER.email, SENDER.address, code, "路灯"):
        assert word not in stored


def test_the_code_waits_sealed_for_its_mail(mailbox):
    message, code = receive(mailbox)
    assert code.encode() not in bytes(UnsentCode.objects.get(message=message).sealed)


def test_without_an_address_there_is_no_mail_and_no_waiting_code(mailbox):
    receive(mailbox, sender=replace(SENDER, email=""))
    assert not OutboxEntry.objects.exists()
    assert not UnsentCode.objects.exists()


def test_whoever_writes_to_the_same_mailbox_waits_for_two_trips_alone(mailbox, monkeypatch):
    """From the receipt number to the commit others wait: no text is cut then, no cache asked that may be away."""
    numbered = []

    def read_beforehand() -> Dictionary:
        assert not numbered
        return read_dictionary()

    def number(*args: Any) -> Any:
        numbers = allocate_receipt_numbers(*args)
        numbered.append(len(connection.queries_log))
        return numbers

    monkeypatch.setattr(words, "read_dictionary", read_beforehand)
    monkeypatch.setattr(submission, "allocate_receipt_numbers", number)
    with CaptureQueriesContext(connection):
        message, _code = receive(mailbox)
        assert len(connection.queries_log) - numbered[0] == 2  # the rows, and the end of the savepoint
    numbered.clear()
    assert find(Message.objects.all(), message.receipt_number, unmasked=Q()).number == 1


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    file = SimpleUploadedFile(name, content)
    validate_upload(file)
    return file


def test_it_keeps_files_under_names_that_tell_nothing(mailbox):
    message, _ = receive(mailbox, files=[upload("欧阳明月的照片说明.txt", "路灯".encode())])
    attachment = message.attachments.get()
    assert attachment.name == "欧阳明月的照片说明.txt"
    assert "欧阳" not in attachment.file.name
    assert attachment.file.read().decode() == "路灯"


def test_a_long_name_of_a_file_keeps_its_ending(mailbox):
    message, _ = receive(mailbox, files=[upload("a" * 180 + ".txt", "路灯".encode())])
    attachment = message.attachments.get()
    assert (len(attachment.name), attachment.suffix) == (150, "TXT")
    assert attachment.file.name.endswith(".txt")


def run_at_once(count: int, act: Callable[[], Any]) -> list[Any]:
    """Return what `act` gave in `count` threads that start together, each with a connection of its own."""
    barrier, results = threading.Barrier(count), []

    def run() -> None:
        barrier.wait()
        try:
            results.append(act())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_one_moment_are_one_message(mailbox):
    for number in range(10):
        results = run_at_once(2, lambda: receive(mailbox, submission_key=f"page:double-{number}"))  # noqa: B023
        assert len({(message.pk, code) for message, code in results}) == 1
        assert len(results) == 2
    assert Message.objects.count() == MessageDuty.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_numbers_given_out_at_one_moment_have_no_gap_and_no_twin(mailbox):
    run_at_once(4, lambda: [receive(mailbox) for _ in range(5)])
    serials = sorted(int(number[-4:]) for number in Message.objects.values_list("receipt_number", flat=True))
    assert serials == list(range(1, 21))
