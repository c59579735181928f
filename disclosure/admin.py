"""The back office of the floor, gathered from its nouns."""

from disclosure.audits.admin import AuditedProjectAdmin, AuditFindingAdmin, AuditReportAdmin
from disclosure.catalogue.admin import CategoryAdmin
from disclosure.deliveries.admin import DeliveryAdmin
from disclosure.items.admin import ItemAdmin
from disclosure.money.admin import ApprovalAdmin, FinanceBureauAdmin, FinanceUnitAdmin, StatementAdmin
from disclosure.money.admin.imports import ImportBatchAdmin
from disclosure.money.admin.tables import StatementTableAdmin
from disclosure.policies.admin import InterpretationAdmin, PolicyAdmin
from disclosure.search.admin import EntryFileAdmin, FailedQuestionAdmin, SynonymAdmin
from disclosure.webhooks.admin import WebhookAdmin

__all__ = [
    "ApprovalAdmin",
    "AuditFindingAdmin",
    "AuditReportAdmin",
    "AuditedProjectAdmin",
    "CategoryAdmin",
    "DeliveryAdmin",
    "EntryFileAdmin",
    "FailedQuestionAdmin",
    "FinanceBureauAdmin",
    "FinanceUnitAdmin",
    "ImportBatchAdmin",
    "InterpretationAdmin",
    "ItemAdmin",
    "PolicyAdmin",
    "StatementAdmin",
    "StatementTableAdmin",
    "SynonymAdmin",
    "WebhookAdmin",
]
