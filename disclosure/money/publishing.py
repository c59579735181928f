"""Writing down what a publication is: the immutable version, and the columns that pages compare.

Used by the services alone, inside the transaction that signs a statement and holds its row.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.utils import timezone

from departments.officers.models import Officer
from disclosure.money.composing import published_cells, working_entry
from disclosure.money.entries import Entry, TableEntry
from disclosure.money.figures import Category, Column, CountKind
from disclosure.money.models import (
    FinanceUnit,
    PublicFigures,
    PublicLine,
    Statement,
    StatementFinding,
    StatementVersion,
    Subject,
)
from disclosure.money.statuses import FindingSeverity, StatementKind, StatementScope, UnitGroup
from disclosure.money.statutory import LAYOUT_OF


def content_of(statement: Statement, entry: Entry, warnings: Sequence[StatementFinding]) -> dict[str, Any]:
    """Return what is published of a statement that says `entry`, as values of JSON; amounts are texts in yuan."""
    return {
        "unit": statement.unit.name,
        "fiscal_year": statement.fiscal_year,
        "kind": statement.kind,
        "scope": statement.scope,
        "display_unit": entry.display_unit,
        "staff": entry.staff,
        "cells": {
            f"{category}.{column}": {"amount": _text(cell.amount), "absence": cell.absence or ""}
            for (category, column), cell in entry.cells.items()
        },
        "counts": dict(entry.counts),
        "explanation": entry.explanation,
        "notes": dict(entry.notes),
        "tables": [_table(table) for table in entry.tables or ()],
        "warnings": [
            {"rule": finding.rule, "finding": finding.message, "explanation": finding.explanation}
            for finding in warnings
        ],
    }


def digest_of(content: Mapping[str, Any], number: int, reason: str, previous_digest: str) -> str:
    """Return the SHA-256 of a version in canonical JSON; it holds the digest of the version before."""
    canonical = json.dumps(
        [content, number, reason, previous_digest], ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def working_digest(statement: Statement) -> str:
    """Return the digest of what would be published if the working copy were signed now."""
    return digest_of(working_content(statement), 0, statement.restatement_reason, "")


def working_content(statement: Statement) -> dict[str, Any]:
    """Return what would be published of the working copy."""
    warnings = list(statement.findings.filter(severity=FindingSeverity.WARNING))
    return content_of(statement, working_entry(statement), warnings)


def write_version(statement: Statement, *, by: Officer, at: datetime) -> StatementVersion:
    """Store the working copy as the statement's next version, chained to the one before."""
    version = next_version(statement, working_content(statement), by=by, at=at)
    version.save(force_insert=True)
    return version


def next_version(statement: Statement, content: dict[str, Any], *, by: Officer, at: datetime) -> StatementVersion:
    """Return the version that follows the current one, not yet stored."""
    before = statement.current_version
    number = before.number + 1 if before else 1
    previous_digest = before.digest if before else ""
    reason = statement.restatement_reason
    return StatementVersion(
        statement=statement,
        number=number,
        content=content,
        reason=reason,
        published_at=at,
        published_by=by,
        previous_digest=previous_digest,
        digest=digest_of(content, number, reason, previous_digest),
    )


def write_public_rows(statement: Statement, version: StatementVersion) -> None:
    """Let the columns that pages read follow the version that was just signed."""
    figures = public_figures(statement, version)
    figures.save(force_insert=version.number == 1)
    count_in_city([statement.unit])
    PublicLine.objects.filter(statement=statement).delete()
    PublicLine.objects.bulk_create(_public_lines(statement, version))


def public_figures(statement: Statement, version: StatementVersion) -> PublicFigures:
    """Return the row that pages compare, not yet stored; whether the city adds it up follows from `count_in_city`.

    What was taken over changed last on the day on which it was published elsewhere, until it is corrected here.
    """
    published_on = timezone.localdate(statement.first_published_at or version.published_at)
    return PublicFigures(
        statement=statement,
        **_found_by(statement),
        **_columns(version),
        group=statement.unit.group,
        counts_in_city=False,
        published_on=published_on,
        changed_on=timezone.localdate(version.published_at) if version.number > 1 else published_on,
        version_number=version.number,
        staff=version.content["staff"],
    )


