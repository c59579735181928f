"""The search of the back office: words as they are written, Traditional or Simplified, numbers and their pieces;
nothing that was erased or hidden."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client

from disclosure.search.dictionary import forget_dictionary
from disclosure.search.models import Synonym
from interaction.messages.services import erase_sender, hide_message, withdraw_consent
from interaction.messages.statuses import MessageStatus
from interaction.models import Message, MessageWords
from tests.factories.interaction import MONDAY, SENDER, receive

pytestmark = pytest.mark.django_db
LIST = "/admin/interaction/message/"
PERSONAL = f"我是{SENDER.name}，电话{SENDER.phone}，住{SENDER.address}，请尽快答复。"


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(MONDAY + timedelta(days=2), tick=False):
        yield


def found_by(officer, words: str) -> set[int]:
    client = Client()
    client.force_login(officer, backend="departments.officers.backends.AssignmentBackend")
    return {message.pk for message in client.get(LIST, {"q": words}).context["cl"].result_list}


def stored_words() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(string_agg(letter::text || ' ' || copy::text, ' '), '') FROM interaction_messagewords"
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "words",
    ["路灯", "路燈", "解放南路", "放学 路灯", "路灯　学生", "“路灯”", "何时能修好", "ＬＤ照明", "照明-LD"],
)
def test_a_letter_is_found_by_its_words_however_they_are_written(mailbox, handler, words):
    message, _ = receive(mailbox, text="路灯连续多日不亮，学生放学不安全。请问何时能修好？LD照明公司电话不通。")
    receive(mailbox, subject="公交线路的建议", text="建议延长末班车时间，方便晚归的职工。")
    assert found_by(handler, words) == {message.pk}


@pytest.mark.parametrize("words", ["路灯 公交", "%", "'", "路灯 & !x", "a'b\\c", "、", "水库", "a" * 3000])
def test_what_stands_in_no_letter_finds_none(mailbox, handler, words):
    receive(mailbox)
    assert found_by(handler, words) == set()


def test_a_word_is_found_by_its_synonym(mailbox, handler):
    Synonym.objects.create(words="路灯 街灯")
    forget_dictionary()
    message, _ = receive(mailbox)
    assert found_by(handler, "街灯") == {message.pk}


def test_a_letter_is_found_by_its_number_its_pieces_and_their_long_beginnings(mailbox, supervisor):
    message, _ = receive(mailbox)
    other, _ = receive(mailbox, at=MONDAY + timedelta(days=1))
    Message.objects.filter(pk=other.pk).update(source_number="12345-0077001122")
    call_command("index_messages", anew=True, verbosity=0)
    prefix, day, serial = message.receipt_number.split("-")
    for words in (message.receipt_number, message.receipt_number.lower(), day, f"{prefix}-{day}", f"{serial} {day}"):
        assert found_by(supervisor, words) == {message.pk}
    for words in ("12345-0077001122", "0077001122", "00770011", "12345"):
        assert found_by(supervisor, words) == {other.pk}
    for words in ("9999", day[:6], "007700"):  # so little begins too many numbers
        assert found_by(supervisor, words) == set()


def test_filters_and_search_narrow_together(mailbox, make_message, handler):
    make_message(MessageStatus.CLOSED)
    open_one = make_message(MessageStatus.RECEIVED)
    client = Client()
    client.force_login(handler, backend="departments.officers.backends.AssignmentBackend")
    answer = client.get(LIST, {"q": "路灯", "status__exact": "received"})
    assert [message.pk for message in answer.context["cl"].result_list] == [open_one.pk]


def test_very_many_hits_are_found_by_walking_the_list_and_keep_to_the_same_rules(
    monkeypatch, mailbox, make_message, handler, supervisor
):
    monkeypatch.setattr("interaction.messages.finding.MOST", 1)
    private = [receive(mailbox, text=PERSONAL)[0].pk for _ in range(3)]
    public = [make_message(MessageStatus.CLOSED).pk for _ in range(3)]
    assert found_by(handler, "路灯") == {*private, *public}
    assert found_by(handler, "答复") == {*private}
    assert found_by(supervisor, "路灯") == {*public}
    assert found_by(supervisor, SENDER.name) == set()


def test_the_words_of_an_erased_sender_are_gone(make_message, privacy_officer, handler):
    message = make_message(MessageStatus.CLOSED, text=PERSONAL, consents=False)
    assert SENDER.phone in stored_words()
    assert found_by(handler, SENDER.phone) == {message.pk}
    erase_sender(message, by=privacy_officer, at=MONDAY + timedelta(days=2))
    for word in (SENDER.phone, "欧阳明月", "明月", "十二号", "梅山路"):
        assert word not in stored_words()
    assert found_by(handler, SENDER.phone) == set()
    assert found_by(handler, "尽快 答复") == {message.pk}


@pytest.mark.parametrize("end", ["withdrawn", "hidden"])
def test_the_words_of_a_public_copy_go_with_it(make_message, supervisor, reviewer, end):
    message = make_message(MessageStatus.CLOSED)
    assert found_by(supervisor, "路灯") == {message.pk}
    if end == "withdrawn":
        withdraw_consent(message, at=MONDAY + timedelta(days=2))
    else:
        hide_message(message, reason="漏了姓名", by=reviewer, at=MONDAY + timedelta(days=2))
    assert found_by(supervisor, "路灯") == set()
    MessageWords.objects.update(letter="")
    assert stored_words().strip() == ""


def test_letters_without_words_get_them_by_a_command_that_can_be_broken_off(monkeypatch, mailbox, handler, capsys):
    messages = [receive(mailbox)[0].pk for _ in range(5)]
    MessageWords.objects.exclude(pk=messages[1]).delete()
    assert found_by(handler, "路灯") == {messages[1]}
    monkeypatch.setattr("interaction.messages.words.BATCH", 2)
    call_command("index_messages", verbosity=0)
    assert "4 messages" in capsys.readouterr().out
    assert found_by(handler, "路灯") == set(messages)
    call_command("index_messages", verbosity=0)
    assert "0 messages" in capsys.readouterr().out


def test_a_letter_that_is_taken_in_is_found_in_few_statements(mailbox, django_assert_max_num_queries):
    receive(mailbox)
    with django_assert_max_num_queries(7):  # two of them for the savepoint of the test's own transaction
        receive(mailbox)


def test_a_search_has_its_budget(mailbox, handler, django_assert_max_num_queries):
    for _ in range(3):
        receive(mailbox)
    client = Client()
    client.force_login(handler, backend="departments.officers.backends.AssignmentBackend")
    client.get(LIST, {"q": "路灯"})
    with django_assert_max_num_queries(16):
        client.get(LIST, {"q": "路灯"})
