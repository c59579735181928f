"""A statement as the desk shows it: the table with its marks, what is found, and what differs between two versions."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from disclosure.money.composing import said_of, working_entry
from disclosure.money.figures import Category, Column, CountKind
from disclosure.money.forms.entry import cell_name
from disclosure.money.models import Statement, StatementFinding
from disclosure.money.printed import PRINTED_COUNTS, PRINTED_NAMES
from disclosure.money.reading.amounts import read_unit
from disclosure.money.statuses import AbsenceKind, FindingSeverity, StatementKind
from disclosure.money.statutory import TableCode
from foundation.amounts import grouped_exactly

Words = str | Promise
Content = Mapping[str, Any]
MOST_CHANGES = 200
"""Lines of a comparison that one page shows; whoever corrects more reads the two versions."""


class Mark(NamedTuple):
    """What was found at a place: the worst severity, and the numbers of the rules."""

    severity: str
    rules: tuple[int, ...]


class SheetCell(NamedTuple):
    """A cell as it is shown; `mark` is None where nothing was found."""

    text: Words
    is_absent: bool
    mark: Mark | None


class SheetRow(NamedTuple):
    """A row with its printed name and what is said to it."""

    label: Words
    cells: list[SheetCell]
    note: str


class Place(NamedTuple):
    """Where a finding leads: the field of the entry page, or the page of a statutory table (its code); and its name."""

    anchor: str
    label: Words
    table: str = ""


class Found(NamedTuple):
    """A finding with the places that it is about, and the field in which it is explained, if the officer may."""

    finding: StatementFinding
    places: list[Place]
    field: Any = None

    @property
    def is_error(self) -> bool:
        return self.finding.severity == FindingSeverity.ERROR


class Change(NamedTuple):
    """What differs between two versions: old and new as they are shown."""

    label: Words
    before: Words
    after: Words


class Sheet(NamedTuple):
    """The whole statement."""

    unit: str
    columns: list[Words]
    rows: list[SheetRow]
    counts: list[tuple[Words, SheetCell, str]]
    staff: int | None
    explanation: str
    explanation_mark: Mark | None
    tables: list[tuple[Words, Content]]
    warnings: list[Content]


def sheet_of(content: Content, marks: Mapping[str, Mark] | None = None) -> Sheet:
    """Return the content of a version, or what would become one, as it is shown."""
    marks = marks or {}
    columns = columns_of(content["kind"])
    unit = read_unit(content["display_unit"])
    return Sheet(
        unit=content["display_unit"],
        columns=[column.label for column in columns],
        rows=[
            SheetRow(
                PRINTED_NAMES[row],
                [
                    _cell(content["cells"].get(f"{row}.{column}"), unit, marks.get(f"{row}.{column}"))
                    for column in columns
                ],
                content["notes"].get(row, ""),
            )
            for row in Category
        ],
        counts=[
            (name, _count(content["counts"].get(kind), marks.get(f"counts.{kind}")), measure)
            for kind, (name, measure) in PRINTED_COUNTS.items()
        ],
        staff=content["staff"],
        explanation=content["explanation"],
        explanation_mark=marks.get("explanation"),
        tables=[(TableCode(table["code"]).label, table) for table in content["tables"]],
        warnings=content["warnings"],
    )


def columns_of(kind: str) -> tuple[Column, ...]:
    """Return the columns of the table of a budget or of a final account."""
    if kind == StatementKind.BUDGET:
        return (Column.PREVIOUS, Column.BUDGET)
    return (Column.PREVIOUS, Column.BUDGET, Column.FINAL)


def findings_of(statement: Statement, fields: Mapping[int, Any] | None = None) -> list[Found]:
    """Return what the last audit found, errors first, each with the fields it leads to.

    `fields` are those in which warnings are explained, by the number of the finding.
    """
    said, fields = said_of(working_entry(statement)), fields or {}
    found = [
        Found(finding, list(_places(finding.places, said)), fields.get(finding.pk))
        for finding in statement.findings.select_related("explained_by")
    ]
    return sorted(found, key=lambda each: not each.is_error)


def marks_of(found: Iterable[Found]) -> dict[str, Mark]:
    """Return what was found at each cell and count, by the place's name; of the prose under `explanation`."""
    marks: dict[str, Mark] = {}
    for each in found:
        for place in each.finding.places:
            key = "explanation" if place.startswith("prose:") else place
            before = marks.get(key, Mark(each.finding.severity, ()))
            worst = FindingSeverity.ERROR if each.is_error else before.severity
            marks[key] = Mark(worst, tuple(dict.fromkeys((*before.rules, each.finding.rule))))
    return marks


def changes_between(before: Content, after: Content) -> list[Change]:
    """Return what differs between two contents: cells, counts, staff, words, and lines of the other tables."""
    found = [*_changed_cells(before, after), *_changed_counts(before, after), *_changed_words(before, after)]
    return [*found, *_changed_lines(before, after)][:MOST_CHANGES]


