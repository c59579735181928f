"""The back office of the floor, gathered from its nouns."""

from disclosure.catalogue.admin import CategoryAdmin
from disclosure.items.admin import ItemAdmin
from disclosure.money.admin.imports import ImportBatchAdmin
from disclosure.money.admin.tables import StatementTableAdmin

__all__ = ["CategoryAdmin", "ImportBatchAdmin", "ItemAdmin", "StatementTableAdmin"]