def count_in_city(units: Iterable[FinanceUnit]) -> None:
    """Let the published rows of `units` follow from where these stand now: their kind, and what the city adds up.

    Of each year and kind the widest published statement counts. So a unit that is put below another today takes
    nothing from the sums of earlier years, and no year counts an office twice. Of two statements of a unit that are
    signed at once, the second counts with what the first published.
    """
    keys = [unit.pk for unit in units]
    hold_units(keys)
    rows = list(PublicFigures.objects.filter(unit__in=keys).select_related("unit__parent"))
    wide = {(row.unit_id, row.fiscal_year, row.kind) for row in rows if row.scope == StatementScope.CONSOLIDATED}
    for row in rows:
        has_wider = row.scope == StatementScope.OWN and (row.unit_id, row.fiscal_year, row.kind) in wide
        row.group = row.unit.group
        row.counts_in_city = is_of_city_level(row.unit) and not has_wider
    PublicFigures.objects.bulk_update(rows, ["group", "counts_in_city"])


def hold_units(keys: Iterable[int]) -> None:
    """Hold units (primary keys) until the transaction ends; what is published and approved of them waits for it.

    Those above before those below, as whoever changes one holds it before its units: no two wait in a circle.
    """
    rows = FinanceUnit.objects.select_for_update(no_key=True).filter(pk__in=list(keys)).order_by("path")
    list(rows.values_list("pk"))


def is_of_city_level(unit: FinanceUnit) -> bool:
    """Tell whether a unit is an office of the city's own level, whose statements the city adds up."""
    if unit.group in {UnitGroup.COUNTY, UnitGroup.GOVERNMENT}:
        return False
    above = cast("FinanceUnit | None", unit.parent)
    return above is None or above.group == UnitGroup.GOVERNMENT


def _columns(version: StatementVersion) -> dict[str, Decimal | int | None]:
    """Return figures and counts by the names of the columns of `PublicFigures`."""
    cells = published_cells(version)
    is_budget = version.content["kind"] == StatementKind.BUDGET
    sources = {"": Column.BUDGET if is_budget else Column.FINAL, "previous_": Column.PREVIOUS}
    if not is_budget:
        sources["budget_"] = Column.BUDGET
    amounts: dict[str, Decimal | int | None] = {
        f"{prefix}{category}": cell.amount if (cell := cells.get((category, column))) else None
        for prefix, column in sources.items()
        for category in Category
    }
    return amounts | {kind: version.content["counts"].get(kind) for kind in CountKind}


def _found_by(statement: Statement) -> dict[str, Any]:
    return {
        "unit": statement.unit,
        "department": statement.department,
        "fiscal_year": statement.fiscal_year,
        "kind": statement.kind,
        "scope": statement.scope,
    }


def _table(table: TableEntry) -> dict[str, Any]:
    return {
        "code": table.code,
        "display_unit": table.display_unit,
        "is_empty": not table.lines,
        "note": table.note,
        "lines": [
            [line.position, line.code, line.name, line.column, _text(line.cell.amount), line.cell.absence or ""]
            for line in table.lines
        ],
    }


def _public_lines(statement: Statement, version: StatementVersion) -> list[PublicLine]:
    tables = version.content["tables"]
    wanted = {
        (LAYOUT_OF[table["code"]].scheme, code, name)
        for table in tables
        for _position, code, name, *_rest in table["lines"]
    }
    Subject.objects.bulk_create(
        [Subject(scheme=scheme, code=code, name=name) for scheme, code, name in sorted(wanted)], ignore_conflicts=True
    )
    names = {name for _scheme, _code, name in wanted}
    subjects = {(each.scheme, each.code, each.name): each for each in Subject.objects.filter(name__in=names)}
    return [
        PublicLine(
            statement=statement,
            table=table["code"],
            subject=subjects[LAYOUT_OF[table["code"]].scheme, code, name],
            column=column,
            amount=None if amount is None else Decimal(amount),
            absence=absence,
            position=position,
            **_found_by(statement),
        )
        for table in tables
        for position, code, name, column, amount, absence in table["lines"]
    ]


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
