"""Accept, decline, transfer, assign."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.duties.actors import officer_actor
from departments.duties.services import assign_duty, meet_duty, transfer_duty
from departments.officers.models import Officer
from departments.officers.scoping import may
from departments.offices.models import Department
from foundation.refusals import Refusal
from interaction.messages.models import Message
from interaction.messages.services.steps import (
    announce,
    lock,
    record,
    reply_duty,
    require_action,
    require_permission,
    without_sender,
)
from interaction.messages.statuses import DeclineReason, MessageEventKind, MessageStatus, Outcome

HANDLE = "interaction.handle_message"


@transaction.atomic
def accept_message(message: Message, *, by: Officer, at: datetime) -> Message:
    """Take the message up; who accepts an unassigned one becomes its handler. The clock is not touched.

    Raises NotAllowed, WrongState. Source: 信访工作条例 第二十二条 (the sender is told whether the matter is taken up).
    """
    message = lock(message)
    require_permission(by, HANDLE, message, at)
    require_action("accept", message)
    before, message.status, message.accepted_at = message.status, MessageStatus.ACCEPTED, at
    message.save(update_fields=["status", "accepted_at"])
    if message.handler_id is None:
        take_over(message, by=by, at=at)
    announce(record(message, MessageEventKind.ACCEPTED, at=at, by=officer_actor(by), before=before))
    return message


@transaction.atomic
def decline_message(message: Message, *, reason: str, by: Officer, at: datetime) -> Message:
    """Refuse to take the message up, for a reason of `DeclineReason`; the sender reads the reason and the way on.

    A reasoned refusal is the answer that was owed: it meets the duty, on the day it is told. Statistics keep declined
    and answered messages apart by `outcome`. Raises NotAllowed, WrongState, Refusal (unknown_reason).
    """
    if reason not in DeclineReason.values:
        raise Refusal(_("Choose one of the reasons of the list."), code="unknown_reason")
    message = lock(message)
    require_permission(by, HANDLE, message, at)
    require_action("decline", message)
    before, message.status = message.status, MessageStatus.CLOSED
    message.outcome, message.decline_reason, message.closed_at = Outcome.DECLINED, reason, at
    message.save(update_fields=["status", "outcome", "decline_reason", "closed_at"])
    meet_duty(reply_duty(message), at=at, by=officer_actor(by))
    announce(record(message, MessageEventKind.DECLINED, at=at, by=officer_actor(by), before=before, reason=reason))
    return message


@transaction.atomic
def transfer_message(message: Message, *, to: Department, reason: str, by: Officer, at: datetime) -> Message:
    """Pass the message on to the office in charge; the clock goes on, message and duty move together.

    What was accepted stays accepted (the government took it up, not one office); a draft goes along, the handler does
    not. The sender reads `reason` in the timeline. Raises NotAllowed, WrongState, Refusal (reason_missing, same_office,
    office_gone).
    """
    require_reason(reason)
    message = lock(message)
    require_permission(by, HANDLE, message, at)
    require_action("transfer", message)
    _require_receiver(message, to, at)
    giver, message.department, message.handler = message.department, to, None
    message.save(update_fields=["department", "handler"])
    # the words of the reason stay with the message: a duty's events carry codes only
    transfer_duty(reply_duty(message), to=to, at=at, by=officer_actor(by), reason="message_transferred")
    event = record(
        message,
        MessageEventKind.TRANSFERRED,
        at=at,
        by=officer_actor(by),
        before=message.status,
        reason=without_sender(message, reason),
        department_before=giver,
    )
    announce(event)
    return message


@transaction.atomic
def assign_message(message: Message, *, to: Officer, by: Officer, at: datetime) -> Message:
    """Give the message to a handler of the office. Raises NotAllowed, WrongState, Refusal (not_a_handler)."""
    message = lock(message)
    require_permission(by, HANDLE, message, at)
    require_action("assign", message)
    if not may(to, HANDLE, message.department, timezone.localdate(at)):
        raise Refusal(_("%(officer)s does not handle messages of this office.") % {"officer": to}, code="not_a_handler")
    message.handler = to
    message.save(update_fields=["handler"])
    assign_duty(reply_duty(message), handler=to, at=at, by=officer_actor(by))
    record(message, MessageEventKind.ASSIGNED, at=at, by=officer_actor(by), before=message.status, reason=str(to))
    return message


def take_over(message: Message, *, by: Officer, at: datetime) -> None:
    """Make the acting officer the handler of a locked message that has none, and of its duty."""
    message.handler = by
    message.save(update_fields=["handler"])
    assign_duty(reply_duty(message), handler=by, at=at, by=officer_actor(by))


def require_reason(reason: str, *, longest: int = 200) -> None:
    """Raise Refusal unless `reason` says something and fits its column."""
    if not reason.strip():
        raise Refusal(_("Give a reason."), code="reason_missing")
    if len(reason.strip()) > longest:
        raise Refusal(
            _("The reason has %(length)s characters; %(longest)s at most.")
            % {"length": len(reason.strip()), "longest": longest},
            code="reason_too_long",
        )


def _require_receiver(message: Message, to: Department, at: datetime) -> None:
    if to.pk == message.department_id:
        raise Refusal(_("The message is with this office already. Choose another one."), code="same_office")
    if not Department.objects.active(timezone.localdate(at)).filter(pk=to.pk).exists():
        raise Refusal(_("%(office)s no longer exists. Choose its successor.") % {"office": to}, code="office_gone")
