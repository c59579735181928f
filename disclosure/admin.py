"""The back office of the floor, gathered from its nouns."""

from disclosure.catalogue.admin import CategoryAdmin
from disclosure.items.admin import ItemAdmin
from disclosure.search.admin import EntryFileAdmin, FailedQuestionAdmin, SynonymAdmin

__all__ = ["CategoryAdmin", "EntryFileAdmin", "FailedQuestionAdmin", "ItemAdmin", "SynonymAdmin"]
