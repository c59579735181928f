"""Mails to subscribers. Called by the outbox, at most once each; takes row ids only. In the site's language."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from disclosure.items.models import Item
from disclosure.subscriptions.models import Notice, Subscription
from disclosure.subscriptions.tickets import CONFIRM_WITHIN, Wish, confirm_ticket, stop_ticket
from foundation.outbox.handlers import named
from foundation.outbox.mail import send_once
from foundation.personal.sealing import unseal


@named(_("mail that asks to confirm a subscription"))
def send_question(subscription_id: int, pace: str) -> None:
    """Ask the address whether it wants the mails; nothing if the wish was withdrawn meanwhile.

    Whoever asked may be a stranger: the words of a search, which may be anything, wait on the page of the link.
    """
    subscription = Subscription.objects.with_topic().filter(pk=subscription_id).first()
    if subscription is None:
        return
    ticket = confirm_ticket(Wish(subscription.pk, pace))
    _send(
        subscription,
        "question",
        topic=_("what a search finds") if subscription.question else subscription.subject,
        address=settings.SITE_ADDRESS + reverse("disclosure:subscription-confirm", args=[ticket]),
        days=CONFIRM_WITHIN.days,
    )


@named(_("mail to a subscriber about what is new"))
def send_notices(subscription_id: int, notice_ids: list[int]) -> None:
    """Tell of documents that are still public; nothing if none is, or if the subscription was ended meanwhile."""
    subscription = Subscription.objects.with_topic().filter(pk=subscription_id).first()
    if subscription is None:
        return
    keys = Notice.objects.filter(pk__in=notice_ids, subscription=subscription).values("key")
    items = list(Item.objects.published().filter(pk__in=keys).order_by("pk"))
    if items:
        _send(subscription, "notices", items=items, first=items[0], more=len(items) - 1)


def stop_address(subscription: Subscription) -> str:
    return settings.SITE_ADDRESS + reverse("disclosure:subscription-stop", args=[stop_ticket(subscription.pk)])


def _send(subscription: Subscription, event: str, **told: Any) -> None:
    """Send one mail; it can be ended by one click (RFC 8058) and is answered by no machine (RFC 3834)."""
    stop = stop_address(subscription)
    context = {
        "subscription": subscription,
        "stop": stop,
        "site": settings.SITE_IDENTITY,
        "site_address": settings.SITE_ADDRESS,
        **told,
    }
    with translation.override(settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string(f"emails/disclosure/{event}.subject.txt", context).split())
        body = render_to_string(f"emails/disclosure/{event}.body.txt", context)
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    send_once(EmailMessage(subject, body, to=[unseal(subscription.record)["email"]], headers=headers))
