"""Statements written as JSON, one a line: read into values, or refused with the field that is wrong."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from django.utils.translation import gettext as _

from disclosure.money.figures import (
    Category,
    Cell,
    Column,
    CountKind,
    Kind,
    Office,
    OfficeSet,
    Place,
    Scope,
    Statement,
    Subordinate,
)
from disclosure.money.reading.amounts import read_cell, read_unit
from foundation.tables.errors import CellError, excerpt

LONGEST_LINE = 1_000_000
"""Characters; a statement takes some thousands, so a longer line is another kind of file."""
MOST_COUNTED = 10_000_000
_CATEGORIES = tuple(Category)
_COLUMNS = tuple(Column)
_COUNT_KINDS = tuple(CountKind)
_ROW_NAMES = frozenset(str(category) for category in Category)
_Choice = TypeVar("_Choice", bound=StrEnum)


class FieldError(Exception):
    """A field that can't be read: its name, as a path in the line, and what is wrong with it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field, message)
        self.field = field
        self.message = message


class Line(NamedTuple):
    """One line of a file: its number, the id it gives, and the statement or the error."""

    number: int
    id: str
    statement: Statement | None
    error: FieldError | None


def read_lines(lines: Iterable[str]) -> Iterator[Line]:
    """Yield each statement of `lines` as it is read; empty lines are left out. Never holds more than one."""
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        fields: dict[str, Any] = {}
        try:
            fields = _load(text)
            yield Line(number, str(fields.get("id", "")), read_statement(fields), None)
        except FieldError as error:
            yield Line(number, str(fields.get("id", "")), None, error)


def read_statement(fields: Mapping[str, Any]) -> Statement:
    """Return the statement that `fields` describe. Raises FieldError for the first field that can't be read."""
    unit = _unit(fields, "unit")
    kind = _choice(fields, "kind", Kind)
    columns = (Column.PREVIOUS, Column.BUDGET) if kind is Kind.BUDGET else _COLUMNS
    return Statement(
        office=_text(fields, "office"),
        fiscal_year=_whole(fields, "fiscal_year", "fiscal_year"),
        kind=kind,
        scope=_choice(fields, "scope", Scope),
        unit=unit,
        approved_on=_day(fields, "approved_on"),
        published_on=_day(fields, "published_on"),
        cells=_cells(_mapping(fields, "rows"), columns, unit),
        counts=_counts(_mapping(fields, "counts")),
        prose=_text(fields, "explanation"),
        published=_published(fields.get("prior_published"), unit),
        subordinates=_subordinates(fields.get("subordinates"), unit),
    )


def read_row(cells: Mapping[str, Any], unit: Decimal, path: str) -> dict[Category, Cell]:
    """Return one amount for each row that `cells` names. Raises FieldError."""
    return {
        category: _cell(cells[category], unit, f"{path}.{category}") for category in _CATEGORIES if category in cells
    }


def read_office_set(fields: Mapping[str, Any]) -> OfficeSet:
    """Return the offices of a city in one year, as `fields` describe them. Raises FieldError."""
    unit = _unit(fields, "unit")
    offices = fields.get("offices")
    if not isinstance(offices, list) or not all(isinstance(entry, dict) for entry in offices):
        raise FieldError("offices", _("A list of JSON objects is missing here."))
    return OfficeSet(
        city=_text(fields, "city"),
        fiscal_year=_whole(fields, "fiscal_year", "fiscal_year"),
        rollup=read_row(_mapping(_mapping(fields, "rollup"), "rows"), unit, "rollup.rows"),
        offices=tuple(_office(entry, f"offices[{place}]") for place, entry in enumerate(offices)),
        named=frozenset(
            (str(entry.get("office")), str(entry.get("missing"))) for entry in fields.get("named_in_bulletin") or ()
        ),
    )


def _office(entry: Mapping[str, Any], path: str) -> Office:
    published = entry.get("published") or {}
    return Office(
        name=_text(entry, "office"),
        is_classified=entry.get("classified") is True,
        cells=read_row(entry.get("rows") or {}, _unit(entry, "unit"), f"{path}.rows"),
        published={file: _day(published, file) for file in published},
    )


