"""Items as the search sees them: what follows their publication, and all of them in batches for a reindex."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from disclosure.items.models import Item, Version, VersionAttachment
from disclosure.items.sanitising import plain_text
from disclosure.items.statuses import ItemKind
from disclosure.search.kinds import EntryKind
from disclosure.search.services import index_entry, remove_entry
from disclosure.search.sources import EntryReader, EntrySource, FileSource
from foundation.outbox.handlers import named

KIND_OF: Mapping[ItemKind, EntryKind] = {
    ItemKind.DOCUMENT: EntryKind.ITEM,
    ItemKind.POLICY: EntryKind.POLICY,
    ItemKind.INTERPRETATION: EntryKind.INTERPRETATION,
}
"""What an item is found as; its own primary key is the entry's key whatever it carries."""


@named(_("bring a document into the search"))
def follow_item(item_id: int) -> None:
    """Make the search agree with what the public reads of the item with this primary key; called by the outbox.

    The row is held meanwhile: a withdrawal either waits and then takes the entry away, or is seen.
    """
    with transaction.atomic():
        found = _held().filter(pk=item_id).first()
        if found is not None and found.is_public:
            index_entry(source_of(found))
        else:
            for kind in KIND_OF.values():
                remove_entry(kind, item_id)


def reader_of(kind: ItemKind) -> EntryReader:
    """Return how a reindex reads the public items of one kind."""

    def read(after: int, limit: int) -> list[EntrySource]:
        """Return the next ones behind the primary key `after`, held until the caller's transaction ends."""
        return [source_of(item) for item in _held().public().filter(kind=kind, pk__gt=after).order_by("pk")[:limit]]

    def count() -> int:
        return Item.objects.public().filter(kind=kind).count()

    return EntryReader(KIND_OF[kind], read, count)


def source_of(item: Any) -> EntrySource:
    """Return a public item by its current version, loaded with `_held`."""
    version: Version = item.current_version
    register = item.register
    return EntrySource(
        kind=KIND_OF[ItemKind(item.kind)],
        key=item.pk,
        department_id=item.department_id,
        category_id=item.category_id,
        published_on=item.published_on,
        url=item.get_absolute_url(),
        title=version.title,
        numbers=(version.document_number, item.index_number),
        keywords=version.keywords,
        summary=version.summary,
        text=plain_text(version.body),
        theme=version.theme,
        genre=version.genre,
        validity=version.validity,
        effective_on=version.effective_on,
        abolished_on=min((day for day in (version.abolished_on, register.abolished_since) if day), default=None),
        lapsed_on=register.lapsed_since,
        amended_on=register.amended_since,
        files=files_of(version.attachments.all()),
    )


def files_of(attachments: Sequence[VersionAttachment] | Any) -> tuple[FileSource, ...]:
    return tuple(
        FileSource(file.name, file.get_absolute_url(), str(file.file.name), file.content_type, file.size, file.sha256)
        for file in attachments
    )


def _held() -> Any:
    """Return the items, held; what the public reads of them is read afterwards, so that it is that of the held row."""
    files = Prefetch("current_version__attachments", VersionAttachment.objects.order_by("position", "pk"))
    items = Item.objects.select_for_update(of=("self",), no_key=True).defer("body")
    return items.prefetch_related("current_version", files)


DOCUMENTS = reader_of(ItemKind.DOCUMENT)
POLICIES = reader_of(ItemKind.POLICY)
INTERPRETATIONS = reader_of(ItemKind.INTERPRETATION)
