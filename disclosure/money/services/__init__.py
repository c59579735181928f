"""What is done with public money: units approved, statements entered, audited, explained, signed, restated."""

from disclosure.money.entries import (
    Entry,
    LineEntry,
    TableEntry,
)
from disclosure.money.services.approvals import (
    ApprovalEntry,
    bureau_for,
    check_approvals,
    enter_approvals,
    may_approve,
    revoke_approval,
)
from disclosure.money.services.entry import NOTHING_SEEN, save_statement
from disclosure.money.services.signing import (
    audit_anew,
    audit_working_copy,
    check_draft,
    delete_draft,
    drop_restatement,
    explain_finding,
    return_statement,
    sign_statement,
    start_restatement,
    submit_statement,
)
from disclosure.money.services.tables import save_table
from disclosure.money.services.takeover import TakenOver, take_over_statements
from disclosure.money.services.units import delete_unit, save_bureau, save_unit

__all__ = [
    "ApprovalEntry",
    "Entry",
    "LineEntry",
    "NOTHING_SEEN",
    "TableEntry",
    "TakenOver",
    "audit_anew",
    "audit_working_copy",
    "bureau_for",
    "check_approvals",
    "check_draft",
    "delete_draft",
    "delete_unit",
    "drop_restatement",
    "enter_approvals",
    "explain_finding",
    "may_approve",
    "return_statement",
    "revoke_approval",
    "save_bureau",
    "save_statement",
    "save_table",
    "save_unit",
    "sign_statement",
    "start_restatement",
    "submit_statement",
    "take_over_statements",
]
