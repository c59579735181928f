"""The tables of the floor, gathered from its nouns."""

from disclosure.audits.models import AuditedProject, AuditFinding, AuditReport, RectificationEvent
from disclosure.catalogue.models import Category
from disclosure.items.models import IndexSerial, Item, ItemAttachment, ItemEvent, Version, VersionAttachment
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

__all__ = [
    "Approval",
    "AuditFinding",
    "AuditReport",
    "AuditedProject",
    "Category",
    "FinanceBureau",
    "FinanceUnit",
    "IndexSerial",
    "Item",
    "ItemAttachment",
    "ItemEvent",
    "PublicFigures",
    "PublicLine",
    "RectificationEvent",
    "Statement",
    "StatementCount",
    "StatementEvent",
    "StatementFinding",
    "StatementNote",
    "StatementTable",
    "StatementVersion",
    "Subject",
    "TableLine",
    "ThreePublicFigure",
    "Version",
    "VersionAttachment",
]
