"""Taking documents from office systems: each becomes a draft, or goes to the signatories, by the services of items.

Everything is done in the name of the client's responsible officer, so that officer's assignments and the four eyes
hold for machines too. Nothing here publishes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.clients.authors import require_author
from departments.clients.models import ApiClient
from departments.officers.models import Officer
from disclosure.deliveries.desk import desk_digest
from disclosure.deliveries.exceptions import RowInvalid
from disclosure.deliveries.forms import DeliveredItemForm, errors_of, files_of
from disclosure.deliveries.models import Delivery
from disclosure.deliveries.rows import Row
from disclosure.deliveries.statuses import Outcome
from disclosure.items.models import Item
from disclosure.items.services import lock_item, save_draft, start_revision, submit_item
from disclosure.items.statuses import ItemStatus
from foundation.files.serving import private_storage
from foundation.refusals import Refusal, WrongState


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a row did: the delivery that it made or repeats, or why it was refused."""

    key: str | None
    outcome: Outcome
    delivery: Delivery | None = None
    refusal: Refusal | None = None


def deliver_rows(rows: Sequence[Row], *, client: ApiClient, at: datetime) -> list[Receipt]:
    """Take the rows one by one, each whole or not at all; return what each did, in their order.

    A refused row leaves the others as they are. Raises Refusal (no_author) when nobody stands for the client now.
    """
    by = require_author(client.acts_for, client.department, timezone.localdate(at))
    known = {one.key: one for one in Delivery.objects.of_client(client).filter(key__in=[row.key for row in rows])}
    receipts = []
    for row in rows:
        try:
            outcome, delivery = deliver_row(row, client=client, by=by, at=at, known=known.get(row.key))
        except Refusal as refusal:
            receipts.append(Receipt(row.key, Outcome.REFUSED, refusal=refusal))
        else:
            known[row.key] = delivery
            receipts.append(Receipt(row.key, outcome, delivery))
    return receipts


def deliver_row(
    row: Row, *, client: ApiClient, by: Officer, at: datetime, known: Delivery | None = None
) -> tuple[Outcome, Delivery]:
    """Take one row in the name of `by`, or find that it was taken before; `known` is the delivery under its key.

    A row that another request takes at the same moment is waited for: the key is unique, so one of the two rolls back
    and answers like the other. Raises RowInvalid, and whatever the services of items refuse.
    """
    if known is None:
        try:
            with _files_dropped_on_failure() as stored, transaction.atomic():
                return _take(row, client=client, by=by, at=at, stored=stored)
        except (IntegrityError, Refusal):
            known = Delivery.objects.of_client(client).filter(key=row.key).first()
            if known is None:
                raise
    if known.digest != row.digest():
        raise Refusal(
            _(
                "Something else was delivered under this key. To change it, send the new content under a new key and "
                "name this one in `corrects`."
            ),
            code="key_reused",
        )
    return Outcome.REPEATED, known


def _take(row: Row, *, client: ApiClient, by: Officer, at: datetime, stored: list[str]) -> tuple[Outcome, Delivery]:
    earlier = _corrected(row, client) if row.corrects else None
    item = Item()
    if earlier:
        item = _open_for_correction(earlier, row, by=by, at=at)
        item.attachments.all().delete()
    item = _write(item, row, client=client, by=by, at=at, stored=stored)
    delivery = Delivery.objects.create(
        client=client,
        key=row.key,
        digest=row.digest(),
        desk_digest=desk_digest(item),
        item=item,
        corrects=earlier,
        reason=row.reason,
        author=by,
        at=at,
    )
    if row.is_to_be_submitted:
        submit_item(item, by=by, at=at)
    return (Outcome.CHANGED if earlier else Outcome.CREATED), delivery


def _corrected(row: Row, client: ApiClient) -> Delivery:
    """Return the delivery that the row corrects; another system's is as unknown as one that never was."""
    earlier = Delivery.objects.of_client(client).select_related("item").filter(key=row.corrects).first()
    if earlier is None:
        message = str(_("Nothing was delivered under this key; leave `corrects` out to deliver something new."))
        raise RowInvalid([{"field": "corrects", "code": "unknown", "message": message}])
    return earlier


def _open_for_correction(earlier: Delivery, row: Row, *, by: Officer, at: datetime) -> Item:
    """Return the item as a draft that may be changed, its row locked; the public keeps reading what it reads."""
    item = lock_item(earlier.item)
    if item.status == ItemStatus.SUBMITTED:
        raise WrongState(
            _("The item waits for a signature; ask the office to return it, then send the correction again."),
            code="waiting",
        )
    if item.status == ItemStatus.WITHDRAWN:
        raise WrongState(
            _("The item was withdrawn for good; deliver the document anew, without `corrects`."), code="item_withdrawn"
        )
    if item.status == ItemStatus.PUBLISHED:
        return start_revision(item, by=by, at=at, reason=row.reason)
    if desk_digest(item) != Delivery.objects.of_item(item).latest("pk").desk_digest:
        raise WrongState(
            _("Somebody in the office changed this draft since it was delivered; it is finished there."),
            code="edited_here",
        )
    return item


def _write(item: Item, row: Row, *, client: ApiClient, by: Officer, at: datetime, stored: list[str]) -> Item:
    """Store the row as the item's working copy, with its files."""
    form, files = DeliveredItemForm(row, item=item, client=client), files_of(row, item)
    if not (form.is_valid() and files.is_valid()):
        raise RowInvalid(errors_of(form, files))
    item = save_draft(form.save(commit=False), by=by, at=at)
    form.save_m2m()
    stored += [attachment.file.name for attachment in files.save()]
    return item


@contextmanager
def _files_dropped_on_failure() -> Iterator[list[str]]:
    """Remove the files named in the list when what stored them is rolled back."""
    stored: list[str] = []
    try:
        yield stored
    except BaseException:
        for name in stored:
            private_storage().delete(name)
        raise
