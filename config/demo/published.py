"""What real offices published of their three public expenses, slips and blanks included; figures as printed.

The facts and their addresses stand in samples.json. One office of the city is entered as a statement taken over; all of
them are shown, with what the audit says, on the page about the demonstration.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from config.demo.facts import read_entries
from departments.models import Department
from disclosure.models import FinanceUnit
from disclosure.money.audit import Context, audit
from disclosure.money.entries import Entry
from disclosure.money.figures import NOT_HELD, Category, Column, CountKind, Kind, Place, Scope, Statement
from disclosure.money.reading.amounts import read_cell, read_unit
from disclosure.money.services import TakenOver
from disclosure.money.statuses import StatementKind, StatementScope, UnitGroup

WAN = read_unit("万元")
OFFICE = "六安市工商业联合会"
ASKED_ELSEWHERE = frozenset({12})
"""The rule about the day of approval, which these pages do not give."""


class Sample(NamedTuple):
    """A published statement with what the audit finds in it."""

    office: str
    region: str
    fiscal_year: int
    kind: str
    total: str
    source: str
    findings: list[str]


def judged_samples() -> list[Sample]:
    """Return the published statements with the findings in the reader's language."""
    return [
        Sample(
            each["office"],
            each["region"],
            each["year"],
            str(StatementKind(each["kind"]).label),
            each["cells"]["final" if each["kind"] == StatementKind.FINAL_ACCOUNT else "budget"]["total"],
            each["source"],
            _findings(each),
        )
        for each in read_entries("samples.json")
    ]


def real_statements(offices: dict[str, Department]) -> list[TakenOver]:
    """Return the published final account that the demo city shows beside the invented ones."""
    city = FinanceUnit.objects.get(group=UnitGroup.GOVERNMENT)
    office = offices["federation"]
    unit = FinanceUnit.objects.create(
        code="990950", name=office.name, department=office, parent=city, group=UnitGroup.AGENCY
    )
    return [
        TakenOver(
            unit=unit,
            fiscal_year=each["year"],
            kind=each["kind"],
            scope=StatementScope.OWN,
            entry=_entry(each),
            published_on=date(each["year"] + 1, 9, 30),
            source=f"{each['source']} （公布日期为演示而拟）",
        )
        for each in read_entries("samples.json")
        if each["office"] == OFFICE and each["kind"] == StatementKind.FINAL_ACCOUNT
    ]


def _findings(each: Mapping[str, Any]) -> list[str]:
    entry = _entry(each)
    plain = Statement(
        office=each["office"],
        fiscal_year=each["year"],
        kind=Kind(each["kind"]),
        scope=Scope.OWN,
        unit=WAN,
        approved_on=None,
        published_on=None,
        cells=entry.cells,
        counts=entry.counts,
        prose=entry.explanation,
    )
    found = audit(plain, Context(is_published=False))
    return [finding.message for finding in found if finding.rule not in ASKED_ELSEWHERE]


def _entry(each: Mapping[str, Any]) -> Entry:
    """Return what was printed: a blank cell is blank in the source, one that is not given is not held by us."""
    cells: dict[Place, Any] = {}
    for column in Column:
        printed = each["cells"].get(column, {})
        for row in Category:
            cells[row, column] = read_cell(printed[row], WAN) if row in printed else NOT_HELD
    counts = {CountKind(kind): number for kind, number in each.get("counts", {}).items()}
    return Entry(cells=cells, counts=counts, explanation=each.get("prose", ""))
