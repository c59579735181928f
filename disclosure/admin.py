"""The back office of the floor, gathered from its nouns."""

from disclosure.catalogue.admin import CategoryAdmin
from disclosure.items.admin import ItemAdmin
from disclosure.policies.admin import InterpretationAdmin, PolicyAdmin

__all__ = ["CategoryAdmin", "InterpretationAdmin", "ItemAdmin", "PolicyAdmin"]
