"""Invented letters in every state, some answered late, some overdue now; themes from the report's twelve topics."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from config.demo.facts import read_entries
from departments.models import Department, Officer
from interaction.mailboxes.models import Addressing, Mailbox, Topic
from interaction.messages.models import Message
from interaction.messages.replying import ReplyParts
from interaction.messages.senders import SenderDetails
from interaction.messages.services.answering import draft_reply, send_reply, submit_reply
from interaction.messages.services.handling import accept_message, decline_message, transfer_message
from interaction.messages.services.submission import submit_message
from interaction.messages.statuses import DeclineReason, Visibility

Staff = dict[tuple[str, str], Officer]
SEED = 341500
N_ANSWERED = 190
KINDS = ("咨询", "投诉", "建议", "求助")
MAILBOXES = [
    ("leader", "LD", "领导信箱", "写给市政府领导的来信，由市政府办公室分送承办单位。", "office", Addressing.OWNER),
    ("office", "BM", "部门信箱", "直接写给您选择的单位。", "office", Addressing.CHOSEN),
    ("express", "LX", "连心直通车", "民生急事直接送市政府督办室。", "supervision", Addressing.OWNER),
]
# (days since receipt, how far it went): what is open today, some of it overdue
OPEN_CASES = [
    (0, "received"), (0, "received"), (0, "received"), (1, "accepted"), (2, "accepted"), (2, "transferred"),
    (2, "received"), (3, "accepted"), (3, "in_review"), (4, "transferred"), (4, "accepted"), (4, "in_review"),
    (4, "accepted"), (5, "in_review"), (6, "transferred"), (6, "accepted"), (7, "in_review"), (9, "transferred"),
    (10, "accepted"), (12, "in_review"), (15, "transferred"), (19, "accepted"), (26, "transferred"), (33, "accepted"),
    (52, "transferred"),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a letter needs on its way."""

    mailbox: Mailbox
    offices: dict[str, Department]
    staff: Staff
    now: datetime


def open_mailboxes(offices: dict[str, Department]) -> list[Mailbox]:
    """Open the three mailboxes that the report names, each with the usual topics."""
    mailboxes = []
    for position, (code, prefix, name, description, owner, addressing) in enumerate(MAILBOXES):
        mailbox = Mailbox.objects.create(
            code=code,
            receipt_prefix=prefix,
            name=name,
            description=description,
            department=offices[owner],
            addressing=addressing,
            position=position,
        )
        Topic.objects.bulk_create(Topic(mailbox=mailbox, name=kind, position=n) for n, kind in enumerate(KINDS))
        mailboxes.append(mailbox)
    return mailboxes


def write_letters(offices: dict[str, Department], staff: Staff, mailboxes: list[Mailbox], now: datetime) -> int:
    """Write a year of letters that end today and return how many; the same seed writes the same letters."""
    dice = random.Random(SEED)  # noqa: S311 - a demonstration must be the same every time
    letters = read_entries("letters.json")
    cases = [(dice.randint(14, 330), "answered") for _ in range(N_ANSWERED)] + [(40, "declined"), (75, "declined")]
    cases = sorted(cases + OPEN_CASES, reverse=True)
    for number, (age, goal) in enumerate(cases):
        mailbox = mailboxes[dice.choices(range(3), (5, 4, 2))[0]]
        desk = Desk(mailbox, offices, staff, now)
        received = min(now - timedelta(minutes=20), now - timedelta(days=age, minutes=dice.randint(10, 600)))
        _play(desk, letters[number % len(letters)], number, received, goal, dice)
    return len(cases)


def _play(desk: Desk, letter: dict[str, Any], number: int, received: datetime, goal: str, dice: random.Random) -> None:
    """Let one letter come in and go as far as `goal`."""
    message, key = _submit(desk, letter, number, received, dice)
    if goal == "received":
        return
    step = min(timedelta(hours=dice.randint(2, 20)), (desk.now - received) / 4)
    owner = desk.staff[key, "handler"]
    if goal == "declined":
        decline_message(message, reason=DeclineReason.REPEATED, by=owner, at=received + step)
        return
    message = accept_message(message, by=owner, at=received + step)
    if key != letter["office"] and goal != "accepted":
        transfer_message(
            message, to=desk.offices[letter["office"]], reason="属该单位职责", by=owner, at=received + 2 * step
        )
        key = letter["office"]
    if goal in {"in_review", "answered"}:
        _answer(desk, message, key, received, received + 3 * step, goal, dice)


def _submit(
    desk: Desk, letter: dict[str, Any], number: int, received: datetime, dice: random.Random
) -> tuple[Message, str]:
    direct = desk.mailbox.addressing == Addressing.CHOSEN
    key = letter["office"] if direct else {"leader": "office", "express": "supervision"}[desk.mailbox.code]
    message = submit_message(
        mailbox=desk.mailbox,
        department=desk.offices[key],
        topic=desk.mailbox.topics.all()[dice.randrange(len(KINDS))],
        subject=letter["subject"],
        text=f"{letter['text']}\n\n（演示来信，内容为虚构）",
        sender=SenderDetails(name="演示市民", phone=""),
        consents=dice.random() < 0.6,
        submission_key=str(UUID(int=dice.getrandbits(128))),
        at=received,
    ).message
    return message, key


def _answer(
    desk: Desk, message: Message, key: str, received: datetime, drafted: datetime, goal: str, dice: random.Random
) -> None:
    handler, checker = desk.staff[key, "handler"], desk.staff[key, "checker"]
    parts = ReplyParts(
        law_and_policy="（演示）答复应当引用与来信事项有关的法律、法规和政策，并写明名称和条款。",
        progress="（演示）来信已转承办科室核实，现场情况正在处理。",
        facts="（演示）经核实，来信反映的情况属实，有关记录已经留存。",
        next_step="（演示）承办单位将在本月内完成处理，并在办结后电话回访。",
        contact_phone="0564-0000000",
    )
    draft_reply(message, parts=parts, by=handler, at=drafted)
    submit_reply(message, by=handler, at=drafted)
    if goal == "answered":
        days = dice.choice((2, 3, 3, 4, 5, 5, 6, 6, 7, 9, 13))
        sent = min(max(received + timedelta(days=days), drafted + timedelta(hours=1)), desk.now)
        public = Visibility.PUBLIC if message.consents_to_publication else Visibility.PRIVATE
        send_reply(message, visibility=public, by=checker, at=sent)
