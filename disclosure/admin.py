"""The back office of the floor, gathered from its nouns."""

from disclosure.catalogue.admin import (
    CategoryAdmin,
)
from disclosure.items.admin import (
    ItemAdmin,
)
from disclosure.money.admin import (
    ApprovalAdmin,
    FinanceBureauAdmin,
    FinanceUnitAdmin,
    StatementAdmin,
)
from disclosure.search.admin import (
    EntryFileAdmin,
    FailedQuestionAdmin,
    SynonymAdmin,
)

__all__ = [
    "ApprovalAdmin",
    "CategoryAdmin",
    "EntryFileAdmin",
    "FailedQuestionAdmin",
    "FinanceBureauAdmin",
    "FinanceUnitAdmin",
    "ItemAdmin",
    "StatementAdmin",
    "SynonymAdmin",
]
