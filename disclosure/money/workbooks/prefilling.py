"""What is known already of a statement, for the template that its officer downloads."""

import uuid
from datetime import datetime

from disclosure.money.composing import published_before, table_entry
from disclosure.money.figures import Absence, Category, Cell, Column, CountKind, Kind, Place, Scope
from disclosure.money.models import FinanceUnit, Statement
from disclosure.money.services import Entry
from disclosure.money.statuses import DisplayUnit
from disclosure.money.workbooks.about import About, Mark
from disclosure.money.workbooks.names import Layout
from disclosure.money.workbooks.templates import Template


def template_for(unit: FinanceUnit, fiscal_year: int, kind: str, scope: str, layout: Layout) -> Template:
    """Return the template of a statement: what is in its draft, and what the unit published before.

    Last year's figures, and beside an account this year's budget, are those that the public reads.
    """
    wanted = Statement(unit=unit, fiscal_year=fiscal_year, kind=kind, scope=scope)
    draft = Statement.objects.of_unit(unit, fiscal_year, kind, scope).first()
    about = About(unit.code, unit.name, fiscal_year, Kind(kind), Scope(scope))
    mark = Mark(about, uuid.uuid4().hex, seen_of(draft))
    before = published_before(wanted)
    if draft is None:
        return Template(mark, layout, Entry(before, display_unit=DisplayUnit.WAN))
    return Template(mark, layout, working_entry(draft, before))


def seen_of(draft: Statement | None) -> datetime | None:
    return draft.updated_at if draft else None


def working_entry(statement: Statement, before: dict[Place, Cell]) -> Entry:
    """Return a working copy as it would be typed; `before` fills the cells that it doesn't have."""
    cells = {
        (Category(figure.category), Column(figure.column)): Cell(
            figure.amount, Absence(figure.absence) if figure.absence else None
        )
        for figure in statement.figures.all()
    }
    return Entry(
        {**before, **cells},
        {CountKind(count.kind): count.number for count in statement.counts.all() if count.number is not None},
        statement.explanation,
        {Category(note.category): note.text for note in statement.notes.all()},
        statement.staff,
        statement.display_unit,
        [table_entry(table) for table in statement.tables.prefetch_related("lines")],
    )
