"""The tables of the floor, gathered from its nouns."""

from disclosure.catalogue.models import (
    Category,
)
from disclosure.exchange.models import (
    Change,
)
from disclosure.items.models import (
    IndexSerial,
    Item,
    ItemAttachment,
    ItemEvent,
    Version,
    VersionAttachment,
)
from disclosure.money.models import (
    Approval,
    FinanceBureau,
    FinanceUnit,
    PublicFigures,
    PublicLine,
    Statement,
    StatementCount,
    StatementEvent,
    StatementFinding,
    StatementNote,
    StatementTable,
    StatementVersion,
    Subject,
    TableLine,
    ThreePublicFigure,
)
from disclosure.search.models import (
    EntryFile,
    EntryPage,
    EntryText,
    FailedQuestion,
    Reindexing,
    SearchEntry,
    Synonym,
)
from disclosure.subscriptions.models import (
    Notice,
    ReadingPlace,
    Subscription,
)

__all__ = [
    "Approval",
    "Category",
    "Change",
    "EntryFile",
    "EntryPage",
    "EntryText",
    "FailedQuestion",
    "FinanceBureau",
    "FinanceUnit",
    "IndexSerial",
    "Item",
    "ItemAttachment",
    "ItemEvent",
    "Notice",
    "PublicFigures",
    "PublicLine",
    "ReadingPlace",
    "Reindexing",
    "SearchEntry",
    "Statement",
    "StatementCount",
    "StatementEvent",
    "StatementFinding",
    "StatementNote",
    "StatementTable",
    "StatementVersion",
    "Subject",
    "Subscription",
    "Synonym",
    "TableLine",
    "ThreePublicFigure",
    "Version",
    "VersionAttachment",
]
