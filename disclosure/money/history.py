"""What one unit has published: its figures of all years in columns, and the editions of one statement."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTransform

from disclosure.money.corrections import Edition, cells_of
from disclosure.money.figures import Category, CountKind
from disclosure.money.models import FinanceUnit, PublicFigures, StatementVersion
from disclosure.money.sources import names_an_address
from disclosure.money.statuses import StatementKind, StatementScope

MOST_EDITIONS = 20
"""So many versions of a statement are shown, the latest; each has its own address."""

TABLES = """
    (SELECT json_agg(json_build_array(t->>'code', (t->>'is_empty')::boolean, t->>'note', t->>'display_unit',
                                      jsonb_array_length(t->'lines')))
     FROM jsonb_array_elements(disclosure_statementversion.content->'tables') t)
"""
AMOUNTS = tuple(category.value for category in Category)
COUNTS = tuple(kind.value for kind in CountKind)
FIELDS = ("statement_id", "fiscal_year", "kind", "scope", "version_number", "published_on", "changed_on", "staff")
SOURCE = "statement__taken_over_from"


class YearFigures(NamedTuple):
    """The published figures of one statement, in yuan."""

    statement: int
    fiscal_year: int
    kind: str
    scope: str
    version: int
    published_on: date
    changed_on: date
    staff: int | None
    names_an_address: bool
    amounts: Mapping[str, Decimal | None]
    counts: Mapping[CountKind, int | None]

    @property
    def total(self) -> Decimal | None:
        return self.amounts[Category.TOTAL]


def published_years(unit: FinanceUnit) -> list[YearFigures]:
    """Return all that the unit published, the latest year first, of a year the final account before the budget."""
    rows = PublicFigures.objects.filter(unit=unit).order_by("-fiscal_year", "-kind", "scope")
    return [_year_figures(row) for row in rows.values(*FIELDS, SOURCE, *AMOUNTS, *COUNTS)]


def _year_figures(row: Mapping[str, Any]) -> YearFigures:
    return YearFigures(
        statement=row["statement_id"],
        fiscal_year=row["fiscal_year"],
        kind=row["kind"],
        scope=row["scope"],
        version=row["version_number"],
        published_on=row["published_on"],
        changed_on=row["changed_on"],
        staff=row["staff"],
        names_an_address=names_an_address(row[SOURCE]),
        amounts={name: row[name] for name in AMOUNTS},
        counts={CountKind(name): row[name] for name in COUNTS},
    )


def choose_scope(years: Sequence[YearFigures], asked: str) -> str:
    """Return the scope to show: as asked for, else the wider one that is published."""
    scopes = {row.scope for row in years}
    if asked:
        return asked
    return StatementScope.CONSOLIDATED if StatementScope.CONSOLIDATED in scopes else StatementScope.OWN


def choose_statement(years: Sequence[YearFigures], fiscal_year: int | None, kind: str) -> YearFigures | None:
    """Return the statement of the year and kind asked for, else the latest final account, else the latest."""
    fitting = [row for row in years if fiscal_year in (None, row.fiscal_year) and kind in ("", row.kind)]
    accounts = [row for row in fitting if row.kind == StatementKind.FINAL_ACCOUNT]
    return next(iter(accounts or fitting), None)


def find_in(years: Sequence[YearFigures], fiscal_year: int, kind: str) -> YearFigures | None:
    return next((row for row in years if row.fiscal_year == fiscal_year and row.kind == kind), None)


class TableHead(NamedTuple):
    """A statutory table of a version without its lines."""

    code: str
    is_empty: bool
    note: str
    display_unit: str
    n_lines: int


def read_editions(statement: int) -> tuple[list[Edition], list[TableHead]]:
    """Return the latest versions of a statement in their order, and the heads of the tables of the last one.

    The lines of the tables stay in the database: a statement may hold thousands.
    """
    versions = (
        StatementVersion.objects.filter(statement=statement)
        .order_by("-number")
        .annotate(
            cells=KeyTransform("cells", "content"),
            counts=KeyTransform("counts", "content"),
            notes=KeyTransform("notes", "content"),
            explanation=KeyTransform("explanation", "content"),
            table_heads=RawSQL(TABLES, ()),  # noqa: S611 — a constant
        )
    )
    names = ("number", "published_at", "reason", "digest", "cells", "counts", "notes", "explanation", "table_heads")
    rows = list(versions.values(*names)[:MOST_EDITIONS])
    heads = [TableHead(*head) for head in rows[0]["table_heads"] or ()] if rows else []
    return [_edition(row) for row in reversed(rows)], heads


def _edition(row: Mapping[str, Any]) -> Edition:
    return Edition(
        row["number"],
        row["published_at"],
        row["reason"],
        row["digest"],
        cells_of(row["cells"]),
        {CountKind(kind): number for kind, number in row["counts"].items()},
        row["notes"] or {},
        row["explanation"] or "",
    )
