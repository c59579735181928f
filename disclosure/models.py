"""The tables of the floor, gathered from its nouns."""

from disclosure.catalogue.models import Category
from disclosure.items.models import IndexSerial, Item, ItemAttachment, ItemEvent, Version, VersionAttachment
from disclosure.policies.models import Interpretation, Policy, PolicyRelation, StandingRelation

__all__ = [
    "Category",
    "IndexSerial",
    "Interpretation",
    "Item",
    "ItemAttachment",
    "ItemEvent",
    "Policy",
    "PolicyRelation",
    "StandingRelation",
    "Version",
    "VersionAttachment",
]