def _cell(cell: Mapping[str, Any] | None, unit: Decimal, mark: Mark | None) -> SheetCell:
    if cell is None:
        return SheetCell(AbsenceKind.NOT_HELD.label, True, mark)
    if cell["amount"] is None:
        return SheetCell(AbsenceKind(cell["absence"]).label, True, mark)
    return SheetCell(grouped_exactly(Decimal(cell["amount"]) / unit), False, mark)


def _count(number: int | None, mark: Mark | None) -> SheetCell:
    return SheetCell(AbsenceKind.NOT_HELD.label if number is None else f"{number:,}", number is None, mark)


def _places(places: Iterable[str], said: list[tuple[Category | None, str]]) -> Iterator[Place]:
    known = set()
    for place in places:
        found = _place(place, said)
        if found is not None and (found.anchor, found.table) not in known:
            known.add((found.anchor, found.table))
            yield found


def _place(place: str, said: list[tuple[Category | None, str]]) -> Place | None:
    """Return the field of a place; None for what is not typed here, such as the day of publication."""
    if place.startswith("prose:"):
        return _passage(int(place.removeprefix("prose:")), said)
    if place.startswith("counts."):
        kind = CountKind(place.removeprefix("counts."))
        return Place(f"id_count_{kind}", kind.label)
    if place.startswith("tables."):
        code = TableCode(place.split(".")[1])
        return Place("", code.label, code)
    category, point, column = place.partition(".")
    if not point:
        return None
    label = _("%(row)s, %(column)s") % {"row": Category(category).label, "column": Column(column).label}
    return Place(f"id_{cell_name(category, column)}_0", label)


def _passage(offset: int, said: list[tuple[Category | None, str]]) -> Place:
    """Return the text field in which a character of the prose was typed."""
    for row, text in said:
        if offset <= len(text) and row is not None:
            return Place(f"id_note_{row}", _("%(row)s: explanation") % {"row": row.label})
        if offset <= len(text):
            break
        offset -= len(text) + 1
    return Place("id_explanation", _("explanation of the whole"))


def _changed_cells(before: Content, after: Content) -> Iterator[Change]:
    units = read_unit(before["display_unit"]), read_unit(after["display_unit"])
    for row in Category:
        for column in columns_of(after["kind"]):
            key = f"{row}.{column}"
            old, new = before["cells"].get(key), after["cells"].get(key)
            if old != new:
                label = _("%(row)s, %(column)s") % {"row": row.label, "column": column.label}
                yield Change(label, *_shown(old, new, before, after, units))


def _shown(
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
    before: Content,
    after: Content,
    units: tuple[Decimal, Decimal],
) -> tuple[Words, Words]:
    cells = (_cell(old, units[0], None), _cell(new, units[1], None))
    names = (before["display_unit"], after["display_unit"])
    first, second = (
        cell.text if cell.is_absent else f"{cell.text} {name}" for cell, name in zip(cells, names, strict=True)
    )
    return first, second


def _changed_counts(before: Content, after: Content) -> Iterator[Change]:
    for kind in CountKind:
        old, new = before["counts"].get(kind), after["counts"].get(kind)
        if old != new:
            yield Change(kind.label, _count(old, None).text, _count(new, None).text)
    if before["staff"] != after["staff"]:
        yield Change(
            _("staff at the end of the year"), _count(before["staff"], None).text, _count(after["staff"], None).text
        )


def _changed_words(before: Content, after: Content) -> Iterator[Change]:
    if before["explanation"] != after["explanation"]:
        yield Change(_("explanation of the whole"), before["explanation"], after["explanation"])
    for row in Category:
        old, new = before["notes"].get(row, ""), after["notes"].get(row, "")
        if old != new:
            yield Change(_("%(row)s: explanation") % {"row": row.label}, old, new)


def _changed_lines(before: Content, after: Content) -> Iterator[Change]:
    olds, news = _lines(before), _lines(after)
    for key in dict.fromkeys((*olds, *news)):
        old, new = olds.get(key, "—"), news.get(key, "—")
        if old != new:
            code, name, column, table = key[1:]
            shown = {"table": TableCode(table).label, "line": f"{code} {name}".strip(), "column": column}
            yield Change(_("%(table)s: %(line)s, %(column)s") % shown, old, new)


def _lines(content: Content) -> dict[tuple[Any, ...], Words]:
    """Return the amounts of the other tables by their line and column; a name that is printed twice is told apart."""
    found: dict[tuple[Any, ...], Words] = {}
    for table in content["tables"]:
        unit = read_unit(table["display_unit"])
        seen: dict[tuple[str, str, str], int] = {}
        for _position, code, name, column, amount, absence in table["lines"]:
            turn = seen[code, name, column] = seen.get((code, name, column), 0) + 1
            cell = _cell({"amount": amount, "absence": absence}, unit, None)
            text = cell.text if cell.is_absent else f"{cell.text} {table['display_unit']}"
            found[turn, code, name, column, table["code"]] = text
    return found
