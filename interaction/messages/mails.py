"""Mail to senders. Called by the outbox, at most once per event; takes row ids only.

The receipt mail carries the query code; the sealed code is deleted as soon as the mail has left.
"""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from departments.duties.journal import explain
from foundation.outbox.handlers import named
from foundation.outbox.mail import send_once
from foundation.personal.sealing import SealedRecord, unseal
from interaction.messages.codes import ShownCode
from interaction.messages.models import MessageEvent, UnsentCode
from interaction.messages.remedies import remedy_for
from interaction.messages.senders import SenderDetails, read_sender
from interaction.messages.services.steps import reply_duty
from interaction.messages.statuses import MessageEventKind


@named(_("mail to the sender of a letter"))
def tell_sender(event_id: int) -> None:
    """Send the mail about one event of a message; nothing if the sender's data were erased meanwhile."""
    event = MessageEvent.objects.select_related("message__mailbox", "message__department").get(pk=event_id)
    sender = read_sender(event.message)
    if sender is None or not sender.email:
        return
    unsent = UnsentCode.objects.filter(message=event.message).first() if _is_receipt(event) else None
    with translation.override(settings.LANGUAGE_CODE):
        subject, body = _compose(event, sender, unsent)
    send_once(EmailMessage(subject, body, to=[sender.email]))
    if unsent:
        unsent.delete()


def _is_receipt(event: MessageEvent) -> bool:
    return event.kind == MessageEventKind.RECEIVED


def _compose(event: MessageEvent, sender: SenderDetails, unsent: UnsentCode | None) -> tuple[str, str]:
    message = event.message
    duty = reply_duty(message)
    context = {
        "event": event,
        "message": message,
        "salutation": sender.salutation or _("Sender of the letter"),
        "duty": duty,
        "reply": message.reply if event.kind == MessageEventKind.REPLIED else None,
        "reckoning": explain(duty) if _is_receipt(event) else None,
        "code": ShownCode(unseal(SealedRecord(unsent.data_key, unsent.sealed))["code"] if unsent else ""),
        "remedy": remedy_for(message.decline_reason) if message.decline_reason else "",
        "site": settings.SITE_IDENTITY,
        "site_address": settings.SITE_ADDRESS,
    }
    subject = render_to_string(f"emails/interaction/{event.kind}.subject.txt", context)
    return " ".join(subject.split()), render_to_string(f"emails/interaction/{event.kind}.body.txt", context)
