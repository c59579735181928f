"""The back office of the floor, gathered from its nouns."""

from disclosure.catalogue.admin import CategoryAdmin
from disclosure.items.admin import ItemAdmin
from disclosure.money.admin import ApprovalAdmin, FinanceBureauAdmin, FinanceUnitAdmin, StatementAdmin

__all__ = [
    "ApprovalAdmin",
    "CategoryAdmin",
    "FinanceBureauAdmin",
    "FinanceUnitAdmin",
    "ItemAdmin",
    "StatementAdmin",
]
