"""The tables of the floor, gathered from its nouns."""

from disclosure.catalogue.models import Category
from disclosure.items.models import IndexSerial, Item, ItemAttachment, ItemEvent, Version, VersionAttachment

__all__ = ["Category", "IndexSerial", "Item", "ItemAttachment", "ItemEvent", "Version", "VersionAttachment"]
