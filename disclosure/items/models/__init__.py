"""Disclosed documents: the working copy, the versions that were published, and what happened to them."""

from disclosure.items.models.content import ItemContent
from disclosure.items.models.published import Version, VersionAttachment
from disclosure.items.models.working import IndexSerial, Item, ItemAttachment, ItemEvent

__all__ = [
    "IndexSerial",
    "Item",
    "ItemAttachment",
    "ItemContent",
    "ItemEvent",
    "Version",
    "VersionAttachment",
]
