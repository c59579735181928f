"""Asking to be told, confirming, ending it. The page says the same whether an address is known or not."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from departments.offices.models import Department
from disclosure.catalogue.models import Category
from disclosure.subscriptions.kinds import TopicKind
from disclosure.subscriptions.models import Subscription
from disclosure.subscriptions.telling import leave_to_others
from disclosure.subscriptions.tickets import CONFIRM_WITHIN, Wish
from foundation.forms.counting import count_once_more
from foundation.outbox.services import enqueue
from foundation.outbox.statuses import Delivery
from foundation.personal.codes import keyed_digest
from foundation.personal.sealing import seal

MAILS_A_DAY = 5
"""So many questions are sent to one address in a day, whoever asks: nobody's letter-box is filled by a stranger."""


class Search(NamedTuple):
    """A search as `question_of` keeps it."""

    question: str


Topic = Department | Category | Search | str
"""An office, a column, a search, or a theme of the code list."""


@transaction.atomic
def ask_for(topic: Topic, *, address: str, pace: str, at: datetime) -> None:
    """Write the wish down and mail the question whether it is the address's own; nothing else is sent before its yes.

    A known address is asked again: its yes may change the pace. Past MAILS_A_DAY nothing is sent; nobody is told.
    """
    address = address.strip().lower()
    digest = keyed_digest(address, purpose="subscription")
    n_mails = count_once_more("subscription-mail", digest, window=timedelta(days=1))
    if n_mails is None or n_mails > MAILS_A_DAY:
        return
    record = seal({"email": address})
    subscription, is_new = Subscription.objects.get_or_create(
        digest=digest,
        **_place_of(topic),
        defaults={"data_key": record.data_key, "sealed": record.sealed, "pace": pace, "asked_at": at},
    )
    if not is_new and subscription.confirmed_at is None:
        subscription.asked_at = at
        subscription.save(update_fields=["asked_at"])
    enqueue(
        "disclosure.subscriptions.mails.send_question",
        {"subscription_id": subscription.pk, "pace": pace},
        delivery=Delivery.ONCE,
    )


@transaction.atomic
def confirm(wish: Wish, *, at: datetime) -> Subscription | None:
    """Let the subscription begin, or change its pace; return None if it was ended or forgotten meanwhile."""
    found = Subscription.objects.select_for_update().filter(pk=wish.subscription_id).first()
    if found is None:
        return None
    found.pace = wish.pace
    found.confirmed_at = found.confirmed_at or at
    found.save(update_fields=["pace", "confirmed_at"])
    return found


@transaction.atomic
def stop(subscription_id: int) -> None:
    """End a subscription and forget it, and what it had to tell; what another of the address waits for, comes by that.

    With an address's last one goes all that is known of the address.
    """
    leave_to_others(subscription_id)
    Subscription.objects.filter(pk=subscription_id).delete()


def forget_unanswered(*, now: datetime) -> int:
    """Remove the wishes that nobody confirmed in time; return how many."""
    return Subscription.objects.unanswered_since(now - CONFIRM_WITHIN).delete()[0]


def _place_of(topic: Topic) -> dict[str, object]:
    place: dict[str, object] = {"department": None, "category": None, "theme": "", "question": ""}
    if isinstance(topic, Department):
        return place | {"topic": TopicKind.OFFICE, "department": topic}
    if isinstance(topic, Category):
        return place | {"topic": TopicKind.COLUMN, "category": topic}
    if isinstance(topic, Search):
        return place | {"topic": TopicKind.SEARCH, "question": topic.question}
    return place | {"topic": TopicKind.THEME, "theme": topic}
