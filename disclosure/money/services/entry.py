"""Entering a statement: figures, counts, tables and prose are stored as they are typed; nothing is judged yet."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.officers.models import Officer
from departments.officers.scoping import may
from disclosure.money.entries import Entry, LineEntry, TableEntry
from disclosure.money.figures import CENT, Cell
from disclosure.money.models import (
    FinanceUnit,
    Statement,
    StatementCount,
    StatementNote,
    StatementTable,
    TableLine,
    ThreePublicFigure,
)
from disclosure.money.statuses import StatementScope, UnitGroup
from foundation.refusals import NotAllowed, Refusal, WrongState

LARGEST = Decimal(10) ** 15
NOTHING_SEEN = datetime(1970, 1, 1, tzinfo=UTC)
"""Given as `seen` by whoever had an empty form before them: nothing was entered yet."""


@transaction.atomic
def save_statement(
    unit: FinanceUnit,
    fiscal_year: int,
    kind: str,
    scope: str,
    entry: Entry,
    *,
    by: Officer,
    at: datetime,
    seen: datetime | None = None,
) -> Statement:
    """Store the working copy of a unit's statement, a new one or the draft that is there, and return it.

    `seen` is `updated_at` of the draft that the officer had before them; when somebody saved it since, nothing is
    stored. Findings of an earlier audit are kept until the next submission, with their explanations. `by` is from now
    on one who may not sign it. Raises NotAllowed, WrongState when the statement is no draft or was saved by somebody
    else meanwhile, Refusal for a confidential unit, a scope that the unit has not, or an amount finer than a cent.
    """
    if not may(by, "disclosure.change_statement", unit.department, timezone.localdate(at)):
        raise NotAllowed(_("You may not enter statements of this office."))
    require_fit(unit, scope, entry)
    statement, is_new = Statement.objects.select_for_update(of=("self",)).get_or_create(
        unit=unit,
        fiscal_year=fiscal_year,
        kind=kind,
        scope=scope,
        defaults={"department": unit.department, "entered_by": by},
    )
    if not statement.is_editable:
        raise WrongState(_("Only a draft can be changed."))
    if not is_new and seen is not None and seen != statement.updated_at:
        raise WrongState(_("Somebody else saved this statement meanwhile; load it again."), code="saved_meanwhile")
    write_entry(statement, entry)
    statement.editors.add(by)
    return statement


def write_entry(statement: Statement, entry: Entry) -> None:
    """Store the rows of a locked statement as `entry` has them."""
    statement.explanation = entry.explanation
    statement.display_unit = entry.display_unit
    statement.staff = entry.staff
    statement.save()
    _replace_rows(statement, entry)
    if entry.tables is not None:
        _replace_tables(statement, entry.tables)


def require_publishing(unit: FinanceUnit) -> None:
    """Raise Refusal for a confidential unit."""
    if unit.is_confidential:
        raise Refusal(_("A confidential unit publishes no statement."), code="confidential_unit")


def require_fit(unit: FinanceUnit, scope: str, entry: Entry) -> None:
    """Refuse what can't be stored: statements of a confidential unit or of a scope the unit has not, split cents."""
    require_publishing(unit)
    if unit.group == UnitGroup.GOVERNMENT and scope != StatementScope.CONSOLIDATED:
        text = _("The statement of a government is the sum of its offices; choose “the office and its units”.")
        raise Refusal(text, code="government_is_sum")
    for (category, column), cell in entry.cells.items():
        _require_exact(cell, {"row": category.label, "column": column.label})
    for table in entry.tables or ():
        require_storable_lines(table.lines)


def require_storable_lines(lines: Iterable[LineEntry]) -> None:
    """Raise Refusal for an amount of a table that can't be stored."""
    for line in lines:
        _require_exact(line.cell, {"row": line.name, "column": line.column})


def _require_exact(cell: Cell, shown: Mapping[str, object]) -> None:
    if cell.amount is not None and (cell.amount != cell.amount.quantize(CENT) or abs(cell.amount) >= LARGEST):
        text = _("%(row)s, %(column)s: the amount is finer than a cent or beyond all measure.")
        raise Refusal(text % shown, code="amount_not_storable")


def _replace_rows(statement: Statement, entry: Entry) -> None:
    for rows in (statement.figures, statement.counts, statement.notes):
        rows.all().delete()
    ThreePublicFigure.objects.bulk_create(figures_of(statement, entry))
    StatementCount.objects.bulk_create(counts_of(statement, entry))
    StatementNote.objects.bulk_create(notes_of(statement, entry))


def figures_of(statement: Statement, entry: Entry) -> list[ThreePublicFigure]:
    return [
        ThreePublicFigure(
            statement=statement, category=category, column=column, amount=cell.amount, absence=cell.absence or ""
        )
        for (category, column), cell in entry.cells.items()
    ]


def counts_of(statement: Statement, entry: Entry) -> list[StatementCount]:
    return [StatementCount(statement=statement, kind=kind, number=number) for kind, number in entry.counts.items()]


def notes_of(statement: Statement, entry: Entry) -> list[StatementNote]:
    return [
        StatementNote(statement=statement, category=category, text=text.strip())
        for category, text in entry.notes.items()
        if text.strip()
    ]


def _replace_tables(statement: Statement, tables: Iterable[TableEntry]) -> None:
    statement.tables.all().delete()
    write_tables(statement, tables)


def write_tables(statement: Statement, tables: Iterable[TableEntry]) -> list[StatementTable]:
    """Store tables of a locked statement that has none of their kinds."""
    entries = list(tables)
    stored = StatementTable.objects.bulk_create(
        StatementTable(
            statement=statement,
            code=entry.code,
            display_unit=entry.display_unit,
            is_empty=not entry.lines,
            note=entry.note.strip(),
        )
        for entry in entries
    )
    TableLine.objects.bulk_create(
        TableLine(
            table=table,
            position=line.position,
            code=line.code,
            name=line.name,
            column=line.column,
            amount=line.cell.amount,
            absence=line.cell.absence or "",
        )
        for table, entry in zip(stored, entries, strict=True)
        for line in entry.lines
    )
    return stored
