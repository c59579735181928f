"""From tables to plain values: the statement that the audit looks at, with what was published before."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils import timezone

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
from disclosure.money.models import Approval, FinanceUnit, Statement, StatementVersion
from disclosure.money.printed import PRINTED_NAMES
from disclosure.money.reading.amounts import read_unit
from disclosure.money.statuses import StatementKind, StatementScope, UnitGroup


def compose(statement: Statement) -> PlainStatement:
    """Return the working copy as the audit takes it, with what was published before and what its units published."""
    approval = Approval.objects.standing_for(statement)
    published_at = statement.first_published_at
    return PlainStatement(
        office=str(statement.unit),
        fiscal_year=statement.fiscal_year,
        kind=Kind(statement.kind),
        scope=Scope(statement.scope),
        unit=read_unit(statement.display_unit),
        approved_on=approval.approved_on if approval else None,
        published_on=timezone.localdate(published_at) if published_at else None,
        cells=_cells(statement),
        counts={CountKind(count.kind): count.number for count in statement.counts.all() if count.number is not None},
        prose=prose_of(statement),
        published=published_before(statement),
        subordinates=_subordinates(statement),
    )


def prose_of(statement: Statement) -> str:
    """Return all that is said: of the whole, then of each row, each begun with the row's printed name."""
    notes = {note.category: note.text for note in statement.notes.all()}
    said = [f"{PRINTED_NAMES[row]}：{notes[row]}" for row in Category if row in notes]
    return "\n".join([statement.explanation, *said] if statement.explanation else said)


def published_cells(version: StatementVersion | None) -> dict[Place, Cell]:
    """Return the cells of a published version; empty for None."""
    if version is None:
        return {}
    cells: dict[Place, Cell] = {}
    for name, cell in version.content["cells"].items():
        category, column = name.split(".")
        amount = None if cell["amount"] is None else Decimal(cell["amount"])
        absence = Absence(cell["absence"]) if cell["absence"] else None
        cells[Category(category), Column(column)] = Cell(amount, absence)
    return cells


def _cells(statement: Statement) -> dict[Place, Cell]:
    return {
        (Category(figure.category), Column(figure.column)): Cell(
            figure.amount, Absence(figure.absence) if figure.absence else None
        )
        for figure in statement.figures.all()
    }


def published_before(statement: Statement) -> dict[Place, Cell]:
    """Return what the unit published before: of last year, and beside an account this year's budget."""
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
