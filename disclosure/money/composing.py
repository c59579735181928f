"""From tables to plain values: the statement that the audit looks at, with what was published before."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from disclosure.money.entries import Entry, LineEntry, TableEntry
from disclosure.money.figures import (
    Absence,
    Category,
    Cell,
    Column,
    CountKind,
    Kind,
    Place,
    Scope,
    Subordinate,
)
from disclosure.money.figures import Statement as PlainStatement
from disclosure.money.models import Approval, FinanceUnit, Statement, StatementTable, StatementVersion
from disclosure.money.printed import PRINTED_NAMES
from disclosure.money.reading.amounts import read_unit
from disclosure.money.statuses import StatementKind, StatementScope, UnitGroup


def compose(statement: Statement, approval: Approval | None) -> PlainStatement:
    """Return the working copy as the audit takes it, with what was published before and what its units published."""
    published_at = statement.first_published_at
    return replace(
        plain_of(statement, working_entry(statement)),
        approved_on=approval.approved_on if approval else None,
        published_on=timezone.localdate(published_at) if published_at else None,
        published=published_before(statement),
        subordinates=_subordinates(statement),
    )


def plain_of(statement: Statement, entry: Entry) -> PlainStatement:
    """Return what an entry says of a unit and year, seen by itself: without approval and earlier publications."""
    return PlainStatement(
        office=str(statement.unit),
        fiscal_year=statement.fiscal_year,
        kind=Kind(statement.kind),
        scope=Scope(statement.scope),
        unit=read_unit(entry.display_unit),
        approved_on=None,
        published_on=None,
        cells=entry.cells,
        counts=entry.counts,
        prose=prose_of(entry),
    )


def prose_of(entry: Entry) -> str:
    """Return all that is said: of the whole, then of each row, each begun with the row's printed name."""
    return "\n".join(text for _row, text in said_of(entry))


def said_of(entry: Entry) -> list[tuple[Category | None, str]]:
    """Return the parts of the prose with the row that each explains; None for the whole."""
    said: list[tuple[Category | None, str]] = [
        (row, f"{PRINTED_NAMES[row]}：{entry.notes[row]}") for row in Category if row in entry.notes
    ]
    return [(None, entry.explanation), *said] if entry.explanation else said


def working_entry(statement: Statement) -> Entry:
    """Return what the working copy says."""
    return Entry(
        cells=_cells(statement),
        counts={CountKind(count.kind): count.number for count in statement.counts.all() if count.number is not None},
        explanation=statement.explanation,
        notes={Category(note.category): note.text for note in statement.notes.all()},
        staff=statement.staff,
        display_unit=statement.display_unit,
        tables=[table_entry(table) for table in statement.tables.prefetch_related("lines")],
    )


def published_entry(version: StatementVersion) -> Entry:
    """Return what was published, as it would have been typed."""
    content = version.content
    return Entry(
        cells=published_cells(version),
        counts={CountKind(kind): number for kind, number in content["counts"].items()},
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


def published_cells(version: StatementVersion | None) -> dict[Place, Cell]:
    """Return the cells of a published version; empty for None."""
    if version is None:
        return {}
    cells: dict[Place, Cell] = {}
    for name, cell in version.content["cells"].items():
        category, column = name.split(".")
        cells[Category(category), Column(column)] = _cell(cell["amount"], cell["absence"])
    return cells


def _cell(amount: str | Decimal | None, absence: str) -> Cell:
    return Cell(None if amount is None else Decimal(amount), Absence(absence) if absence else None)


def _cells(statement: Statement) -> dict[Place, Cell]:
    return {
        (Category(figure.category), Column(figure.column)): _cell(figure.amount, figure.absence)
        for figure in statement.figures.order_by("category", "column")
    }


def table_entry(table: StatementTable) -> TableEntry:
    """Return a stored table as it would be typed."""
    lines = [
        LineEntry(line.position, line.code, line.name, line.column, _cell(line.amount, line.absence))
        for line in table.lines.all()
    ]
    return TableEntry(table.code, lines, table.display_unit, table.note)


def published_before(statement: Statement) -> dict[Place, Cell]:
    """Return what the unit published before: of last year, and beside an account this year's budget.

    Asked also of a statement that is not stored yet.
    """
    own = Column.BUDGET if statement.kind == StatementKind.BUDGET else Column.FINAL
    before = _version(statement, statement.fiscal_year - 1, statement.kind)
    found = _column(published_cells(before), own, Column.PREVIOUS)
    if statement.kind == StatementKind.FINAL_ACCOUNT:
        budget = _version(statement, statement.fiscal_year, StatementKind.BUDGET)
        found |= _column(published_cells(budget), Column.BUDGET, Column.BUDGET)
    return found


def _version(statement: Statement, fiscal_year: int, kind: str) -> StatementVersion | None:
    same = Statement.objects.of_unit(statement.unit, fiscal_year, kind, statement.scope)
    published = same.public().select_related("current_version").first()
    return published.current_version if published else None


def _column(cells: Mapping[Place, Cell], source: Column, target: Column) -> dict[Place, Cell]:
    return {(category, target): cell for (category, column), cell in cells.items() if column is source}


def _subordinates(statement: Statement) -> tuple[Subordinate, ...]:
    """Return what adds up to a consolidated statement, if all of it is published.

    Of an office: its own figures and those of every unit below it. Of a government: its offices, each with its units.
    """
    if statement.scope != StatementScope.CONSOLIDATED:
        return ()
    unit = statement.unit
    parts = _offices_of(unit) if unit.group == UnitGroup.GOVERNMENT else _units_of(unit)
    published = Statement.objects.public().of_year(statement.fiscal_year, statement.kind)
    wanted = published.filter(unit__in=[part for part, _scope in parts]).select_related("current_version")
    found = {(each.unit_id, each.scope): each.current_version for each in wanted}
    versions = [found.get((part.pk, scope)) for part, scope in parts]
    if not versions or None in versions:
        return ()
    return tuple(_subordinate(version, statement.kind) for version in _held(versions))


def _units_of(unit: FinanceUnit) -> list[tuple[FinanceUnit, str]]:
    return [(each, StatementScope.OWN) for each in FinanceUnit.objects.below(unit).publishing()]


def _offices_of(government: FinanceUnit) -> list[tuple[FinanceUnit, str]]:
    offices = FinanceUnit.objects.offices_of(government).publishing().with_children()
    return [
        (each, StatementScope.CONSOLIDATED if each.has_children else StatementScope.OWN)  # type: ignore[attr-defined]
        for each in offices
    ]


def _held(versions: Iterable[StatementVersion | None]) -> Iterable[StatementVersion]:
    return (version for version in versions if version is not None)


def _subordinate(version: StatementVersion, kind: str) -> Subordinate:
    own = Column.BUDGET if kind == StatementKind.BUDGET else Column.FINAL
    cells = {category: cell for (category, column), cell in published_cells(version).items() if column is own}
    return Subordinate(version.content["unit"], cells)
