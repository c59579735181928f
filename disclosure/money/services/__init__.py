"""What is done with public money: units approved, statements entered, audited, explained, signed, restated."""

from disclosure.money.services.approvals import ApprovalEntry, bureau_for, enter_approvals, revoke_approval
from disclosure.money.services.entry import Entry, LineEntry, TableEntry, save_statement
from disclosure.money.services.signing import (
    audit_working_copy,
    delete_draft,
    drop_restatement,
    explain_finding,
    return_statement,
    sign_statement,
    start_restatement,
    submit_statement,
)
from disclosure.money.services.tables import save_table, table_entry

__all__ = [
    "ApprovalEntry",
    "Entry",
    "LineEntry",
    "TableEntry",
    "audit_working_copy",
    "bureau_for",
    "delete_draft",
    "drop_restatement",
    "enter_approvals",
    "explain_finding",
    "return_statement",
    "revoke_approval",
    "save_statement",
    "save_table",
    "sign_statement",
    "start_restatement",
    "submit_statement",
    "table_entry",
]
