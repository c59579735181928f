"""Entering a statement: figures, counts, tables and prose are stored as they are typed; nothing is judged yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.officers.models import Officer
from departments.officers.scoping import may
from disclosure.money.composing import published_cells
from disclosure.money.figures import CENT, Absence, Category, Cell, CountKind, Place
from disclosure.money.models import (
    FinanceUnit,
    Statement,
    StatementCount,
    StatementNote,
    StatementTable,
    StatementVersion,
    TableLine,
    ThreePublicFigure,
)
from disclosure.money.statuses import DisplayUnit, StatementScope, UnitGroup
from foundation.refusals import NotAllowed, Refusal, WrongState

LARGEST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class LineEntry:
    """One amount of a table as typed, in yuan; `position` counts the printed rows, which may share their columns."""

    position: int
    code: str
    name: str
    column: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One statutory table as typed; one without lines is empty and `note` says why."""

    code: str
    lines: Sequence[LineEntry] = ()
    display_unit: str = DisplayUnit.WAN
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an officer types of a statement; cells are in yuan, a count that is not held is left out.

    `notes` are the explanations of single rows. `tables` None leaves the other statutory tables as they stand.
    """

    cells: Mapping[Place, Cell]
    counts: Mapping[CountKind, int] = field(default_factory=dict)
    explanation: str = ""
    notes: Mapping[Category, str] = field(default_factory=dict)
    staff: int | None = None
    display_unit: str = DisplayUnit.WAN
    tables: Sequence[TableEntry] | None = None


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
    _require_fit(unit, scope)
    _require_storable(entry)
    statement, _is_new = Statement.objects.select_for_update(of=("self",)).get_or_create(
        unit=unit,
        fiscal_year=fiscal_year,
        kind=kind,
        scope=scope,
        defaults={"department": unit.department, "entered_by": by},
    )
    if not statement.is_editable:
        raise WrongState(_("Only a draft can be changed."))
    if seen is not None and seen != statement.updated_at:
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


def entry_of(version: StatementVersion) -> Entry:
    """Return what was published, as it would have been typed."""
    content = version.content
    return Entry(
        cells=published_cells(version),
        counts={CountKind(kind): number for kind, number in content["counts"].items() if number is not None},
        explanation=content["explanation"],
        notes={Category(row): text for row, text in content["notes"].items()},
        staff=content["staff"],
        display_unit=content["display_unit"],
        tables=[
            TableEntry(
                table["code"],
                [
                    LineEntry(position, code, name, column, _cell(amount, absence))
                    for position, code, name, column, amount, absence in table["lines"]
                ],
                table["display_unit"],
                table["note"],
            )
            for table in content["tables"]
        ],
    )


def _require_fit(unit: FinanceUnit, scope: str) -> None:
    if unit.is_confidential:
        raise Refusal(_("A confidential unit publishes no statement."), code="confidential_unit")
    if unit.group == UnitGroup.GOVERNMENT and scope != StatementScope.CONSOLIDATED:
        text = _("The statement of a government is the sum of its offices; choose “the office and its units”.")
        raise Refusal(text, code="government_is_sum")


def _require_storable(entry: Entry) -> None:
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


def _cell(amount: str | None, absence: str) -> Cell:
    return Cell(None if amount is None else Decimal(amount), Absence(absence) if absence else None)


def _replace_rows(statement: Statement, entry: Entry) -> None:
    for rows in (statement.figures, statement.counts, statement.notes):
        rows.all().delete()
    ThreePublicFigure.objects.bulk_create(
        ThreePublicFigure(
            statement=statement, category=category, column=column, amount=cell.amount, absence=cell.absence or ""
        )
        for (category, column), cell in entry.cells.items()
    )
    StatementCount.objects.bulk_create(
        StatementCount(statement=statement, kind=kind, number=number) for kind, number in entry.counts.items()
    )
    StatementNote.objects.bulk_create(
        StatementNote(statement=statement, category=category, text=text.strip())
        for category, text in entry.notes.items()
        if text.strip()
    )


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
