"""The beats that every action on a message shares: lock, guard, record, announce."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.duties.actors import Actor
from departments.duties.models import Duty
from departments.officers.models import Officer
from departments.officers.scoping import may
from departments.offices.models import Department
from foundation.locking import lock_row
from foundation.outbox.models import Delivery, OutboxEntry
from foundation.outbox.services import new_entry
from foundation.refusals import NotAllowed, WrongState
from interaction.messages.masking import REPLY_KINDS, mask_line
from interaction.messages.models import Message, MessageEvent
from interaction.messages.senders import telling_words_of
from interaction.messages.statuses import ACTIONS, MessageEventKind

TELL_SENDER = "interaction.messages.mails.tell_sender"


def lock(message: Message) -> Message:
    """Return the message as it stands now, locked until the transaction ends."""
    return lock_row(Message.objects.select_related("mailbox", "department"), message.pk)


def require_permission(officer: Officer, permission: str, message: Message, at: datetime) -> None:
    """Raise NotAllowed unless the officer holds `permission` in the office that owns the message now."""
    if not may(officer, permission, message.department, timezone.localdate(at)):
        raise NotAllowed(_("You may not do this with messages of this office."))


def require_action(action: str, message: Message) -> None:
    """Raise WrongState unless the message's status allows `action` (a key of `ACTIONS`)."""
    if message.status not in ACTIONS[action]:
        raise WrongState(
            _("This can't be done now: the message is “%(status)s”. Load the page again.")
            % {"status": message.get_status_display()}
        )


def reply_duty(message: Message) -> Duty:
    """Return the duty to answer the message."""
    return Duty.objects.select_related("rule", "department").get(
        message_duty__message=message, message_duty__role="reply"
    )


def without_sender(message: Message, words: str) -> str:
    """Return what an officer wrote about a message as its timeline keeps it: masked like a reply.

    Everybody in scope reads the timeline, also those who may not know the sender, and no erasure changes it.
    """
    return mask_line(words.strip(), names=telling_words_of(message), kinds=REPLY_KINDS)


def record(
    message: Message,
    kind: MessageEventKind,
    *,
    at: datetime,
    by: Actor,
    before: str,
    reason: str = "",
    department_before: Department | None = None,
) -> MessageEvent:
    """Write one line of the timeline; `before` is the status the action found."""
    event = new_event(message, kind, at=at, by=by, before=before, reason=reason, department_before=department_before)
    event.save(force_insert=True)
    return event


def new_event(
    message: Message,
    kind: MessageEventKind,
    *,
    at: datetime,
    by: Actor,
    before: str,
    reason: str = "",
    department_before: Department | None = None,
) -> MessageEvent:
    """Return a line of the timeline that is still to be written."""
    return MessageEvent(
        message=message,
        kind=kind,
        at=at,
        actor_kind=by.kind,
        actor=by.officer,
        status_before=before,
        status_after=message.status,
        department_before=department_before or message.department,
        department_after=message.department,
        reason=reason,
    )


def announce(event: MessageEvent) -> None:
    """Tell the sender of a new event by mail after the commit, at most once; the payload names the event alone."""
    if event.message.has_email:
        new_mail(event).save(force_insert=True)


def new_mail(event: MessageEvent) -> OutboxEntry:
    """Return the entry of the outbox for the mail about `event`, which is still to be written."""
    return new_entry(TELL_SENDER, {"event_id": event.pk}, delivery=Delivery.ONCE)
