"""What protects the sender: consent withdrawn, publication ended, data erased."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from departments.duties.actors import CITIZEN, officer_actor
from departments.officers.models import Officer
from foundation.outbox.services import enqueue
from foundation.personal.masking import mask_text
from foundation.refusals import WrongState
from interaction.messages.masking import mask_letter, mask_line
from interaction.messages.models import Message, PublicCopy, Reply, UnsentCode
from interaction.messages.replying import ReplyParts
from interaction.messages.senders import telling_words_of
from interaction.messages.services.handling import require_reason
from interaction.messages.services.steps import lock, record, require_action, require_permission, without_sender
from interaction.messages.statuses import MessageEventKind, Visibility
from interaction.messages.words import index_messages

HIDE = "interaction.hide_message"
REMOVE_FILE = "interaction.messages.files.remove_file"


@transaction.atomic
def withdraw_consent(message: Message, *, at: datetime) -> Message:
    """Take the sender's consent to publication back, in any status; a published copy is deleted at once.

    The caller has made sure that the sender is asking (receipt number and query code). Raises WrongState if there is
    no consent. Source: 个人信息保护法 第十五条 (consent can be withdrawn as easily as it was given).
    """
    message = lock(message)
    if not message.consents_to_publication:
        raise WrongState(_("There is no consent to publication that could be withdrawn."), code="no_consent")
    message.consents_to_publication = False
    _end_publication(message)
    message.save(update_fields=["consents_to_publication", "visibility"])
    record(message, MessageEventKind.HIDDEN, at=at, by=CITIZEN, before=message.status)
    return message


@transaction.atomic
def hide_message(message: Message, *, reason: str, by: Officer, at: datetime) -> Message:
    """Take a published message from the public pages, such as when something was left unmasked.

    The reviewers of its office do so, and the privacy officers, who need wait for nobody to protect a person. Raises
    NotAllowed, WrongState, Refusal (reason_missing).
    """
    require_reason(reason)
    message = lock(message)
    require_permission(by, HIDE, message, at)
    require_action("hide", message)
    if message.visibility != Visibility.PUBLIC:
        raise WrongState(_("The message is not public."), code="not_public")
    _end_publication(message)
    message.save(update_fields=["visibility"])
    why = without_sender(message, reason)
    record(message, MessageEventKind.HIDDEN, at=at, by=officer_actor(by), before=message.status, reason=why)
    return message


@transaction.atomic
def erase_sender(message: Message, *, by: Officer, at: datetime) -> Message:
    """Erase the sender for ever: drop the data key, mask name and numbers in texts and words, delete the attachments.

    What was answered, when and by whom stays. Only closed messages: an open one still owes the sender an answer.
    Raises NotAllowed, WrongState. Source: 个人信息保护法 第四十七条.
    """
    message = lock(message)
    require_permission(by, "interaction.erase_sender", message, at)
    require_action("erase", message)
    if was_erased(message):
        raise WrongState(_("The sender's data are erased already."), code="erased_already")
    _mask_texts(message)
    _delete_attachments(message)
    UnsentCode.objects.filter(message=message).delete()
    message.sender_key = message.sender_sealed = None
    message.has_email = False
    message.save(update_fields=["subject", "text", "sender_key", "sender_sealed", "has_email"])
    index_messages([message])
    record(message, MessageEventKind.ERASED, at=at, by=officer_actor(by), before=message.status)
    return message


def was_erased(message: Message) -> bool:
    """Tell whether the sender was erased; a letter that was taken over without a sender has nothing sealed either."""
    return message.is_erased and message.events.filter(kind=MessageEventKind.ERASED).exists()


def _end_publication(message: Message) -> None:
    message.visibility = Visibility.PRIVATE
    PublicCopy.objects.filter(message=message).delete()
    index_messages([message])


def _mask_texts(message: Message) -> None:
    """Rewrite message and reply masked; the public copy, if any, is masked already."""
    words = telling_words_of(message)
    reply = Reply.objects.select_for_update().filter(message=message).first()
    parts = ReplyParts.of(reply)
    masked = mask_letter(subject=message.subject, text=message.text, reply=parts, name="", telling_words=words)
    message.subject, message.text = masked.subject, masked.text
    if reply:
        reply.law_and_policy, reply.progress = masked.reply.law_and_policy, masked.reply.progress
        reply.facts, reply.next_step = masked.reply.facts, masked.reply.next_step
        reply.imported_text = mask_text(reply.imported_text, names=words)
        reply.review_note = mask_line(reply.review_note, names=words)
        reply.save(update_fields=["law_and_policy", "progress", "facts", "next_step", "imported_text", "review_note"])


def _delete_attachments(message: Message) -> None:
    """Delete the rows now and have the files removed after the commit, for sure: also while the store is away."""
    for attachment in message.attachments.all():
        enqueue(REMOVE_FILE, {"name": str(attachment.file.name)})
        attachment.delete()
