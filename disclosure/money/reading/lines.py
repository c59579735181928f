"""Statements written as JSON, one a line: read into values, or refused with the field that is wrong."""

import json
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

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
from disclosure.money.reading.fields import (
    FieldError,
    cell_of,
    choice_of,
    count_of,
    day_of,
    mapping_of,
    text_of,
    unit_of,
    year_of,
)
from foundation.tables.errors import excerpt

LONGEST_LINE = 1_000_000
"""Bytes; a statement takes some thousands, so a longer line is another kind of file."""
_CATEGORIES = tuple(Category)
_COLUMNS = tuple(Column)
_COUNT_KINDS = tuple(CountKind)
_ROW_NAMES = frozenset(str(category) for category in Category)
_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=str)


class Line(NamedTuple):
    """One line of a file: its number, the id it gives, and the statement or the error."""

    number: int
    id: str
    statement: Statement | None
    error: FieldError | None


def read_lines(lines: Iterable[bytes]) -> Iterator[Line]:
    """Yield each statement of `lines` (UTF-8) as it is read; empty lines are left out. Never holds more than one."""
    for number, line in enumerate(lines, start=1):
        name = ""
        try:
            text = _decode(line)
            if not text.strip():
                continue
            fields = _load(text)
            name = _name(fields)
            statement = read_statement(fields)
            if not name:
                raise FieldError("id", _("An id is missing. Write it in quotation marks."))
            yield Line(number, name, statement, None)
        except FieldError as error:
            yield Line(number, name, None, error)


def read_statement(fields: Mapping[str, Any]) -> Statement:
    """Return the statement that `fields` describe. Raises FieldError for the first field that can't be read."""
    unit = unit_of(fields)
    kind = choice_of(fields, "kind", Kind)
    columns = (Column.PREVIOUS, Column.BUDGET) if kind is Kind.BUDGET else _COLUMNS
    return Statement(
        office=text_of(fields, "office"),
        fiscal_year=year_of(fields, "fiscal_year"),
        kind=kind,
        scope=choice_of(fields, "scope", Scope),
        unit=unit,
        approved_on=day_of(fields, "approved_on"),
        published_on=day_of(fields, "published_on"),
        cells=_cells(mapping_of(fields, "rows"), columns, unit),
        counts=_counts(mapping_of(fields, "counts")),
        prose=text_of(fields, "explanation"),
        published=_published(fields.get("prior_published"), unit),
        subordinates=_subordinates(fields.get("subordinates"), unit),
    )


def read_row(cells: Mapping[str, Any], unit: Decimal, path: str) -> dict[Category, Cell]:
    """Return one amount for each row that `cells` names. Raises FieldError."""
    return {category: cell_of(cells[category], unit, path, category) for category in _CATEGORIES if category in cells}


def read_office_set(fields: Mapping[str, Any]) -> OfficeSet:
    """Return the offices of a city in one year, as `fields` describe them. Raises FieldError."""
    unit = unit_of(fields)
    offices = fields.get("offices")
    if not isinstance(offices, list) or not all(isinstance(entry, dict) for entry in offices):
        raise FieldError("offices", _("A list of JSON objects is missing here."))
    return OfficeSet(
        city=text_of(fields, "city"),
        fiscal_year=year_of(fields, "fiscal_year"),
        rollup=read_row(mapping_of(mapping_of(fields, "rollup"), "rows", "rollup.rows"), unit, "rollup.rows"),
        offices=tuple(_office(entry, f"offices[{place}]") for place, entry in enumerate(offices)),
        named=frozenset(
            (str(entry.get("office")), str(entry.get("missing"))) for entry in fields.get("named_in_bulletin") or ()
        ),
    )


def _office(entry: Mapping[str, Any], path: str) -> Office:
    published = entry.get("published") or {}
    return Office(
        name=text_of(entry, "office"),
        is_classified=entry.get("classified") is True,
        cells=read_row(entry.get("rows") or {}, unit_of(entry, f"{path}.unit"), f"{path}.rows"),
        published={file: day_of(published, file, f"{path}.published.{file}") for file in published},
    )


