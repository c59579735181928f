"""Take a citizen's message in: once, however often the button is pressed."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.files import File
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.calendar.current import current_calendar
from departments.calendar.workcalendar import WorkCalendar
from departments.duties.actors import CITIZEN, Actor
from departments.duties.kinds import DutyKind
from departments.duties.models import DeadlineRule
from departments.duties.rules import rule_in_force
from departments.duties.services import open_duty
from departments.offices.models import Department
from foundation.personal.codes import keyed_digest
from foundation.personal.sealing import seal
from foundation.refusals import Refusal
from interaction.mailboxes.models import Mailbox, Topic
from interaction.messages.codes import digest_submission, query_code_for
from interaction.messages.models import Message, MessageAttachment, MessageDuty, ReceiptSerial, UnsentCode
from interaction.messages.senders import SenderDetails, read_sender, seal_sender
from interaction.messages.services.steps import announce, record
from interaction.messages.statuses import MessageEventKind, MessageStatus, Source
from interaction.messages.words import index_new

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
) -> tuple[Message, str]:
    """Take a message in and return it with its query code; the duty to answer is opened in the same transaction.

    `submission_key` is a long random word of one form page or one API request. The same key with the same content
    returns the same message and code, also when both arrive at once (a unique constraint decides); with other content
    it is refused. `files` have passed `SafeFilesField`. `at` is the moment of receipt; its local date starts the clock.
    Raises Refusal (mailbox_closed, key_reused, and what the rule of time refuses).
    """
    letter = _Letter(mailbox, department, topic, subject, text, sender, consents, files)
    key = digest_submission(submission_key)
    code = query_code_for(submission_key)
    earlier = Message.objects.filter(submission_key=key).first()
    if earlier is None:
        try:
            return _take_in(letter, key, code, at=at, source=source, by=by), code
        except IntegrityError:
            # the same form arrived twice at one moment, and the other one won
            earlier = Message.objects.filter(submission_key=key).first()
            if earlier is None:
                raise
    _require_same(earlier, letter)
    return earlier, code


@transaction.atomic
def _take_in(letter: _Letter, key: str, code: str, *, at: datetime, source: Source, by: Actor) -> Message:
    received_on = timezone.localdate(at)
    if not letter.mailbox.is_open:
        raise Refusal(_("This mailbox takes no messages now."), code="mailbox_closed")
    rule, calendar = rule_in_force(letter.mailbox.rule_code, received_on), current_calendar()
    sealed = seal_sender(letter.sender)
    message = Message(
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
    with _files_kept(message, letter.files) as attachments:
        # from here to the commit everybody else who writes to this mailbox waits: numbers have no gaps
        message.receipt_number = allocate_receipt_numbers(letter.mailbox, {received_on: 1})[received_on][0]
        message.save(force_insert=True)
        MessageAttachment.objects.bulk_create(attachments)
        index_new(message)
        _open_reply_duty(message, rule, calendar, at=at, by=by)
        event = record(message, MessageEventKind.RECEIVED, at=at, by=by, before="")
        _keep_code_for_mail(message, code, at)
        announce(event)
    return message


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


def _open_reply_duty(message: Message, rule: DeadlineRule, calendar: WorkCalendar, *, at: datetime, by: Actor) -> None:
    """Open what the office owes, listed under the receipt number: lists of duties carry no word of the sender."""
    duty = open_duty(
        department=message.department,
        kind=DutyKind.REPLY,
        subject_kind=SUBJECT_KIND,
        subject_key=str(message.pk),
        title=message.receipt_number,
        rule=rule,
        starts_at=message.received_at,
        channel=message.mailbox.code,
        at=at,
        by=by,
        calendar=calendar,
    )
    MessageDuty.objects.create(message=message, duty=duty, role="reply")


def _keep_code_for_mail(message: Message, code: str, at: datetime) -> None:
    """Seal the code for the receipt mail: the outbox names rows only, and after sending the row is gone."""
    if message.has_email:
        sealed = seal({"code": code})
        UnsentCode.objects.create(message=message, data_key=sealed.data_key, sealed=sealed.sealed, created_at=at)


@contextmanager
def _files_kept(message: Message, files: Sequence[File]) -> Generator[list[MessageAttachment]]:
    """Store the files and yield their rows, not yet written; if the block fails, take the files away again."""
    kept: list[MessageAttachment] = []
    try:
        for upload in files:
            row = MessageAttachment(
                message=message,
                name=(upload.name or "")[:150],
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
    """Raise Refusal if the key was used for something else: nothing written may get lost in silence."""
    same = (
        earlier.mailbox_id == letter.mailbox.pk
        and (earlier.subject, earlier.text) == (letter.subject, letter.text)
        and read_sender(earlier) == letter.sender
        and sorted(kept.sha256 for kept in earlier.attachments.all())
        == sorted(vars(upload)["digest"] for upload in letter.files)
    )
    if not same:
        raise Refusal(
            _("This form was sent before with other content. If this is a new message, send it once more."),
            code="key_reused",
        )
