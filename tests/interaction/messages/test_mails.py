"""Mail to senders: each step once, the code only in the receipt and gone afterwards, no word of it elsewhere."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail

from foundation.outbox.exceptions import NotDone
from foundation.outbox.models import Delivery, OutboxEntry
from foundation.outbox.services import deliver_next
from foundation.personal.codes import group_code
from interaction.messages import mails
from interaction.messages.services import (
    accept_message,
    decline_message,
    erase_sender,
    forget_unsent_codes,
    transfer_message,
)
from interaction.messages.statuses import MessageStatus
from interaction.models import UnsentCode
from tests.factories.interaction import MONDAY, PARTS, SENDER, receive

pytestmark = pytest.mark.django_db


def deliver_all() -> list[mail.EmailMessage]:
    """Do what the outbox holds and return the mails, oldest first."""
    while deliver_next(now=MONDAY + timedelta(days=36_500)):
        pass
    assert not OutboxEntry.objects.exclude(status="done").exists()
    return mail.outbox


def test_the_receipt_has_number_code_due_date_and_its_account(mailbox):
    message, code = receive(mailbox)
    (sent,) = deliver_all()
    assert sent.to == [SENDER.email]
    assert message.receipt_number in sent.subject
    for part in (message.receipt_number, group_code(code), "2026-11-23", SENDER.name, mailbox.name):
        assert part in sent.body
    assert sent.body.count("2026-11-") >= 8 + 1
    assert code not in sent.subject


def test_after_sending_the_code_is_gone(mailbox):
    receive(mailbox)
    assert UnsentCode.objects.exists()
    deliver_all()
    assert not UnsentCode.objects.exists()


def test_a_receipt_that_surely_did_not_leave_keeps_its_code_for_the_next_try(mailbox, monkeypatch):
    _message, code = receive(mailbox)
    event_id = OutboxEntry.objects.get().payload["event_id"]

    def refuse(message) -> None:
        raise NotDone("no connection to the mail server")

    with monkeypatch.context() as patched:
        patched.setattr(mails, "send_once", refuse)
        with pytest.raises(NotDone):
            mails.tell_sender(event_id)
    assert UnsentCode.objects.exists()
    mails.tell_sender(event_id)
    assert group_code(code) in mail.outbox[0].body


def test_a_code_that_was_never_mailed_is_forgotten(mailbox):
    receive(mailbox)
    assert forget_unsent_codes(now=MONDAY + timedelta(days=2)) == 0
    assert forget_unsent_codes(now=MONDAY + timedelta(days=4)) == 1
    (sent,) = deliver_all()
    assert "-" not in sent.subject.replace(sent.subject.split("：")[-1], "")


def test_every_step_is_told_in_order_and_at_most_once(mailbox, handler, other_bureau, outsider):
    message, _ = receive(mailbox)
    accept_message(message, by=handler, at=MONDAY + timedelta(hours=1))
    transfer_message(message, to=other_bureau, reason="属该单位职责", by=handler, at=MONDAY + timedelta(hours=2))
    decline_message(message, reason="in_court", by=outsider, at=MONDAY + timedelta(hours=3))
    assert set(OutboxEntry.objects.values_list("delivery", flat=True)) == {Delivery.ONCE}
    sent = deliver_all()
    assert len(sent) == 4
    assert "属该单位职责" in sent[2].body
    assert other_bureau.name in sent[2].body
    assert "12348" in sent[3].body
    assert deliver_all() == sent


def test_the_answer_is_sent_in_its_parts(make_message):
    make_message(MessageStatus.CLOSED)
    answer = deliver_all()[-1]
    for part in (PARTS.facts, PARTS.law_and_policy, PARTS.progress, PARTS.next_step, PARTS.contact_phone):
        assert part in answer.body


def test_what_the_office_does_inside_is_told_nobody(make_message):
    make_message(MessageStatus.IN_REVIEW)
    assert len(deliver_all()) == 2  # received, accepted


def test_signs_of_markup_stay_signs(mailbox, handler, other_bureau):
    message, _ = receive(mailbox, sender=replace(SENDER, name="<欧阳> & 子"))
    accept_message(message, by=handler, at=MONDAY)
    assert all("<欧阳> & 子" in sent.body for sent in deliver_all())


@pytest.mark.parametrize(
    "name",
    [
        "领补贴 www.example.cn",
        "致电13800000000",
        "加微信１２３４５６",
        "a@example.com",
        "http://例",
        "中奖 例.公司",
        "中奖 example。cn",
        "领补贴请拨一三八零零零零零零零零",
        "领补贴请拨壹叁捌零零零零零零零零",
        "张三\n紧急通知：请速来办理退款",
    ],
)
def test_a_name_that_leads_somewhere_is_carried_to_nobody(mailbox, handler, name):
    message, _ = receive(mailbox, sender=replace(SENDER, name=name))
    accept_message(message, by=handler, at=MONDAY)
    sent = deliver_all()
    assert len(sent) == 2
    assert all(one.body.startswith("来信人：") and name not in one.body for one in sent)


@pytest.mark.parametrize("name", ["欧阳明月", "阿卜杜热合曼·买买提", "J. R. Müller", "D'Arcy-Lee", "伍六七"])
def test_a_name_is_greeted_as_it_is(name):
    assert replace(SENDER, name=name).salutation == name


def test_an_erased_sender_is_told_nothing_any_more(make_message, privacy_officer):
    message = make_message(MessageStatus.CLOSED)
    erase_sender(message, by=privacy_officer, at=MONDAY + timedelta(days=3))
    assert deliver_all() == []
