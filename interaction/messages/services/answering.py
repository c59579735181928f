"""Draft, hand in, return, send: the reply and its review by another person."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from departments.duties.actors import officer_actor
from departments.duties.services import meet_duty
from departments.officers.models import Officer
from foundation.refusals import NotAllowed, Refusal, WrongState
from interaction.messages.masking import mask_letter
from interaction.messages.models import Message, PublicCopy, Reply
from interaction.messages.replying import ReplyParts, missing_parts, stamp_of
from interaction.messages.senders import SenderDetails, read_sender
from interaction.messages.services.handling import require_reason, take_over
from interaction.messages.services.steps import (
    announce,
    lock,
    record,
    reply_duty,
    require_action,
    require_permission,
    without_sender,
)
from interaction.messages.statuses import (
    WRITING_A_REPLY,
    MessageEventKind,
    MessageStatus,
    Outcome,
    ReplyStatus,
    Visibility,
)
from interaction.messages.words import index_messages

DRAFT = "interaction.draft_reply"
REVIEW = "interaction.review_reply"
OVERTAKEN = _("Somebody else changed this reply after you opened the page. Read it as it stands now.")


@transaction.atomic
def draft_reply(message: Message, *, parts: ReplyParts, by: Officer, at: datetime, seen: str = "") -> Reply:
    """Keep a draft; it may lack anything. Who writes last is its drafter, and handles the message if nobody does.

    `seen` is the stamp of the draft that the officer had before them; when somebody wrote another since, nothing is
    kept. Raises NotAllowed, WrongState.
    """
    message = lock(message)
    require_permission(by, DRAFT, message, at)
    require_action("draft", message)
    _require_seen(message, seen, or_written=parts)
    if message.handler_id is None:
        take_over(message, by=by, at=at)
    written = {"status": ReplyStatus.DRAFT, "drafted_by": by, "drafted_at": at, "reviewed_by": None}
    reply, _is_new = Reply.objects.update_or_create(message=message, defaults=asdict(parts) | written)
    record(message, MessageEventKind.DRAFTED, at=at, by=officer_actor(by), before=message.status)
    return reply


@transaction.atomic
def submit_reply(message: Message, *, by: Officer, at: datetime) -> Reply:
    """Hand the draft in for review; who hands it in answers for it as its drafter.

    Raises NotAllowed, WrongState, Refusal (no_draft, incomplete: the message names what is missing).
    """
    message = lock(message)
    require_permission(by, DRAFT, message, at)
    require_action("submit", message)
    reply = Reply.objects.select_for_update().filter(message=message).first()
    if reply is None:
        raise Refusal(_("There is no draft yet. Write the reply first."), code="no_draft")
    if lacking := missing_parts(ReplyParts.of(reply)):
        names = _(", ").join(str(name) for name in lacking)
        raise Refusal(_("The reply lacks: %(parts)s. Complete the draft.") % {"parts": names}, code="incomplete")
    reply.status, reply.drafted_by, reply.review_note = ReplyStatus.IN_REVIEW, by, ""
    reply.save(update_fields=["status", "drafted_by", "review_note"])
    before, message.status = message.status, MessageStatus.IN_REVIEW
    message.save(update_fields=["status"])
    record(message, MessageEventKind.SUBMITTED, at=at, by=officer_actor(by), before=before)
    return reply


@transaction.atomic
def return_reply(message: Message, *, note: str, by: Officer, at: datetime) -> Reply:
    """Give the reply back to its drafter with a note. Raises NotAllowed, WrongState, Refusal (reason_missing)."""
    require_reason(note)
    message = lock(message)
    require_permission(by, REVIEW, message, at)
    require_action("return", message)
    _require_other_person(message, by)
    reply = Reply.objects.select_for_update().get(message=message)
    reply.status, reply.review_note = ReplyStatus.DRAFT, note.strip()
    reply.save(update_fields=["status", "review_note"])
    before, message.status = message.status, MessageStatus.ACCEPTED
    message.save(update_fields=["status"])
    why = without_sender(message, note)
    record(message, MessageEventKind.RETURNED, at=at, by=officer_actor(by), before=before, reason=why)
    return reply


@transaction.atomic
def send_reply(
    message: Message,
    *,
    visibility: Visibility,
    by: Officer,
    at: datetime,
    public_subject: str = "",
    public_text: str = "",
    seen: str = "",
) -> Reply:
    """Approve the reply and send it: the message is closed, the duty met, the sender told.

    `visibility` is the reviewer's decision on publication; public needs the sender's consent and a mailbox that
    publishes. `public_subject` and `public_text` are the reviewer's own masking (empty: the machine's); what the
    machine finds is masked in them all the same. `seen` is the stamp of the reply that the reviewer read: no other is
    sent. Raises NotAllowed (also for whoever wrote the reply), WrongState, Refusal (no_consent, not_published_here).
    """
    message = lock(message)
    require_permission(by, REVIEW, message, at)
    require_action("send", message)
    _require_other_person(message, by)
    _require_seen(message, seen)
    if visibility == Visibility.PUBLIC:
        _require_publishable(message)
    reply = Reply.objects.select_for_update().get(message=message)
    reply.status, reply.reviewed_by, reply.sent_at = ReplyStatus.SENT, by, at
    reply.save(update_fields=["status", "reviewed_by", "sent_at"])
    before, message.status = message.status, MessageStatus.CLOSED
    message.outcome, message.closed_at, message.visibility = Outcome.ANSWERED, at, visibility
    message.save(update_fields=["status", "outcome", "closed_at", "visibility"])
    meet_duty(reply_duty(message), at=at, by=officer_actor(by))
    announce(record(message, MessageEventKind.REPLIED, at=at, by=officer_actor(by), before=before))
    if visibility == Visibility.PUBLIC:
        _publish(message, reply, subject=public_subject, text=public_text, by=by, at=at)
    return reply


def _require_seen(message: Message, seen: str, *, or_written: ReplyParts | None = None) -> None:
    """Refuse an officer whom another one overtook; who sends the same words twice overtakes nobody."""
    reply = Reply.objects.select_for_update().filter(message=message).first()
    present = stamp_of(ReplyParts.of(reply))
    if seen and present not in {seen, stamp_of(or_written) if or_written else seen}:
        raise WrongState(OVERTAKEN)


def _require_other_person(message: Message, officer: Officer) -> None:
    """Nobody reviews what he or she has written in: neither the last drafter nor an earlier one."""
    if message.events.filter(kind__in=WRITING_A_REPLY, actor=officer).exists():
        raise NotAllowed(_("You wrote in this reply; another person must review it."))


def _require_publishable(message: Message) -> None:
    if not message.consents_to_publication:
        raise Refusal(_("The sender did not agree to publication. Send the reply without it."), code="no_consent")
    if not message.mailbox.publishes_replies:
        raise Refusal(_("This mailbox publishes no replies."), code="not_published_here")


def _publish(message: Message, reply: Reply, *, subject: str, text: str, by: Officer, at: datetime) -> None:
    """Write the masked copy, which is all that public pages read."""
    sender = read_sender(message) or SenderDetails(name="")
    masked = mask_letter(
        subject=subject.strip() or message.subject,
        text=text.strip() or message.text,
        reply=ReplyParts.of(reply),
        name=sender.name,
        telling_words=sender.telling_words,
    )
    PublicCopy.objects.create(
        message=message,
        sender=masked.sender,
        subject=masked.subject,
        text=masked.text,
        **asdict(masked.reply),
        published_at=at,
    )
    index_messages([message])
    record(message, MessageEventKind.PUBLISHED, at=at, by=officer_actor(by), before=message.status)
