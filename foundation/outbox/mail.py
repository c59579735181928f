"""Writing a mail, and sending it so that the outbox knows whether it may be tried again."""

import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import translation

from foundation.outbox.exceptions import NotDone, NothingLeaves


def compose(template: str, context: dict[str, Any], *, to: str) -> EmailMessage:
    """Return the mail that `template` (without `.subject.txt` and `.body.txt`) makes, in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string(f"{template}.subject.txt", context).split())
        return EmailMessage(subject, render_to_string(f"{template}.body.txt", context), to=[to])


def send_once(message: EmailMessage) -> None:
    """Send `message`; raise NotDone when it has surely not been taken over by the mail server.

    That is so when no connection came about and when the server answered with a refusal. A connection that breaks in
    between raises what it raises: whether the mail left is unknown. A server that can't be reached, does not let us in
    or refuses our own address takes no mail at all: NothingLeaves. No error carries the words of the server, which name
    the recipient.
    """
    message.connection = connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException):
        raise NothingLeaves("no connection to the mail server") from None
    try:
        message.send()
    except smtplib.SMTPSenderRefused:
        raise NothingLeaves("the mail server refuses the sender") from None
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException):
        raise NotDone("refused by the mail server") from None
    finally:
        connection.close()
