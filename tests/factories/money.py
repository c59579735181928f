"""Units of finance, the finance bureau, and statements made by the services."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from departments.models import Department
from departments.officers.roles import Role
from disclosure.models import Approval, FinanceBureau, FinanceUnit, Statement
from disclosure.money.figures import Category, Cell, Column, CountKind
from disclosure.money.services import (
    ApprovalEntry,
    Entry,
    enter_approvals,
    save_statement,
    sign_statement,
    start_restatement,
    submit_statement,
)
from disclosure.money.statuses import StatementKind, StatementScope
from tests.factories.departments import DepartmentFactory, officer_in

SEPTEMBER = datetime(2024, 9, 20, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai."""

APPROVED_ON = date(2024, 9, 10)
WAN = Decimal(10_000)


_CODES = count(301)


def finance_unit(department: Department, **fields: Any) -> FinanceUnit:
    """Return a new unit of finance for which `department` answers."""
    code = f"{next(_CODES):06d}"
    return FinanceUnit.objects.create(**{"code": code, "name": f"测试单位{code}", "department": department, **fields})


def bureau_of(city: Department) -> FinanceBureau:
    """Return the finance bureau of the city, the one that is there or a new one."""
    known = FinanceBureau.objects.filter(territory=city).first()
    return known or FinanceBureau.objects.create(department=DepartmentFactory(parent=city), territory=city)


def approve(bureau: FinanceBureau, unit: FinanceUnit, **fields: object) -> Approval:
    """Return the approval of a final account of 2023, entered by an officer of the bureau."""
    values = {"fiscal_year": 2023, "kind": StatementKind.FINAL_ACCOUNT, "approved_on": APPROVED_ON, **fields}
    officer = officer_in(bureau.department, Role.FINANCE)
    return enter_approvals([ApprovalEntry(unit, **values)], bureau=bureau, by=officer, at=SEPTEMBER)[0]  # type: ignore[arg-type]


def cells(previous: str = "2.00", budget: str = "2.00", final: str = "1.60") -> dict[tuple[Category, Column], Cell]:
    """Return a table in which only the reception costs anything, in 万元."""
    amounts = {Column.PREVIOUS: previous, Column.BUDGET: budget, Column.FINAL: final}
    zero = {(row, column): Cell(Decimal(0)) for row in Category for column in Column}
    spent = {
        (row, column): Cell(Decimal(amount) * WAN)
        for row in (Category.TOTAL, Category.RECEPTION)
        for column, amount in amounts.items()
    }
    return {**zero, **spent}


COUNTS = {
    CountKind.GROUPS: 0,
    CountKind.TRAVELLERS: 0,
    CountKind.BOUGHT: 0,
    CountKind.HELD: 0,
    CountKind.BATCHES: 20,
    CountKind.GUESTS: 160,
}
PROSE = (
    "2023年度“三公”经费决算1.60万元，比上年减少0.40万元，下降20.0%，完成预算的80.0%。公务接待费1.60万元，比上年减少0.40万元，"
    "主要原因是外地考察团减少；接待20批次、160人次。"
)


UNREASONED = PROSE.replace("外地考察团减少", "厉行节约")
"""The same with a slogan where a reason belongs: one warning."""

SECRET = {"exemption_basis": "保守国家秘密法", "review_on": date(2026, 1, 1)}
"""What a confidential unit says of its exemption."""


def entry(explanation: str = PROSE, **amounts: str) -> Entry:
    """Return what an officer types of a clean final account, unless told otherwise."""
    return Entry(cells=cells(**amounts), counts=COUNTS, explanation=explanation)


def drafted(unit: FinanceUnit, typed: Entry | None = None, year: int = 2023) -> Statement:
    """Return the draft of a final account."""
    officer = officer_in(unit.department, Role.FINANCE)
    kind, scope = StatementKind.FINAL_ACCOUNT, StatementScope.OWN
    return save_statement(unit, year, kind, scope, typed or entry(), by=officer, at=SEPTEMBER)


def submitted(unit: FinanceUnit, typed: Entry | None = None) -> Statement:
    """Return what came of the submission of a draft."""
    draft = drafted(unit, typed)
    return submit_statement(draft, by=draft.entered_by, at=SEPTEMBER)


def published(unit: FinanceUnit, typed: Entry | None = None) -> Statement:
    """Return a statement that the public reads."""
    signatory = officer_in(unit.department, Role.SIGNATORY)
    return sign_statement(submitted(unit, typed), by=signatory, at=SEPTEMBER)


def restated(unit: FinanceUnit, reason: str = "更正接待人次。") -> Statement:
    """Return a statement whose published figures were corrected once."""
    statement = published(unit)
    officer, signatory = officer_in(unit.department, Role.FINANCE), officer_in(unit.department, Role.SIGNATORY)
    start_restatement(statement, by=officer, at=SEPTEMBER, reason=reason)
    again = Entry(
        cells=cells(), counts={**COUNTS, CountKind.GUESTS: 150}, explanation=PROSE.replace("160人次", "150人次")
    )
    save_statement(unit, statement.fiscal_year, statement.kind, statement.scope, again, by=officer, at=SEPTEMBER)
    submit_statement(statement, by=officer, at=SEPTEMBER)
    return sign_statement(statement, by=signatory, at=SEPTEMBER)
