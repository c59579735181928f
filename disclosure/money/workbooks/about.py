"""What a workbook says that it is about: unit, year, kind, scope; by its hidden mark, its cover, or its titles."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from disclosure.money.figures import Kind, Scope
from disclosure.money.reading.amounts import narrow
from disclosure.money.workbooks.cells import Report
from disclosure.money.workbooks.grids import Address, Grid
from disclosure.money.workbooks.names import (
    COVER_LABELS,
    KIND_WORDS,
    MARKER,
    SCOPE_WORDS,
    kind_of,
    scope_of,
    squeeze,
)
from foundation.tables.errors import CellError, TableError, excerpt

FORMAT, VERSION = "yangguang-money", "1"
TITLE_ROWS = 8
"""So many rows from the top may hold titles."""

_MONEY_UNIT = re.compile(r"单位[::]\s*(?:人民币)?\s*(万元|亿元|元)(?![\u4e00-\u9fff])")
_OFFICE = re.compile(
    r"(?:编制单位|填报单位|公开单位|公开部门|部门名称|单位名称|部门|单位)[::]\s*(?!万元|亿元|元|人民币)([^\s::]{2,60})"
)
_YEAR = re.compile(r"(20\d\d)\s*年")


@dataclass(frozen=True, slots=True)
class About:
    """Unit (by budget code or by name), fiscal year, kind and scope; None or "" for what is not told."""

    unit_code: str = ""
    unit_name: str = ""
    fiscal_year: int | None = None
    kind: Kind | None = None
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """The hidden mark of a template: what it was made for, and which draft the officer had seen then, if any."""

    about: About
    template: str
    seen: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a workbook tells of itself, and where: fields of `About` with the cell that tells it."""

    about: About
    money_unit: str = ""
    places: Mapping[str, tuple[Grid, Address]] = field(default_factory=dict)


def read_mark(grids: Sequence[Grid]) -> Mark | None:
    """Return the hidden mark; None in a workbook that is no template of ours.

    Raises TableError for the mark of another version, or one that somebody changed.
    """
    grid = next((grid for grid in grids if grid.name == MARKER), None)
    if grid is None:
        return None
    entries = {grid.text(Address(row, 1)): grid.text(Address(row, 2)) for row, _cells in grid.rows()}
    if (entries.get("format"), entries.get("version")) != (FORMAT, VERSION):
        text = _("The workbook was made by another version of the template. Download a new one and copy the figures.")
        raise TableError(text, code="other_template_version")
    try:
        about = About(
            entries["unit"],
            entries["unit_name"],
            int(entries["year"]),
            Kind(entries["kind"]),
            Scope(entries["scope"]),
        )
        seen = datetime.fromisoformat(entries["seen"]) if entries.get("seen") else None
        return Mark(about, entries["template"], seen)
    except (KeyError, ValueError):
        text = _("The hidden mark of the template is damaged. Download a new one and copy the figures.")
        raise TableError(text, code="damaged_mark") from None


def mark_lines(mark: Mark, layout: str) -> list[tuple[str, str]]:
    """Return the lines of the hidden sheet."""
    about = mark.about
    return [
        ("format", FORMAT),
        ("version", VERSION),
        ("layout", layout),
        ("unit", about.unit_code),
        ("unit_name", about.unit_name),
        ("year", str(about.fiscal_year)),
        ("kind", str(about.kind)),
        ("scope", str(about.scope)),
        ("template", mark.template),
        ("seen", mark.seen.isoformat() if mark.seen else ""),
    ]


def read_told(grids: Sequence[Grid], cover: Grid | None, report: Report) -> Told:
    """Return what the visible cells say: the cover where there is one, else the titles of the sheets."""
    told = _read_cover(cover, report) if cover else Told(About())
    for grid in grids:
        told = _complete(told, grid)
    return told


def money_unit_of(grid: Grid) -> tuple[str, Address] | None:
    """Return the unit of money that a sheet declares above its table, and where."""
    for address in sorted(address for address in grid.values if address.row <= TITLE_ROWS):
        match = _MONEY_UNIT.search(narrow(grid.text(address)))
        if match:
            return match[1], address
    return None


def title_cells(grid: Grid) -> list[tuple[Address, str]]:
    """Return the texts in the first rows of a sheet."""
    return [(address, grid.text(address)) for address in sorted(grid.values) if address.row <= TITLE_ROWS]


def is_cover(grid: Grid) -> bool:
    labels = {squeeze(text) for address, text in title_cells(grid) if address.column == 1}
    return len(labels & set(COVER_LABELS.values())) >= 4


def _read_cover(grid: Grid, report: Report) -> Told:
    names = {label: name for name, label in COVER_LABELS.items()}
    texts: dict[str, str] = {}
    places: dict[str, tuple[Grid, Address]] = {}
    for address in sorted(grid.values):
        name = names.get(squeeze(grid.text(address)))
        value = address._replace(column=address.column + 1)
        if address.column == 1 and name and grid.text(value):
            texts[name], places[name] = grid.text(value), (grid, value)
    year = _YEAR.search(f"{narrow(texts.get('fiscal_year', ''))}年")
    kinds = {word: Kind(kind) for kind, word in KIND_WORDS.items()}
    scopes = {word: Scope(scope) for scope, word in SCOPE_WORDS.items()}
    kind_text, scope_text = texts.get("kind", ""), texts.get("scope", "")
    about = About(
        texts.get("unit_code", ""),
        texts.get("unit_name", ""),
        int(year[1]) if year else None,
        kinds.get(kind_text) or kind_of(kind_text),
        scopes.get(scope_text) or scope_of(scope_text),
    )
    for name, found, remedy in (
        ("fiscal_year", about.fiscal_year, _("Write for example 2023.")),
        ("kind", about.kind, _("Write 预算 or 决算.")),
        ("scope", about.scope, _("Write 单位本级 or 部门汇总.")),
    ):
        if name in places and found is None:
            shown = {"text": excerpt(texts[name])}
            report.add(*places[name], CellError(_("“%(text)s” is not understood here.") % shown, remedy))
    return Told(about, texts.get("display_unit", ""), places)


def _complete(told: Told, grid: Grid) -> Told:
    """Add what a sheet's titles tell and nothing before them told."""
    about, places = told.about, dict(told.places)
    for address, text in title_cells(grid):
        line = narrow(text)
        if len(line) > 80:
            continue
        office, year = _OFFICE.search(line), _YEAR.search(line)
        is_title = address.row <= 3
        found = {
            "unit_name": office[1] if office else None,
            "fiscal_year": int(year[1]) if year and is_title else None,
            "kind": kind_of(line) if is_title and "表" in line else None,
            "scope": scope_of(line) if is_title else None,
        }
        for name, value in found.items():
            if value is not None and not getattr(about, name):
                about = replace(about, **{name: value})  # type: ignore[arg-type]
                places.setdefault(name, (grid, address))
    return Told(about, told.money_unit, places)
