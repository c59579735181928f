"""Mailboxes, and messages in every state, made by the services that make them in life."""

import itertools
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import factory

from departments.models import Department, Officer
from interaction.mailboxes.models import Addressing
from interaction.messages.replying import ReplyParts
from interaction.messages.senders import SenderDetails
from interaction.messages.services import (
    accept_message,
    decline_message,
    draft_reply,
    send_reply,
    submit_message,
    submit_reply,
)
from interaction.messages.statuses import DeclineReason, MessageStatus, Visibility
from interaction.models import Mailbox, Message, Topic

CHINA = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 16, 9, 30, tzinfo=CHINA)
"""A Monday without holidays near: under seven natural days the answer is due on 23 November."""

SENDER = SenderDetails(
    name="欧阳明月", phone="13856400017", email="mingyue@example.org", address="金安区梅山路十二号三栋"
)
PARTS = ReplyParts(
    law_and_policy="依据《城市照明管理规定》第二十二条。",
    progress="已于11月17日架设临时线路。",
    facts="经现场查看，14盏路灯断电，情况属实。",
    next_step="本周内更换电缆。",
    contact_phone="0564-3370000",
)
keys = itertools.count(1)


class MailboxFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mailbox

    code = factory.Sequence(lambda n: f"box-{n:05d}")
    # of three letters: those that tests write by hand have two
    receipt_prefix = factory.Sequence(lambda n: "Q" + chr(65 + n // 26 % 26) + chr(65 + n % 26))
    name = factory.Sequence(lambda n: f"第{n}信箱")
    description = "写给有关单位。"


class ChosenMailboxFactory(MailboxFactory):
    """A mailbox in which the sender chooses the office."""

    addressing = Addressing.CHOSEN


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"类型{n:05d}")


def receive(mailbox: Mailbox, *, department: Department | None = None, **changes: Any) -> tuple[Message, str]:
    """Return a message just received, with its query code."""
    letter: dict[str, Any] = {
        "topic": None,
        "subject": "解放南路路灯多日不亮",
        "text": "路灯连续多日不亮，晚上学生放学经过不安全。请问何时能修好？",
        "sender": SENDER,
        "consents": True,
        "submission_key": f"test:{next(keys)}",
        "at": MONDAY,
    }
    taken = submit_message(mailbox=mailbox, department=department or mailbox.department, **(letter | changes))
    return taken.message, taken.code


def bring_to(
    status: str, mailbox: Mailbox, *, handler: Officer, reviewer: Officer, at: datetime = MONDAY, **changes: Any
) -> Message:
    """Return a message that went as far as `status`; a closed one is answered."""
    message, _code = receive(mailbox, at=at, **changes)
    if status == MessageStatus.RECEIVED:
        return message
    accept_message(message, by=handler, at=at + timedelta(hours=1))
    if status != MessageStatus.ACCEPTED:
        draft_reply(message, parts=PARTS, by=handler, at=at + timedelta(days=1))
        submit_reply(message, by=handler, at=at + timedelta(days=1))
    if status == MessageStatus.CLOSED:
        public = Visibility.PUBLIC if message.consents_to_publication else Visibility.PRIVATE
        send_reply(message, visibility=public, by=reviewer, at=at + timedelta(days=2))
    message.refresh_from_db()
    return message


def declined(mailbox: Mailbox, *, handler: Officer, at: datetime = MONDAY) -> Message:
    """Return a message that was not taken up."""
    message, _code = receive(mailbox, at=at)
    return decline_message(message, reason=DeclineReason.IN_COURT, by=handler, at=at + timedelta(hours=2))
