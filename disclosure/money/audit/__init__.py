"""The audit of statements of the three public expenses: sixteen rules, each a pure function.

Source of rules 1 to 15: the consistency checks of the local norms on publishing budgets and accounts, collected from
what auditors find; 16 is the arithmetic inside the prose itself.
"""

from disclosure.money.audit.findings import Case, Context, Finding, Severity
from disclosure.money.audit.registry import RULES, SET_RULES, audit, audit_set

__all__ = ["RULES", "SET_RULES", "Case", "Context", "Finding", "Severity", "audit", "audit_set"]
