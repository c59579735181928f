"""Mails that tell an officer what was done to the own log-in, so that a stranger's doing is noticed."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from departments.officers.models import Officer
from departments.offices.models import RegisterEvent
from foundation.outbox.handlers import named
from foundation.outbox.mail import compose, send_once
from foundation.outbox.services import enqueue
from foundation.outbox.statuses import Delivery

SENTENCES = {
    "reset": _("An administrator has reset the second factor of your log-in. Set up a new one at the next log-in."),
    "removed": _("The second factor of your log-in was turned off."),
    "spent": _("A recovery code was used to log in with your name."),
    "closed": _(
        "Many wrong codes were typed for your log-in, by someone who knows your password. Codes are closed for a "
        "while; change the password."
    ),
    "password": _("An administrator has given you a new password; the old one no longer works."),
    "bound": _("An administrator has bound an account of single sign-on to your log-in."),
    "address": _(
        "An administrator has entered another e-mail address for your log-in. Mails about it, such as one about a new "
        "password, no longer come to this address."
    ),
}


def tell_officer(officer: Officer, what: str, *, at: datetime) -> None:
    """Queue the mail about `what` (a key of SENTENCES) that happened at `at`; nothing for whoever has no address."""
    if not officer.email:
        return
    payload = {"officer_id": officer.pk, "what": what, "at": at.isoformat()}
    enqueue("departments.officers.access.mails.send_log_in_mail", payload, delivery=Delivery.ONCE)


def tell_former_address(change: RegisterEvent) -> None:
    """Queue the mail to the address that an officer had until `change`; nothing if there was none.

    Whoever is about to take over a log-in would else begin by having its mails sent elsewhere.
    """
    if change.facts["email"][0]:
        enqueue(
            "departments.officers.access.mails.send_mail_to_former_address",
            {"event_id": change.pk},
            delivery=Delivery.ONCE,
        )


@named(_("mail to an officer about the own log-in"))
def send_log_in_mail(officer_id: int, what: str, at: str) -> None:
    """Send the mail that `tell_officer` queued. Called by the outbox."""
    officer = Officer.objects.exclude(email="").filter(pk=officer_id).first()
    happened = parse_datetime(at)
    if officer is not None and happened is not None:
        _send(officer, officer.email, what, at=happened)


@named(_("mail to an officer about the own log-in"))
def send_mail_to_former_address(event_id: int) -> None:
    """Send the mail that `tell_former_address` queued. Called by the outbox."""
    change = RegisterEvent.objects.select_related("officer").get(pk=event_id)
    if isinstance(change.officer, Officer):
        _send(change.officer, change.facts["email"][0], "address", at=change.at)


def _send(officer: Officer, address: str, what: str, *, at: datetime) -> None:
    context = {
        "officer": officer,
        "sentence": SENTENCES[what],
        "at": timezone.localtime(at),
        "site": settings.SITE_IDENTITY,
        "link": settings.SITE_ADDRESS + reverse("admin:index"),
    }
    send_once(compose("emails/departments/log_in", context, to=address))
