"""The back office of public money, a module per noun."""

from disclosure.money.admin.approvals import ApprovalAdmin
from disclosure.money.admin.statements import StatementAdmin
from disclosure.money.admin.units import FinanceBureauAdmin, FinanceUnitAdmin

__all__ = ["ApprovalAdmin", "FinanceBureauAdmin", "FinanceUnitAdmin", "StatementAdmin"]
