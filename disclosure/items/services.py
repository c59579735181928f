"""What is done with items: writing, submitting, returning, signing (which publishes), correcting, withdrawing.

Back office, API and whatever comes later call these functions; each locks the row, checks who and in which state,
changes it, and writes one event. What the public reads anew is announced to those that `settings.ITEM_FOLLOWERS` names.

The steps that concern what a policy or an interpretation carries beside its words exist twice: `submit_item` and its
like are for documents alone; `submit_carrier` and its like do the same to an item of any kind, and are called by the
services of the noun that knows what else its kind asks, in one transaction with it.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from departments.officers.models import Officer
from departments.officers.scoping import may
from disclosure.items.models import Item, ItemAttachment, ItemEvent
from disclosure.items.models.published import LONGEST_ISSUERS
from disclosure.items.publication import (
    ATTACHMENT_FIELDS,
    CONTENT_FIELDS,
    LINE_FIELDS,
    allocate_index_number,
    issuers_of,
    published_digest,
    working_digest,
    write_version,
)
from disclosure.items.sanitising import as_line, sanitise, summarise
from disclosure.items.statuses import TRANSITIONS, DisclosureMode, ItemKind, ItemStatus, ItemVisibility
from foundation.locking import lock_row
from foundation.outbox.services import enqueue
from foundation.refusals import NotAllowed, Refusal, WrongState, require_transition

LONGEST_REASON = 200

PLACE = ("department_id", "category_id", "disclosure_mode")
"""Where an item stands; the public lists read it from the working copy, so it is fixed by the first publication."""


@transaction.atomic
def save_draft(item: Item, *, by: Officer, at: datetime) -> Item:
    """Store a new item or a changed working copy with a safe body and clean lines; `by` may not sign it from then on.

    Only a draft can be changed. Raises NotAllowed, or WrongState when the item has left the author's desk meanwhile or
    somebody saved it since `item` was loaded.
    """
    require_permission(item, by, "disclosure.change_item" if item.pk else "disclosure.add_item", at)
    if item.pk:
        stored = lock_item(item)
        require_permission(stored, by, "disclosure.change_item", at)
        if stored.status != ItemStatus.DRAFT:
            raise WrongState(_("This item is no longer a draft and can't be changed; reload the page."))
        if stored.updated_at != item.updated_at:
            raise WrongState(_("Somebody else saved this item meanwhile; load it again."))
        if stored.is_revision and any(getattr(item, name) != getattr(stored, name) for name in PLACE):
            raise WrongState(_("Office, column and mode of disclosure are fixed once an item was published."))
    else:
        item.author = by
    item.body = sanitise(item.body)
    for name in LINE_FIELDS:
        setattr(item, name, as_line(getattr(item, name)))
    item.save()
    item.editors.add(by)
    return item


@transaction.atomic
def delete_draft(item: Item, *, by: Officer, at: datetime) -> None:
    """Remove a draft that never left the author's desk. Anything else has a history: it is withdrawn instead.

    Raises NotAllowed or WrongState.
    """
    item = lock_item(item)
    require_permission(item, by, "disclosure.delete_item", at)
    if item.status != ItemStatus.DRAFT or item.first_published_at or item.events.exists():
        raise WrongState(_("Only a draft that was never submitted can be deleted; withdraw the item instead."))
    try:
        item.delete()
    except ProtectedError as error:
        raise WrongState(_("An office system delivered this draft and asks for it; withdraw it instead.")) from error


def submit_item(item: Item, *, by: Officer, at: datetime) -> Item:
    """Hand the draft of a document to the signatories; from now on its content stands still.

    Raises NotAllowed, WrongState, or Refusal when the item is not fit to be published.
    """
    _require_document(item)
    return submit_carrier(item, by=by, at=at)


@transaction.atomic
def submit_carrier(item: Item, *, by: Officer, at: datetime) -> Item:
    """Hand a draft of any kind to the signatories."""
    item = lock_item(item)
    require_permission(item, by, "disclosure.submit_item", at)
    require_transition(TRANSITIONS, item.status, ItemStatus.SUBMITTED, _("Only a draft can be submitted."))
    _require_fit(item)
    item.submitted_by = by
    return _move(item, ItemStatus.SUBMITTED, by=by, at=at)


@transaction.atomic
def return_item(item: Item, *, by: Officer, at: datetime, reason: str) -> Item:
    """Give a submitted item back to its author. A signatory returns it, or the one who submitted it takes it back.

    Who submitted it once may not sign it later, whoever submits it then: nobody takes two steps on the same item.
    Raises NotAllowed, WrongState, or Refusal without a reason.
    """
    item = lock_item(item)
    if by.pk != item.submitted_by_id:
        require_permission(item, by, "disclosure.sign_item", at)
    return give_back(item, by=by, at=at, reason=reason)


@transaction.atomic
def give_back(item: Item, *, by: Officer, at: datetime, reason: str) -> Item:
    """Give a submitted item of any kind back to its author; that `by` may do so was asked before."""
    item = lock_item(item)
    if item.status != ItemStatus.SUBMITTED:
        raise WrongState(_("Only an item that waits for sign-off can be returned."))
    _require_reason(reason, _("Say what is to be mended, so that the author knows."))
    if item.submitted_by:
        item.editors.add(item.submitted_by)
    item.submitted_by = None
    return _move(item, ItemStatus.DRAFT, by=by, at=at, reason=reason)


def sign_item(item: Item, *, by: Officer, at: datetime, seen: str = "") -> Item:
    """Publish a submitted document: write its version and, the first time, give it its index number and date.

    `seen` is the `working_digest` of what the signatory read; when given and no longer true, nothing is signed. Nobody
    signs what they wrote, changed or submitted. Raises NotAllowed or WrongState.
    Source: review before publication (政府信息公开条例 第十七条).
    """
    _require_document(item)
    return sign_carrier(item, by=by, at=at, seen=seen)


@transaction.atomic
def sign_carrier(item: Item, *, by: Officer, at: datetime, seen: str = "") -> Item:
    """Publish a submitted item of any kind."""
    item = lock_item(item)
    require_permission(item, by, "disclosure.sign_item", at)
    if item.status != ItemStatus.SUBMITTED:
        raise WrongState(_("Only an item that waits for sign-off can be signed."))
    require_other_hand(item, by)
    if seen and seen != working_digest(item):
        raise WrongState(_("The item was changed after you opened it; read it again before you sign."))
    if item.first_published_at is None:
        item.index_number = allocate_index_number(item.department, at)
        item.first_published_at = at
        item.published_on = timezone.localdate(at)
    item.current_version = write_version(item, by=by, at=at, reason=_reason_of_revision(item))
    item.visibility = ItemVisibility.PUBLIC
    item.signed_by = by
    item.editors.clear()
    return announce(_move(item, ItemStatus.PUBLISHED, by=by, at=at))


@transaction.atomic
def start_revision(item: Item, *, by: Officer, at: datetime, reason: str) -> Item:
    """Open a published item for a correction; the public keeps the old version until the new one is signed.

    `reason` is shown to the public with the new version. Raises NotAllowed, WrongState, or Refusal without a reason.
    """
    item = lock_item(item)
    require_permission(item, by, "disclosure.change_item", at)
    if item.status != ItemStatus.PUBLISHED:
        raise WrongState(_("Only a published item can be corrected."))
    _require_reason(reason, _("Say what is corrected and why; the public will read it with the new version."))
    item.submitted_by = None
    item.editors.add(by)
    return _move(item, ItemStatus.DRAFT, by=by, at=at, reason=reason)


def drop_revision(item: Item, *, by: Officer, at: datetime) -> Item:
    """Give up a correction: the working copy becomes again what the public reads. Raises NotAllowed or WrongState."""
    _require_document(item)
    return drop_carrier_revision(item, by=by, at=at)


@transaction.atomic
def drop_carrier_revision(item: Item, *, by: Officer, at: datetime) -> Item:
    """Give up the correction of an item of any kind."""
    item = lock_item(item)
    require_permission(item, by, "disclosure.change_item", at)
    version = item.current_version
    if item.status != ItemStatus.DRAFT or version is None:
        raise WrongState(_("There is no correction under way."))
    for name in CONTENT_FIELDS:
        setattr(item, name, getattr(version, name))
    if item.summary == summarise(item.body):
        item.summary = ""  # nobody wrote it: it follows the text of the next correction too
    item.attachments.all().delete()
    ItemAttachment.objects.bulk_create(
        ItemAttachment(item=item, **{name: getattr(file, name) for name in ATTACHMENT_FIELDS})
        for file in version.attachments.all()
    )
    item.editors.clear()
    return _move(item, ItemStatus.PUBLISHED, by=by, at=at, reason=str(_("Correction given up.")))


def withdraw_item(item: Item, *, by: Officer, at: datetime, reason: str) -> Item:
    """Take a document back for good. What was public leaves a tombstone with `reason`; its number is not reused.

    One signatory suffices: a page that should not be there must go at once. Raises NotAllowed, WrongState, or Refusal
    without a reason.
    """
    _require_document(item)
    return withdraw_carrier(item, by=by, at=at, reason=reason)


@transaction.atomic
def withdraw_carrier(item: Item, *, by: Officer, at: datetime, reason: str) -> Item:
    """Take an item of any kind back for good."""
    item = lock_item(item)
    require_permission(item, by, "disclosure.withdraw_item", at)
    require_transition(TRANSITIONS, item.status, ItemStatus.WITHDRAWN, _("The item is withdrawn already."))
    _require_reason(reason, _("Give the reason of the withdrawal; the public will read it in place of the item."))
    was_public = item.is_public
    if was_public:
        item.visibility = ItemVisibility.WITHDRAWN
    item.withdrawn_at = at
    item.withdrawal_reason = reason
    _move(item, ItemStatus.WITHDRAWN, by=by, at=at, reason=reason)
    return announce(item) if was_public else item


def lock_item(item: Item) -> Item:
    """Return the item's row as it is now, held until the transaction ends."""
    return lock_row(Item.objects.select_related("department", "category"), item.pk)


