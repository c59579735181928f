"""The tables of the floor, gathered from its nouns."""

from disclosure.catalogue.models import Category
from disclosure.items.models import IndexSerial, Item, ItemAttachment, ItemEvent, Version, VersionAttachment
from disclosure.search.models import (
    EntryFile,
    EntryPage,
    EntryText,
    FailedQuestion,
    Reindexing,
    SearchEntry,
    Synonym,
)

__all__ = [
    "Category",
    "EntryFile",
    "EntryPage",
    "EntryText",
    "FailedQuestion",
    "IndexSerial",
    "Item",
    "ItemAttachment",
    "ItemEvent",
    "Reindexing",
    "SearchEntry",
    "Synonym",
    "Version",
    "VersionAttachment",
]
