"""Telling subscribers: read the journal on, note who is to be told of what, put what is due into mails.

Both steps can be repeated, broken off and run twice at once: the place in the journal and the notices move in one
transaction, a constraint keeps each document to one notice per subscription, and of the notices of an address one is
put into a mail.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from disclosure.exchange.actions import ChangeAction
from disclosure.exchange.models import Change
from disclosure.items.models import Item
from disclosure.search.kinds import ITEM_KINDS
from disclosure.search.matching import found_among
from disclosure.search.models import SearchEntry
from disclosure.subscriptions.kinds import TopicKind
from disclosure.subscriptions.models import Notice, ReadingPlace, Subscription
from disclosure.subscriptions.questions import chosen_of
from foundation.outbox.models import OutboxEntry
from foundation.outbox.services import enqueue
from foundation.outbox.statuses import Delivery, Status

CHANGES_AT_ONCE = 100
NOTICES_AT_ONCE = 1000
ADDRESSES_AT_ONCE = 100
MOST_IN_A_MAIL = 50
MORNING = 8
"""The hour (local) from which the mails of the day go out."""

KEPT = timedelta(days=30)

INDEXED_WITHIN = timedelta(minutes=10)

SEND_NOTICES = "disclosure.subscriptions.mails.send_notices"


def tell_subscribers(*, now: datetime) -> int:
    """Do all there is to do; return how many mails were put into the outbox."""
    begin_reading()
    while note_next_changes(now=now):
        pass
    n_mails = 0
    while n := queue_next_mails(now=now):
        n_mails += n
    return n_mails


def begin_reading() -> None:
    """Make the place in the journal, at its end, if there is none: subscribers are told of what comes."""
    if not ReadingPlace.objects.exists():
        ReadingPlace.objects.get_or_create(pk=1, defaults={"number": Change.objects.last_number()})


@transaction.atomic
def note_next_changes(*, now: datetime) -> bool:
    """Note for the next changes who is to be told; return False at the end, or while somebody else reads."""
    place = _hold_place()
    if place is None:
        return False
    following = Change.objects.after(place.number).select_related("department", "category")[:CHANGES_AT_ONCE]
    changes = _found_by_now(list(following), now)
    if not changes:
        return False
    _note(changes, now)
    place.number = changes[-1].number
    place.save(update_fields=["number"])
    return True


def _hold_place() -> ReadingPlace | None:
    """Return the place, locked until the transaction ends; None while somebody else reads or tells."""
    return ReadingPlace.objects.select_for_update(skip_locked=True).first()


def _found_by_now(changes: list[Any], now: datetime) -> list[Any]:
    """Return the changes before the first document that the search does not know yet, if anybody waits for a search.

    After INDEXED_WITHIN nobody waits for it any longer: an index that stands still must not hold all mails up.
    """
    if not changes or not Subscription.objects.confirmed().filter(topic=TopicKind.SEARCH).exists():
        return changes
    keys = [change.key for change in changes if _is_news(change)]
    public = set(Item.objects.public().filter(pk__in=keys).values_list("pk", flat=True))
    known = set(SearchEntry.objects.filter(kind__in=ITEM_KINDS, key__in=public).values_list("key", flat=True))
    for number, change in enumerate(changes):
        if _is_news(change) and change.key in public - known and change.at > now - INDEXED_WITHIN:
            return changes[:number]
    return changes


def _is_news(change: Any) -> bool:
    return change.action == ChangeAction.APPEARED and change.kind in ITEM_KINDS


def _note(changes: list[Any], now: datetime) -> None:
    news = [change for change in changes if _is_news(change)]
    items = Item.objects.public().filter(pk__in=[change.key for change in news])
    themes = dict(items.values_list("pk", "current_version__theme"))
    questions = _questions_for(list(themes), now)
    for change in news:
        if change.key not in themes:
            continue
        columns = change.category.ancestor_paths() if change.category else []
        fitting = Subscription.objects.confirmed().fitting(
            change.department.ancestor_paths(), columns, themes[change.key], questions[change.key]
        )
        told = fitting.filter(confirmed_at__lte=change.at).order_by("pk").values_list("pk", "digest")
        Notice.objects.bulk_create(
            [
                Notice(subscription_id=pk, digest=digest, kind=change.kind, key=change.key, noted_at=now)
                for pk, digest in told.iterator()
            ],
            batch_size=NOTICES_AT_ONCE,
            ignore_conflicts=True,  # noted by an earlier run
        )


def _questions_for(keys: list[int], now: datetime) -> dict[int, list[str]]:
    """Return for each document (primary key) the searches that find it; one statement for each search."""
    found: dict[int, list[str]] = defaultdict(list)
    if not keys:
        return found
    entries = dict(SearchEntry.objects.filter(kind__in=ITEM_KINDS, key__in=keys).values_list("pk", "key"))
    today = timezone.localdate(now)
    for question in Subscription.objects.questions() if entries else ():
        chosen = chosen_of(question)
        for entry in found_among(list(entries), chosen, today=today) if chosen else ():
            found[entries[entry]].append(question)
    return found


@transaction.atomic
def queue_next_mails(*, now: datetime) -> int:
    """Put all that is due to the next addresses into mails, one for each subscription; return how many mails.

    All of one together: whoever is told once a day is told no more on the day on which the mail went. What several
    subscriptions of an address would tell comes by one of those that are due, the soonest, and waits at none of them.
    """
    if _hold_place() is None:
        return 0
    local = timezone.localtime(now)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    due = Notice.objects.due(local.date(), morning=morning if local >= morning else None)
    following = list(due.order_by("digest").values_list("digest", flat=True).distinct()[:ADDRESSES_AT_ONCE])
    rows = due.filter(digest__in=following).soonest_first()
    chosen: dict[tuple[Any, ...], tuple[int, int]] = {}
    for pk, subscription_id, *document in rows.values_list("pk", "subscription_id", "digest", "kind", "key"):
        chosen.setdefault(tuple(document), (pk, subscription_id))
    mails: dict[int, list[int]] = defaultdict(list)
    for pk, subscription_id in sorted(chosen.values()):
        mails[subscription_id].append(pk)
    if not mails:
        return 0
    for subscription_id, keys in mails.items():
        for start in range(0, len(keys), MOST_IN_A_MAIL):
            enqueue(
                SEND_NOTICES,
                {"subscription_id": subscription_id, "notice_ids": keys[start : start + MOST_IN_A_MAIL]},
                delivery=Delivery.ONCE,
            )
    told = Notice.objects.filter(pk__in=[key for keys in mails.values() for key in keys])
    told.with_twins().waiting().update(queued_at=now)
    Subscription.objects.filter(pk__in=mails).update(told_on=local.date())
    return len(mails)


def leave_to_others(subscription_id: int) -> None:
    """Let what stands in mails of a subscription that have not left wait for the others of its address.

    For the end of the subscription, in its transaction: such a mail finds nobody to write to. One that is just being
    sent is left to its worker; whoever puts notices into mails now is waited for.
    """
    list(ReadingPlace.objects.select_for_update())
    waiting = OutboxEntry.objects.filter(status=Status.PENDING, handler=SEND_NOTICES)
    mails = waiting.filter(payload__subscription_id=subscription_id).select_for_update(skip_locked=True)
    notices = [key for mail in mails for key in mail.payload["notice_ids"]]
    Notice.objects.filter(pk__in=notices).with_twins().update(queued_at=None)


def forget_old_notices(*, now: datetime) -> int:
    """Remove notices that were mailed long ago: a document appears once, so no run will note it again."""
    return Notice.objects.filter(queued_at__isnull=False, noted_at__lt=now - KEPT).delete()[0]