def _move(item: Item, status: str, *, by: Officer, at: datetime, reason: str = "") -> Item:
    """Store the item in its new status and write the event."""
    ItemEvent.objects.create(item=item, status_before=item.status, status_after=status, at=at, by=by, reason=reason)
    item.status = status
    item.save()
    return item


def announce(item: Item) -> Item:
    """Write down, with the change itself, the work that follows a change of what the public reads."""
    for follower in settings.ITEM_FOLLOWERS:
        enqueue(follower, {"item_id": item.pk})
    return item


def _require_document(item: Item) -> None:
    """Refuse what is more than a document: its own service does more than move it. An item's kind never changes."""
    if item.kind != ItemKind.DOCUMENT:
        raise WrongState(_("This is a policy or an interpretation; take this step on its own page."), code="kind")


def require_permission(item: Item, by: Officer, permission: str, at: datetime) -> None:
    """Raise NotAllowed unless `by` holds the permission in the item's office."""
    if not may(by, permission, item.department, timezone.localdate(at)):
        raise NotAllowed(_("Your assignments do not allow this step in this office."))


def require_other_hand(item: Item, by: Officer) -> None:
    """Refuse the signature of whoever had a hand in the text: nobody takes two steps on the same item."""
    if by.pk in {item.author_id, item.submitted_by_id} or item.editors.filter(pk=by.pk).exists():
        raise NotAllowed(
            _("Whoever wrote, changed or submitted an item can't sign it; another signatory must."),
            code="own_item",
        )


