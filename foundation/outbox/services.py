"""What is done to entries of the outbox: written in a transaction, claimed, done, given up, sent again by a person."""

import logging
import traceback
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.outbox.exceptions import NotDone, NothingLeaves
from foundation.outbox.handlers import resolve
from foundation.outbox.models import OutboxEntry
from foundation.outbox.nudging import nudge
from foundation.outbox.statuses import Delivery, Status
from foundation.refusals import WrongState

ATTEMPTS = 8
"""After so many failed attempts work waits for a person; with the waits below that is a little over two hours.

Work that nothing is wrong with (NothingLeaves) is tried on, every hour.
"""

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)

KEPT = timedelta(days=30)
"""How long finished work stays listed; its key is free again afterwards."""

FORGOTTEN_AT_ONCE = 1000

CLAIM = """
UPDATE outbox_outboxentry SET status = %(claimed)s, claimed_at = %(now)s, attempts = attempts + 1
WHERE id = (
    SELECT id FROM outbox_outboxentry WHERE status = %(pending)s AND available_at <= %(now)s
    ORDER BY available_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING *
"""

logger = logging.getLogger(__name__)


def enqueue(
    handler: str,
    payload: dict[str, Any],
    *,
    key: str | None = None,
    delivery: Delivery = Delivery.REPEATABLE,
    available_at: datetime | None = None,
) -> OutboxEntry:
    """Write down that `handler(**payload)` must be called after the caller's transaction has committed.

    `handler` is the dotted name of a function of this project, `payload` holds keys of rows and no personal data.
    With a `key` that is known already nothing is written and the earlier entry is returned. `available_at` (an
    instant) postpones the work. Raises ValueError if there is no such handler, and RuntimeError outside a transaction:
    the entry must stand or fall with what it follows.
    """
    entry = new_entry(handler, payload, delivery=delivery, available_at=available_at)
    entry.key = key
    if key is None:
        entry.save(force_insert=True)
        return entry
    content = {name: getattr(entry, name) for name in ("handler", "payload", "delivery", "available_at")}
    return OutboxEntry.objects.get_or_create(key=key, defaults=content)[0]


def new_entry(
    handler: str,
    payload: dict[str, Any],
    *,
    delivery: Delivery = Delivery.REPEATABLE,
    available_at: datetime | None = None,
) -> OutboxEntry:
    """Return an entry for the caller to write together with other rows, in the same transaction; see `enqueue`."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("enqueue must be called inside the transaction whose commit the work follows")
    resolve(handler)
    now = timezone.now()
    if available_at is None or available_at <= now:
        transaction.on_commit(nudge)
    return OutboxEntry(handler=handler, payload=payload, delivery=delivery, available_at=available_at or now)


def deliver_next(*, now: datetime) -> bool:
    """Claim the oldest entry and do it; return False if there is none. One at a time: a worker that dies leaves one."""
    entry = _claim(now)
    if entry is not None:
        _act(entry)
    return entry is not None


def settle_abandoned(*, now: datetime) -> None:
    """Free the claims of dead workers: repeatable work goes back to the queue, the result of the rest is unknown."""
    abandoned = OutboxEntry.objects.abandoned(now)
    abandoned.repeatable().filter(attempts__lt=ATTEMPTS).update(status=Status.PENDING, available_at=now)
    abandoned.repeatable().update(status=Status.FAILED, finished_at=now, error="abandoned")
    abandoned.at_most_once().update(status=Status.UNKNOWN, finished_at=now, error="abandoned")


def forget_done(*, now: datetime) -> int:
    """Remove some of the work finished longer than `KEPT` ago and return how many entries went."""
    old = OutboxEntry.objects.done_before(now - KEPT).order_by("finished_at").values("pk")[:FORGOTTEN_AT_ONCE]
    return OutboxEntry.objects.filter(pk__in=old).delete()[0]


@transaction.atomic
def send_again(entry: OutboxEntry, *, at: datetime) -> OutboxEntry:
    """Queue work again that failed or whose result is unknown; a person decides that, never a machine.

    What may have happened already may happen twice. Raises WrongState for any other entry.
    """
    entry = OutboxEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.status not in {Status.FAILED, Status.UNKNOWN}:
        raise WrongState(_("Only work that failed or whose result is unknown can be sent again."))
    entry.status, entry.attempts, entry.available_at = Status.PENDING, 0, at
    entry.claimed_at = entry.finished_at = None
    entry.error = ""
    entry.save(update_fields=["status", "attempts", "available_at", "claimed_at", "finished_at", "error"])
    transaction.on_commit(nudge)
    return entry


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: doubled each time, an hour at most."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, ATTEMPTS), LONGEST_WAIT)


def waited_before(attempts: int) -> timedelta:
    """Return how long work that has failed so often waits in all, from its first attempt to the next one."""
    return sum((wait_after(number) for number in range(1, attempts + 1)), timedelta())


def _claim(now: datetime) -> OutboxEntry | None:
    """Take the oldest entry; the statement commits before anything is done. None if there is none to be had."""
    words = {"claimed": Status.CLAIMED, "pending": Status.PENDING, "now": now}
    return next(iter(OutboxEntry.objects.raw(CLAIM, words)), None)


def _act(entry: OutboxEntry) -> None:
    """Call the handler of a claimed entry and record how it ended; errors are kept without their words."""
    try:
        resolve(entry.handler)(**entry.payload)
    except Exception as error:  # noqa: BLE001 - work of any kind; the entry keeps what went wrong
        _record_failure(entry, error)
    else:
        _settle(entry, status=Status.DONE, finished_at=timezone.now(), error="")


def _record_failure(entry: OutboxEntry, error: Exception) -> None:
    now, place = timezone.now(), _place_of(error)
    logger.error("outbox entry %s (%s), attempt %s: %s", entry.pk, entry.handler, entry.attempts, place)
    if entry.delivery == Delivery.ONCE and not isinstance(error, NotDone):
        _settle(entry, status=Status.UNKNOWN, finished_at=now, error=place)
    elif entry.attempts < ATTEMPTS or isinstance(error, NothingLeaves):
        _settle(entry, status=Status.PENDING, available_at=now + wait_after(entry.attempts), error=place)
    else:
        _settle(entry, status=Status.FAILED, finished_at=now, error=place)


def _settle(entry: OutboxEntry, **outcome: Any) -> None:
    """Write the outcome if the claim is still ours: another worker may have it if the lease ran out meanwhile."""
    OutboxEntry.objects.filter(pk=entry.pk, status=Status.CLAIMED, claimed_at=entry.claimed_at).update(**outcome)


def _place_of(error: Exception) -> str:
    """Return the error's class and the innermost line of ours; its words may carry personal data and are left out."""
    base = str(settings.BASE_DIR)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(base)]
    ours = [frame for frame in frames if "site-packages" not in frame.filename]
    place = f" {Path(ours[-1].filename).relative_to(base)}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{place}"[:200]
