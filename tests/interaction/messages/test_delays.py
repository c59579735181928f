"""Senders are told of a delay: each once, however long the task did not run and however many run at once."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connections

from departments.duties.sweeping import sweep
from foundation.outbox.models import OutboxEntry
from interaction.messages.mails import tell_sender
from interaction.messages.services import send_reply, tell_of_delay
from interaction.messages.statuses import MessageEventKind, MessageStatus, Visibility
from interaction.models import Message, MessageEvent
from tests.factories.interaction import MONDAY, SENDER, receive

LATE = MONDAY + timedelta(days=9)
pytestmark = pytest.mark.django_db


def test_a_late_message_is_told_once_with_its_due_date(mailbox, mailoutbox):
    message, _ = receive(mailbox)
    sweep(now=LATE)
    assert tell_of_delay(now=LATE) == 1
    assert tell_of_delay(now=LATE + timedelta(hours=1)) == 0
    message.refresh_from_db()
    assert message.told_of_delay_at == LATE
    event = message.events.get(kind=MessageEventKind.TOLD_OF_DELAY)
    tell_sender(event.pk)
    assert "2026-11-23" in mailoutbox[0].body


def test_a_mail_that_leaves_after_the_answer_does_not_say_that_there_is_none(make_message, reviewer, mailoutbox):
    message = make_message(MessageStatus.IN_REVIEW)
    sweep(now=LATE)
    assert tell_of_delay(now=LATE) == 1
    send_reply(message, visibility=Visibility.PRIVATE, by=reviewer, at=LATE + timedelta(minutes=5))
    tell_sender(message.events.get(kind=MessageEventKind.TOLD_OF_DELAY).pk)
    (late,) = mailoutbox
    assert "未能按期答复" in late.body
    assert "尚未" not in late.body


def test_it_waits_for_the_breach_to_be_recorded(mailbox):
    receive(mailbox)
    assert tell_of_delay(now=LATE) == 0


def test_a_run_missed_for_weeks_loses_nobody(mailbox):
    for days in range(5):
        receive(mailbox, at=MONDAY + timedelta(days=days))
    sweep(now=MONDAY + timedelta(days=60))
    assert tell_of_delay(now=MONDAY + timedelta(days=60)) == 5


def test_more_than_a_batch_is_told_in_one_run(mailbox, monkeypatch):
    from interaction.messages.services import delays

    monkeypatch.setattr(delays, "BATCH", 2)
    for _ in range(5):
        receive(mailbox)
    sweep(now=LATE)
    assert tell_of_delay(now=LATE) == 5


def test_nobody_is_told_who_was_answered_or_left_no_address(mailbox, make_message, reviewer):
    receive(mailbox, sender=replace(SENDER, email=""))
    answered = make_message(MessageStatus.IN_REVIEW)
    sweep(now=LATE)
    send_reply(answered, visibility=Visibility.PRIVATE, by=reviewer, at=LATE)
    assert tell_of_delay(now=LATE) == 0


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_each_sender_once(mailbox):
    for _ in range(12):
        receive(mailbox)
    sweep(now=LATE)
    n_before, barrier, told = OutboxEntry.objects.count(), threading.Barrier(2), []

    def run() -> None:
        barrier.wait()
        try:
            told.append(tell_of_delay(now=LATE))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(told) == Message.objects.count() == 12
    assert MessageEvent.objects.filter(kind=MessageEventKind.TOLD_OF_DELAY).count() == 12
    assert OutboxEntry.objects.count() - n_before == 12
