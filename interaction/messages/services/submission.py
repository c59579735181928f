"""Take a citizen's message in: once, however often the button is pressed."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.core.files import File
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.calendar.current import current_calendar
from departments.duties.actors import CITIZEN, Actor
from departments.duties.kinds import DutyKind
from departments.duties.models import DeadlineRule, Duty
from departments.duties.reckoning import Reckoning
from departments.duties.rules import rule_in_force
from departments.duties.services import explain, prepare_opening
from departments.offices.models import Department
from foundation.files.names import shorten_name
from foundation.personal.codes import keyed_digest
from foundation.personal.sealing import seal
from foundation.refusals import Refusal
from foundation.writing import draw_keys, insert_together
from interaction.mailboxes.models import Addressing, Mailbox, Topic
from interaction.messages.codes import digest_submission, query_code_for
from interaction.messages.models import (
    LONGEST_FILE_NAME,
    Message,
    MessageAttachment,
    MessageDuty,
    MessageEvent,
    ReceiptSerial,
    UnsentCode,
)
from interaction.messages.senders import SenderDetails, read_sender, seal_sender
from interaction.messages.services.steps import new_event, new_mail, reply_duty
from interaction.messages.statuses import MessageEventKind, MessageStatus, Source
from interaction.messages.words import new_words, numbers_of

SUBJECT_KIND = "message"


@dataclass(frozen=True, slots=True)
class _Letter:
    """What was written, as one value for the steps below."""

    mailbox: Mailbox
    department: Department
    topic: Topic | None
    subject: str = field(repr=False)
    text: str = field(repr=False)
    sender: SenderDetails
    consents: bool
    files: Sequence[File]


class Taken(NamedTuple):
    """What a sender is told: the message, its query code and the account of the date by which it is answered."""

    message: Message
    code: str
    due: Reckoning


def submit_message(
    *,
    mailbox: Mailbox,
    department: Department,
    topic: Topic | None,
    subject: str,
    text: str,
    sender: SenderDetails,
    consents: bool,
    submission_key: str,
    at: datetime,
    files: Sequence[File] = (),
    source: Source = Source.WEB,
    by: Actor = CITIZEN,
) -> Taken:
    """Take a message in; the duty to answer is opened in the same transaction.

    `submission_key` is a long random word of one form page or one API request. The same key with the same content
    returns the same message and code, also when both arrive at once (a unique constraint decides); with other content
    it is refused. `files` have passed `SafeFilesField`. `at` is the moment of receipt; its local date starts the clock.
    Raises Refusal (mailbox_closed, key_reused, and what the rule of time refuses).
    """
    letter = _Letter(mailbox, department, topic, subject, text, sender, consents, files)
    key = digest_submission(submission_key)
    code = query_code_for(submission_key)
    try:
        message, due = _take_in(letter, key, code, at=at, source=source, by=by)
        return Taken(message, code, due)
    except (IntegrityError, Refusal):
        # the same form was sent before, or arrived twice at one moment: what was promised then still holds
        earlier = Message.objects.filter(submission_key=key).first()
        if earlier is None:
            raise
    _require_same(earlier, letter)
    return Taken(earlier, code, explain(reply_duty(earlier)))


@transaction.atomic
def _take_in(
    letter: _Letter, key: str, code: str, *, at: datetime, source: Source, by: Actor
) -> tuple[Message, Reckoning]:
    received_on = timezone.localdate(at)
    if not letter.mailbox.is_open:
        raise Refusal(_("This mailbox takes no messages now."), code="mailbox_closed")
    rule, calendar = rule_in_force(letter.mailbox.rule_code, received_on), current_calendar()
    message_key, duty_key, event_key = draw_keys(Message, Duty, MessageEvent)
    sealed = seal_sender(letter.sender)
    message = Message(
        pk=message_key,
        mailbox=letter.mailbox,
        department=letter.department,
        topic=letter.topic,
        query_code_digest=keyed_digest(code),
        source=source,
        submission_key=key,
        subject=letter.subject,
        text=letter.text,
        sender_key=sealed.data_key,
        sender_sealed=sealed.sealed,
        has_email=bool(letter.sender.email),
        consents_to_publication=letter.consents,
        status=MessageStatus.RECEIVED,
        received_at=at,
    )
    opening = prepare_opening(_reply_duty(message, rule, pk=duty_key), calendar=calendar, by=by)
    event = new_event(message, MessageEventKind.RECEIVED, at=at, by=by, before="")
    event.pk = event_key
    mail = [new_mail(event), _code_for_mail(message, code, at)] if message.has_email else []
    words = new_words(message)
    with _files_kept(message, letter.files) as attachments:
        # from here to the commit everybody else who writes to this mailbox waits, since numbers have no gaps: two
        # trips, and nothing that can be done before
        number = allocate_receipt_numbers(letter.mailbox, {received_on: 1})[received_on][0]
        message.receipt_number = opening.duty.title = number
        words.numbers = numbers_of(message)
        link = MessageDuty(message=message, duty=opening.duty, role="reply")
        insert_together(message, words, *attachments, opening.duty, opening.event, link, event, *mail)
    return message, opening.reckoning


def allocate_receipt_numbers(mailbox: Mailbox, counts: Mapping[date, int]) -> dict[date, list[str]]:
    """Return for each local date as many new receipt numbers as `counts` says, such as LD-20261123-0007.

    The counters' rows stay locked until the transaction ends, so that numbers have no gaps and no twins; call it late.
    """
    table = ReceiptSerial._meta.db_table
    days = sorted(counts)  # always in one order, so that two imports can't wait for each other
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" (mailbox_id, day, last)'  # noqa: S608 - the model's own name
            " SELECT %s, new.day, new.last FROM unnest(%s::date[], %s::int[]) AS new(day, last)"
            f' ON CONFLICT (mailbox_id, day) DO UPDATE SET last = "{table}".last + EXCLUDED.last RETURNING day, last',
            [mailbox.pk, days, [counts[day] for day in days]],
        )
        last = dict(cursor.fetchall())
    return {
        day: [
            f"{mailbox.receipt_prefix}-{day:%Y%m%d}-{serial:04d}"
            for serial in range(last[day] - counts[day] + 1, last[day] + 1)
        ]
        for day in days
    }


def _reply_duty(message: Message, rule: DeadlineRule, *, pk: int) -> Duty:
    """Return what the office owes, to be listed under the receipt number: such lists carry no word of the sender."""
    return Duty(
        pk=pk,
        department=message.department,
        kind=DutyKind.REPLY,
        subject_kind=SUBJECT_KIND,
        subject_key=str(message.pk),
        rule=rule,
        starts_at=message.received_at,
        channel=message.mailbox.code,
    )


def _code_for_mail(message: Message, code: str, at: datetime) -> UnsentCode:
    """Seal the code for the receipt mail: the outbox names rows only, and after sending the row is gone."""
    sealed = seal({"code": code})
    return UnsentCode(message=message, data_key=sealed.data_key, sealed=sealed.sealed, created_at=at)


@contextmanager
def _files_kept(message: Message, files: Sequence[File]) -> Generator[list[MessageAttachment]]:
    """Store the files and yield their rows, not yet written; if the block fails, take the files away again."""
    kept: list[MessageAttachment] = []
    try:
        for upload in files:
            row = MessageAttachment(
                message=message,
                name=shorten_name(upload.name or "", LONGEST_FILE_NAME),
                content_type=vars(upload)["content_type"],
                sha256=vars(upload)["digest"],
                size=upload.size,
            )
            row.file.save(row.name, upload, save=False)
            kept.append(row)
        yield kept
    except BaseException:
        for row in kept:
            row.file.delete(save=False)
        raise


def _require_same(earlier: Message, letter: _Letter) -> None:
    """Raise Refusal if the key was used for something else: nothing written may get lost in silence.

    Nor may a consent that stands outlive a form that is sent again without it; one withdrawn since stays withdrawn.
    """
    same = (
        (earlier.mailbox_id, earlier.topic_id) == (letter.mailbox.pk, letter.topic.pk if letter.topic else None)
        and (earlier.subject, earlier.text) == (letter.subject, letter.text)
        and (letter.consents or not earlier.consents_to_publication)
        and _has_same_addressee(earlier, letter)
        and read_sender(earlier) == letter.sender
        and sorted(kept.sha256 for kept in earlier.attachments.all())
        == sorted(vars(upload)["digest"] for upload in letter.files)
    )
    if not same:
        raise Refusal(
            _("This form was sent before with other content. If this is a new message, send it once more."),
            code="key_reused",
        )


def _has_same_addressee(earlier: Message, letter: _Letter) -> bool:
    """Tell whether the sender chose the office that got the letter first, whoever has it now."""
    if letter.mailbox.addressing != Addressing.CHOSEN:
        return True
    received = earlier.events.get(kind=MessageEventKind.RECEIVED)
    return received.department_after_id == letter.department.pk