def _require_reason(reason: str, message: str | Promise) -> None:
    if not reason.strip():
        raise Refusal(message, code="reason_missing")
    if len(reason) > LONGEST_REASON:
        raise Refusal(
            _("The reason may have %(limit)s characters at most.") % {"limit": LONGEST_REASON}, code="reason_too_long"
        )


def _require_fit(item: Item) -> None:
    """Refuse what can't be published: undisclosed, empty, with too many issuers, in a general column, unchanged."""
    if item.disclosure_mode != DisclosureMode.PROACTIVE:
        raise Refusal(_("Only what is disclosed proactively is published; this item is kept on record."), code="mode")
    if not item.title.strip():
        raise Refusal(_("The item has no title."), code="title_missing")
    if not item.body and not item.attachments.exists():
        raise Refusal(_("The item has neither a text nor a file; add one."), code="empty")
    if item.current_version is None and len(issuers_of(item)) > LONGEST_ISSUERS:
        raise Refusal(
            _("The names of all issuing offices are longer than %(limit)s characters; name some in the text instead.")
            % {"limit": LONGEST_ISSUERS},
            code="too_many_offices",
        )
    if item.current_version is None and item.category.children.exists():  # afterwards the column is fixed
        raise Refusal(_("The column has further columns below it; choose the one that fits."), code="not_a_leaf")
    if item.current_version and working_digest(item) == published_digest(item.current_version):
        raise Refusal(
            _("Nothing differs from the published version; change it or give the correction up."), code="same"
        )


def _reason_of_revision(item: Item) -> str:
    """Return why the correction under way was begun; empty for a first publication."""
    begun = item.events.filter(status_before=ItemStatus.PUBLISHED, status_after=ItemStatus.DRAFT).last()
    return begun.reason if begun and item.is_revision else ""