def _decode(line: bytes) -> str:
    if len(line) > LONGEST_LINE:
        raise FieldError("", _("The line is too long for a statement. Write one JSON object a line."))
    try:
        return line.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        shown = {"place": error.start + 1}
        raise FieldError(
            "", _("The line is not in UTF-8 from byte %(place)s on. Save the file as UTF-8.") % shown
        ) from None


def _name(fields: Mapping[str, Any]) -> str:
    """Return the id, by which findings are told to belong to this statement; empty if there is none."""
    name = fields.get("id")
    if isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    return name.strip() if isinstance(name, str) else ""


def _load(text: str) -> dict[str, Any]:
    try:
        fields = _DECODER.decode(text)
        if "\\ud" in text or "\\uD" in text:
            # Half a character, as JSON begins to write one here; alone it is none, and can't be printed.
            json.dumps(fields, ensure_ascii=False, default=str).encode()
    except json.JSONDecodeError as error:
        shown = {"place": error.pos + 1}
        raise FieldError(
            "", _("The line is no JSON from character %(place)s on. Write one JSON object a line.") % shown
        ) from None
    except UnicodeEncodeError:
        raise FieldError("", _("The line holds half a character (\\ud800 to \\udfff).")) from None
    except (ValueError, RecursionError):
        raise FieldError("", _("The line holds a number too long, or is nested too deep, for a statement.")) from None
    if not isinstance(fields, dict):
        raise FieldError("", _("The line is no JSON object. Write one JSON object a line."))
    return fields


def _cells(rows: Mapping[str, Any], columns: tuple[Column, ...], unit: Decimal) -> dict[Place, Cell]:
    """Return the cells of the table; a column that the table should have but lacks is not held."""
    cells: dict[Place, Cell] = {}
    for category in _CATEGORIES:
        row = mapping_of(rows, category, "rows", category) if category in rows else {}
        for column in columns:
            if column in row:
                cells[category, column] = cell_of(row[column], unit, "rows", category, column)
    unknown = [name for name in rows if name not in _ROW_NAMES]
    if unknown:
        raise FieldError("rows", _("There is no row “%(name)s”.") % {"name": excerpt(unknown[0])})
    if not cells:
        raise FieldError("rows", _("The table has no cell."))
    return cells


def _counts(counts: Mapping[str, Any]) -> dict[CountKind, int]:
    held = [kind for kind in _COUNT_KINDS if counts.get(kind) not in (None, "")]
    return {kind: count_of(counts, kind, "counts", kind) for kind in held}


def _published(prior: object, unit: Decimal) -> dict[Place, Cell]:
    if prior is None:
        return {}
    if not isinstance(prior, dict):
        raise FieldError("prior_published", _("A JSON object is missing here."))
    own_unit = unit_of(prior, "prior_published.unit") if "unit" in prior else unit
    return {
        (category, column): cell
        for column in (Column.PREVIOUS, Column.BUDGET)
        if prior.get(column) is not None
        for category, cell in _published_row(prior, column, own_unit).items()
    }


def _published_row(prior: Mapping[str, Any], column: Column, unit: Decimal) -> dict[Category, Cell]:
    path = f"prior_published.{column}"
    return read_row(mapping_of(prior, column, path), unit, path)


def _subordinates(units: object, unit: Decimal) -> tuple[Subordinate, ...]:
    if units is None:
        return ()
    if not isinstance(units, list) or not all(isinstance(entry, dict) for entry in units):
        raise FieldError("subordinates", _("A list of JSON objects is missing here."))
    return tuple(
        Subordinate(str(entry.get("office", "")), read_row(entry, unit, f"subordinates[{place}]"))
        for place, entry in enumerate(units)
    )
