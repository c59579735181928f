"""Write the messages of an older system, all or none, with their duties as of the true times."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from departments.duties.actors import SYSTEM
from departments.duties.kinds import ActorKind, DutyKind
from departments.duties.taking_over import PastDuty, take_over_duties
from foundation.locking import lock_row
from interaction.mailboxes.models import Mailbox
from interaction.messages.importing.planning import Plan, known_numbers
from interaction.messages.importing.reading import OldMessage
from interaction.messages.models import Message, MessageDuty, MessageEvent, Reply
from interaction.messages.senders import SenderDetails, seal_sender
from interaction.messages.services.submission import SUBJECT_KIND, allocate_receipt_numbers
from interaction.messages.statuses import MessageEventKind, MessageStatus, Outcome, ReplyStatus, Source
from interaction.messages.words import index_messages

BATCH = 500


@transaction.atomic
def write_import(plan: Plan, *, at: datetime, progress: Callable[[int], object]) -> int:
    """Write the new rows of `plan` and return how many; `progress` is told the number of each batch.

    The mailbox is locked: of two imports at once the second finds the rows of the first and skips them. Senders get no
    mail, nothing becomes public: the older system's senders agreed to neither.
    """
    mailbox = lock_row(Mailbox.objects.select_related("department"), plan.mailbox.pk)
    known = known_numbers(mailbox, [old.number for old in plan.fresh])
    fresh = [old for old in plan.fresh if old.number not in known]
    numbers = _receipt_numbers(mailbox, fresh)
    for start in range(0, len(fresh), BATCH):
        batch = fresh[start : start + BATCH]
        _write_batch(plan, mailbox, batch, numbers[start : start + BATCH], at)
        progress(len(batch))
    return len(fresh)


def _receipt_numbers(mailbox: Mailbox, fresh: Sequence[OldMessage]) -> list[str]:
    """Return a receipt number of the day of receipt for each message, in order."""
    days = [timezone.localdate(old.received_at) for old in fresh]
    given = {day: iter(own) for day, own in allocate_receipt_numbers(mailbox, Counter(days)).items()}
    return [next(given[day]) for day in days]


def _write_batch(
    plan: Plan, mailbox: Mailbox, batch: Sequence[OldMessage], numbers: Sequence[str], at: datetime
) -> None:
    messages = [_message(mailbox, old, number) for old, number in zip(batch, numbers, strict=True)]
    Message.objects.bulk_create(messages)
    index_messages(messages)
    answered = [(old, message) for old, message in zip(batch, messages, strict=True) if old.replied_at]
    Reply.objects.bulk_create(
        Reply(message=message, imported_text=old.reply, status=ReplyStatus.SENT, sent_at=old.replied_at)
        for old, message in answered
    )
    past = [_past_duty(plan, old, message) for old, message in zip(batch, messages, strict=True)]
    duties = take_over_duties(past, calendar=plan.calendar, by=SYSTEM)
    MessageDuty.objects.bulk_create(
        MessageDuty(message=message, duty=duty) for message, duty in zip(messages, duties, strict=True)
    )
    MessageEvent.objects.bulk_create(
        event for old, message in zip(batch, messages, strict=True) for event in _events(old, message, at)
    )


def _message(mailbox: Mailbox, old: OldMessage, receipt_number: str) -> Message:
    sealed = seal_sender(SenderDetails(name=old.user)) if old.user else None
    return Message(
        mailbox=mailbox,
        department=mailbox.department,
        receipt_number=receipt_number,
        source=Source.IMPORT,
        source_number=old.number,
        subject=old.subject,
        text=old.text,
        sender_key=sealed.data_key if sealed else None,
        sender_sealed=sealed.sealed if sealed else None,
        status=MessageStatus.CLOSED if old.replied_at else MessageStatus.RECEIVED,
        outcome=Outcome.ANSWERED if old.replied_at else Outcome.NONE,
        received_at=old.received_at,
        closed_at=old.replied_at,
    )


def _past_duty(plan: Plan, old: OldMessage, message: Message) -> PastDuty:
    return PastDuty(
        department=message.department,
        kind=DutyKind.REPLY,
        channel=message.mailbox.code,
        subject_kind=SUBJECT_KIND,
        subject_key=str(message.pk),
        title=message.receipt_number,
        rule=plan.rules[timezone.localdate(old.received_at)],
        starts_at=old.received_at,
        met_at=old.replied_at,
    )


def _events(old: OldMessage, message: Message, at: datetime) -> list[MessageEvent]:
    """Return the timeline: what happened in the older system at its own time, and that it was taken over now."""
    office = message.department
    received = MessageEvent(
        kind=MessageEventKind.RECEIVED,
        at=old.received_at,
        actor_kind=ActorKind.CITIZEN,
        status_after=MessageStatus.RECEIVED,
    )
    replied = MessageEvent(
        kind=MessageEventKind.REPLIED,
        at=old.replied_at or at,
        actor_kind=ActorKind.OFFICER,
        status_before=MessageStatus.RECEIVED,
        status_after=MessageStatus.CLOSED,
    )
    imported = MessageEvent(
        kind=MessageEventKind.IMPORTED,
        at=at,
        actor_kind=ActorKind.SYSTEM,
        status_before=message.status,
        status_after=message.status,
    )
    events = [received, replied, imported] if old.replied_at else [received, imported]
    for event in events:
        event.message, event.department_before, event.department_after = message, office, office
    return events
