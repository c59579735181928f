"""Who sees the sender of a message, and the text with nothing masked in it."""

from copy import copy
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

from django.db.models import Q

from departments.officers.models import Officer
from departments.officers.roles import permissions_of
from departments.officers.scoping import current_assignments, may, within_scope
from foundation.personal.masking import mask_text
from foundation.remembered import Kept
from interaction.messages.masking import REPLY_KINDS
from interaction.messages.models import Message, MessageAttachment, Reply
from interaction.messages.senders import SenderDetails, read_sender, telling_words_of

WORK_ON_REPLIES = ("interaction.draft_reply", "interaction.review_reply")
REPLY_TEXTS = ("law_and_policy", "progress", "facts", "next_step", "imported_text", "review_note")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as one officer may read it; without sender and attachments the text is masked."""

    subject: str = field(repr=False)
    text: str = field(repr=False)
    is_masked: bool
    sender: SenderDetails | None
    attachments: list[MessageAttachment]


def may_see_sender(officer: Officer, message: Message, today: date) -> bool:
    """Tell whether the officer may know who wrote.

    Those are the handlers of the very office that owes the answer (not of offices above it) and the privacy officers
    in whose scope it lies. Reviewers, supervisors and everybody else read the message masked.
    Source: 个人信息保护法 第六条 (the least that the purpose needs).
    """
    if may(officer, "interaction.view_sender", message.department, today):
        return True
    return any(
        assignment.department_id == message.department_id
        and "interaction.handle_message" in permissions_of(assignment.role)
        for assignment in current_assignments(officer, today)
    )


def unmasked_to(officer: Officer, today: date) -> Q:
    """Return the condition "the officer reads this message with nothing masked": `may_see_sender` of many rows."""
    desks = [
        assignment.department_id
        for assignment in current_assignments(officer, today)
        if "interaction.handle_message" in permissions_of(assignment.role)
    ]
    return within_scope(officer, "interaction.view_sender", today) | Q(department__in=desks)


def letter_for(officer: Officer, message: Message, today: date) -> Letter:
    """Return the message as `officer` may read it on `today` (a local date)."""
    if may_see_sender(officer, message, today):
        return Letter(message.subject, message.text, False, read_sender(message), list(message.attachments.all()))
    words = telling_words_of(message)
    return Letter(mask_text(message.subject, names=words), mask_text(message.text, names=words), True, None, [])


def works_on_reply(officer: Officer, message: Message, today: date) -> bool:
    """Tell whether the officer writes or reviews replies of the office, and so reads them whole."""
    return any(may(officer, step, message.department, today) for step in WORK_ON_REPLIES)


def reply_for(officer: Officer, message: Message, today: date) -> Reply | None:
    """Return the reply as `officer` may read it on `today`; None if nobody has written one.

    Whole for those who may know the sender, and for those who write and review replies of the office. For everybody
    else it is masked like the letter: an office calls the sender by name, and repeats what was written.
    """
    reply: Reply | None = getattr(message, "reply", None)
    if reply is None or works_on_reply(officer, message, today) or may_see_sender(officer, message, today):
        return reply
    shown, words = copy(reply), telling_words_of(message)
    for name in REPLY_TEXTS:
        setattr(shown, name, mask_text(getattr(reply, name), names=words, kinds=REPLY_KINDS))
    return shown


MOST_MASKED = 10_000
"""Subjects that a process keeps masked: those of the lists that its officers look at over and over."""

_masked: Kept[bytes, str] = Kept(MOST_MASKED)


def masked_subject(message: Message) -> str:
    """Return the subject as a list may show it to any officer in scope.

    To mask it, the sender must be unsealed; so it is done once for a subject and a sender, not at each look at the
    list. What is kept is masked, and found by a digest: nothing in it tells of a person.
    """
    parts = (message.subject.encode(), message.sender_key or b"", message.sender_sealed or b"")
    seen = blake2b(digest_size=16)
    for part in parts:
        seen.update(len(part).to_bytes(4) + part)
    key = seen.digest()
    masked = _masked.get(key)
    if masked is None:
        masked = _masked.keep(key, mask_text(message.subject, names=telling_words_of(message)))
    return masked
