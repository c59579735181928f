"""The back office of the floor, gathered from its nouns."""

from disclosure.catalogue.admin import CategoryAdmin
from disclosure.items.admin import ItemAdmin

__all__ = ["CategoryAdmin", "ItemAdmin"]
