"""What a corrected statement changed: the figures as they were and as they are. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from disclosure.money.figures import NOT_HELD, Absence, Category, Cell, Column, CountKind, Place


class Edition(NamedTuple):
    """One published version: its number, when and why it was published, its figures, counts and prose."""

    number: int
    published_at: datetime
    reason: str
    digest: str
    cells: Mapping[Place, Cell]
    counts: Mapping[CountKind, int | None]
    notes: Mapping[str, str]
    explanation: str


class FigureChange(NamedTuple):
    """A cell that reads otherwise than before; its column is None where it is one of the six counts."""

    name: Any
    column: Any
    before: Cell
    after: Cell


class Correction(NamedTuple):
    """A version that replaced another, and which figures it changed; without any, words or tables alone changed."""

    edition: Edition
    changes: tuple[FigureChange, ...]


def cells_of(stored: Mapping[str, Mapping[str, Any]]) -> dict[Place, Cell]:
    """Return the cells of a version as they are stored, `category.column` to amount (text) and absence."""
    cells: dict[Place, Cell] = {}
    for name, value in stored.items():
        category, column = name.split(".")
        amount = None if value["amount"] is None else Decimal(value["amount"])
        cells[Category(category), Column(column)] = Cell(
            amount, Absence(value["absence"]) if value["absence"] else None
        )
    return cells


def corrections_of(editions: Iterable[Edition]) -> list[Correction]:
    """Return the corrections among `editions`, which come in their order; the latest correction first."""
    ordered = list(editions)
    pairs = zip(ordered, ordered[1:], strict=False)
    return [Correction(after, _changes(before, after)) for before, after in pairs][::-1]


def _changes(before: Edition, after: Edition) -> tuple[FigureChange, ...]:
    found = [
        FigureChange(category.label, column.label, old, new)
        for category in Category
        for column in Column
        if (old := before.cells.get((category, column), NOT_HELD))
        != (new := after.cells.get((category, column), NOT_HELD))
    ]
    counted = [
        FigureChange(kind.label, None, _as_cell(before.counts.get(kind)), _as_cell(after.counts.get(kind)))
        for kind in CountKind
        if before.counts.get(kind) != after.counts.get(kind)
    ]
    return (*found, *counted)


def _as_cell(number: int | None) -> Cell:
    return NOT_HELD if number is None else Cell(Decimal(number))
