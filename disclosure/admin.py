"""The back office of the floor, gathered from its nouns."""

from disclosure.audits.admin import AuditedProjectAdmin, AuditFindingAdmin, AuditReportAdmin
from disclosure.catalogue.admin import CategoryAdmin
from disclosure.items.admin import ItemAdmin

__all__ = ["AuditFindingAdmin", "AuditReportAdmin", "AuditedProjectAdmin", "CategoryAdmin", "ItemAdmin"]
