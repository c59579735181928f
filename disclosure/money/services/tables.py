"""Entering one statutory table of a draft, and what its structure lacks."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.officers.models import Officer
from departments.officers.scoping import may
from disclosure.money.audit.findings import Finding, Severity
from disclosure.money.composing import table_entry
from disclosure.money.entries import LineEntry, TableEntry
from disclosure.money.figures import Cell
from disclosure.money.models import Statement, StatementTable
from disclosure.money.services.entry import require_storable_lines, write_tables
from disclosure.money.statutory import LAYOUT_OF
from disclosure.money.statutory_checks import RULE, Fault, PrintedRow, check_table
from foundation.locking import lock_row
from foundation.refusals import NotAllowed, Refusal, WrongState


@transaction.atomic
def save_table(
    statement: Statement, entry: TableEntry, *, by: Officer, at: datetime, seen: datetime | None = None
) -> StatementTable:
    """Store one table of a draft in place of what is there. What its structure lacks is found, not refused, here.

    `seen` is `updated_at` of the draft that the officer had before them. `by` is from now on one who may not sign.
    Raises NotAllowed, WrongState when it is no draft or was saved by somebody else meanwhile, Refusal for an unknown
    table or column, an empty table without a reason, or an amount finer than a cent.
    """
    statement = lock_row(Statement.objects.select_related("department"), statement.pk)
    if not may(by, "disclosure.change_statement", statement.department, timezone.localdate(at)):
        raise NotAllowed(_("You may not enter statements of this office."))
    if not statement.is_editable:
        raise WrongState(_("Only a draft can be changed."))
    if seen is not None and seen != statement.updated_at:
        raise WrongState(_("Somebody else saved this statement meanwhile; load it again."), code="saved_meanwhile")
    _require_fit(entry)
    statement.tables.filter(code=entry.code).delete()
    (table,) = write_tables(statement, [entry])
    statement.save(update_fields=["updated_at"])
    statement.editors.add(by)
    return table


def faults_of(entry: TableEntry) -> list[Fault]:
    """Return what the structure of a table lacks."""
    return check_table(LAYOUT_OF[entry.code], printed_rows(entry.lines), entry.note)


def audit_tables(statement: Statement) -> list[Finding]:
    """Return what the structure of a statement's tables lacks, as errors that keep it from being signed."""
    return [
        _finding(table, fault)
        for table in statement.tables.prefetch_related("lines")
        for fault in faults_of(table_entry(table))
    ]


def printed_rows(lines: Iterable[LineEntry]) -> list[PrintedRow]:
    """Return the lines by printed row and name; what shares a row under different names stands apart."""
    rows: dict[tuple[int, str, str], dict[str, Cell]] = {}
    for line in lines:
        rows.setdefault((line.position, line.code, line.name), {})[line.column] = line.cell
    return [PrintedRow(position, code, name, cells) for (position, code, name), cells in sorted(rows.items())]


def _finding(table: StatementTable, fault: Fault) -> Finding:
    place = ".".join(["tables", table.code, *([str(fault.position)] if fault.position is not None else [])])
    template = _("%(table)s: %(fault)s")
    shown = {"table": table.get_code_display(), "fault": fault.message}
    return Finding(RULE, Severity.ERROR, template, shown, (place,))


def _require_fit(entry: TableEntry) -> None:
    layout = LAYOUT_OF.get(entry.code)
    if layout is None or any(line.column not in layout.columns for line in entry.lines):
        raise Refusal(_("There is no such table or column."), code="unknown_table")
    if not entry.lines and not entry.note.strip():
        raise Refusal(_("The table has no data; say why."), code="empty_unexplained")
    require_storable_lines(entry.lines)