def _load(text: str) -> dict[str, Any]:
    if len(text) > LONGEST_LINE:
        raise FieldError("", _("The line is too long for a statement. Write one JSON object a line."))
    try:
        fields = json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise FieldError(
            "", _("The line is no JSON: %(error)s. Write one JSON object a line.") % {"error": error}
        ) from None
    if not isinstance(fields, dict):
        raise FieldError("", _("The line is no JSON object. Write one JSON object a line."))
    return fields


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise FieldError(name, _("A text is missing. Write it in quotation marks."))
    return value


def _mapping(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = fields.get(name)
    if not isinstance(value, dict):
        raise FieldError(name, _("A JSON object is missing here."))
    return value


def _choice(fields: Mapping[str, Any], name: str, choices: type[_Choice]) -> _Choice:
    value = fields.get(name)
    try:
        return choices(str(value))
    except ValueError:
        shown = {"value": excerpt(value), "choices": ", ".join(choices)}
        raise FieldError(name, _("“%(value)s” is none of %(choices)s.") % shown) from None


def _unit(fields: Mapping[str, Any], name: str) -> Decimal:
    try:
        return read_unit(_text(fields, name))
    except CellError as error:
        raise FieldError(name, str(error)) from None


def _whole(fields: Mapping[str, Any], name: str, path: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_COUNTED:
        raise FieldError(path, _("“%(value)s” is no whole number from 0 on.") % {"value": excerpt(value)})
    return value


def _day(fields: Mapping[str, Any], name: str) -> date | None:
    value = fields.get(name)
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        shown = {"value": excerpt(value)}
        raise FieldError(name, _("“%(value)s” is no day. Write it as 2024-09-10.") % shown) from None


def _cell(value: object, unit: Decimal, path: str) -> Cell:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise FieldError(path, _("A cell is a text, as printed."))
    try:
        return read_cell(value, unit)
    except CellError as error:
        raise FieldError(path, str(error)) from None


def _cells(rows: Mapping[str, Any], columns: tuple[Column, ...], unit: Decimal) -> dict[Place, Cell]:
    """Return the cells of the table; a column that the table should have but lacks is not held."""
    cells: dict[Place, Cell] = {}
    for category in _CATEGORIES:
        row = _mapping(rows, category) if category in rows else {}
        for column in columns:
            if column in row:
                cells[category, column] = _cell(row[column], unit, f"rows.{category}.{column}")
    unknown = [name for name in rows if name not in _ROW_NAMES]
    if unknown:
        raise FieldError("rows", _("There is no row “%(name)s”.") % {"name": excerpt(unknown[0])})
    if not cells:
        raise FieldError("rows", _("The table has no cell."))
    return cells


def _counts(counts: Mapping[str, Any]) -> dict[CountKind, int]:
    return {kind: _whole(counts, kind, f"counts.{kind}") for kind in _COUNT_KINDS if counts.get(kind) not in (None, "")}


def _published(prior: object, unit: Decimal) -> dict[Place, Cell]:
    if prior is None:
        return {}
    if not isinstance(prior, dict):
        raise FieldError("prior_published", _("A JSON object is missing here."))
    own_unit = _unit(prior, "unit") if "unit" in prior else unit
    return {
        (category, column): cell
        for column in (Column.PREVIOUS, Column.BUDGET)
        if isinstance(prior.get(column), dict)
        for category, cell in read_row(prior[column], own_unit, f"prior_published.{column}").items()
    }


def _subordinates(units: object, unit: Decimal) -> tuple[Subordinate, ...]:
    if units is None:
        return ()
    if not isinstance(units, list) or not all(isinstance(entry, dict) for entry in units):
        raise FieldError("subordinates", _("A list of JSON objects is missing here."))
    return tuple(
        Subordinate(str(entry.get("office", "")), read_row(entry, unit, f"subordinates[{place}]"))
        for place, entry in enumerate(units)
    )
