"""The tables of the floor, gathered from its nouns."""

from disclosure.audits.models import AuditedProject, AuditFinding, AuditReport, RectificationEvent
from disclosure.catalogue.models import Category
from disclosure.deliveries.models import Delivery
from disclosure.exchange.models import Change
from disclosure.items.models import IndexSerial, Item, ItemAttachment, ItemEvent, Version, VersionAttachment
from disclosure.money.models import (
    Approval,
    FinanceBureau,
    FinanceUnit,
    ImportBatch,
    ImportedWorkbook,
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
from disclosure.policies.models import Interpretation, Policy, PolicyRelation, StandingRelation
from disclosure.search.models import EntryFile, EntryPage, EntryText, FailedQuestion, Reindexing, SearchEntry, Synonym
from disclosure.subscriptions.models import Notice, ReadingPlace, Subscription
from disclosure.webhooks.models import Webhook, WebhookAttempt

__all__ = [
    "Approval",
    "AuditFinding",
    "AuditReport",
    "AuditedProject",
    "Category",
    "Change",
    "Delivery",
    "EntryFile",
    "EntryPage",
    "EntryText",
    "FailedQuestion",
    "FinanceBureau",
    "FinanceUnit",
    "ImportBatch",
    "ImportedWorkbook",
    "IndexSerial",
    "Interpretation",
    "Item",
    "ItemAttachment",
    "ItemEvent",
    "Notice",
    "Policy",
    "PolicyRelation",
    "PublicFigures",
    "PublicLine",
    "ReadingPlace",
    "RectificationEvent",
    "Reindexing",
    "SearchEntry",
    "StandingRelation",
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
    "Webhook",
    "WebhookAttempt",
]
