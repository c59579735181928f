"""A city's published money in bulk: units, approvals with their duties, statements with versions and columns.

Written past the services, some thousand rows in seconds, with the same content that they write. Figures follow from
the number of the unit and the year, so that tests can say what they expect.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from departments.duties.kinds import DutyKind
from departments.models import DeadlineRule, Department, Duty, Officer
from disclosure.models import (
    Approval,
    FinanceUnit,
    PublicFigures,
    PublicLine,
    Statement,
    StatementVersion,
    Subject,
)
from disclosure.money.figures import Category, Column, CountKind
from disclosure.money.publishing import digest_of
from disclosure.money.services.approvals import SUBJECT_KIND, subject_key
from disclosure.money.statuses import StatementKind, StatementScope, StatementStatus, UnitGroup

BOTH_KINDS = (StatementKind.BUDGET, StatementKind.FINAL_ACCOUNT)
BATCH = 1000
WAN = Decimal(10_000)


def amounts_of(number: int, fiscal_year: int, kind: str = StatementKind.FINAL_ACCOUNT) -> dict[Category, Decimal]:
    """Return what unit `number` spent (or planned, a tenth more) in a year, in yuan; the parts add up."""
    step = Decimal((number * 37 + fiscal_year * 11) % 100)
    abroad = WAN * (step % 4) if number % 3 == 0 else Decimal(0)
    purchase = WAN * 18 if (number + fiscal_year) % 5 == 0 else Decimal(0)
    running = WAN * (20 + step / 5)
    reception = WAN * (10 + (2030 - fiscal_year) + step / 10)
    factor = Decimal("1.1") if kind == StatementKind.BUDGET else Decimal(1)
    parts = [amount * factor for amount in (abroad, purchase, running, reception)]
    abroad, purchase, running, reception = parts
    return {
        Category.TOTAL: sum(parts, Decimal(0)),
        Category.ABROAD: abroad,
        Category.VEHICLE: purchase + running,
        Category.PURCHASE: purchase,
        Category.RUNNING: running,
        Category.RECEPTION: reception,
    }


def counts_of(number: int, amounts: dict[Category, Decimal]) -> dict[CountKind, int]:
    return {
        CountKind.GROUPS: 1 if amounts[Category.ABROAD] else 0,
        CountKind.TRAVELLERS: 3 if amounts[Category.ABROAD] else 0,
        CountKind.BOUGHT: 1 if amounts[Category.PURCHASE] else 0,
        CountKind.HELD: 8 + number % 5,
        CountKind.BATCHES: 120 + number % 50,
        CountKind.GUESTS: 960 + number % 400,
    }


def make_units(departments: Sequence[Department], n: int, *, parent: FinanceUnit | None = None) -> list[FinanceUnit]:
    """Return `n` new offices, every tenth a public institution, spread over `departments`."""
    above = parent.path if parent else ""
    return FinanceUnit.objects.bulk_create(
        [
            FinanceUnit(
                code=f"9{number:05d}",
                path=f"{above}9{number:05d}/",
                parent=parent,
                name=f"测试市第{number}单位",
                department=departments[number % len(departments)],
                group=UnitGroup.AGENCY if number % 10 == 9 else UnitGroup.OFFICE,
            )
            for number in range(n)
        ]
    )


def publish_many(
    units: Sequence[FinanceUnit],
    years: Iterable[int],
    by: Officer,
    *,
    kinds: Sequence[str] = BOTH_KINDS,
    with_tables: bool = False,
) -> None:
    """Publish statements of all `units` for `years`, each approved and published in time."""
    keys = [(number, unit, year, kind) for year in years for kind in kinds for number, unit in enumerate(units)]
    _approve(keys, by)
    for start in range(0, len(keys), BATCH):
        _publish(keys[start : start + BATCH], by, with_tables=with_tables)


def _approved_on(fiscal_year: int, kind: str) -> date:
    return date(fiscal_year, 3, 1) if kind == StatementKind.BUDGET else date(fiscal_year + 1, 9, 10)


def _published_at(fiscal_year: int, kind: str) -> datetime:
    day = _approved_on(fiscal_year, kind) + timedelta(days=10)
    return datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)


def _approve(keys: Sequence[tuple[int, FinanceUnit, int, str]], by: Officer) -> None:
    rule = DeadlineRule.objects.filter(code="money-20-days").earliest("in_force_from")
    duties = Duty.objects.bulk_create(
        [
            Duty(
                department_id=unit.department_id,
                kind=DutyKind.PUBLICATION,
                channel=kind,
                title=f"公布{year}年度{kind}：{unit.name}",
                subject_kind=SUBJECT_KIND,
                subject_key=subject_key(unit, year, kind),
                rule=rule,
                starts_at=datetime.combine(_approved_on(year, kind), datetime.min.time(), UTC),
                due_on=_approved_on(year, kind) + timedelta(days=20),
                met_on=_published_at(year, kind).date(),
            )
            for _number, unit, year, kind in keys
        ],
        batch_size=BATCH,
    )
    Approval.objects.bulk_create(
        [
            Approval(
                unit=unit,
                fiscal_year=year,
                kind=kind,
                approved_on=_approved_on(year, kind),
                document_number=f"测财〔{year}〕1号",
                entered_by=by,
                entered_at=_published_at(year, kind) - timedelta(days=10),
                duty=duty,
            )
            for (_number, unit, year, kind), duty in zip(keys, duties, strict=True)
        ],
        batch_size=BATCH,
    )


def _publish(keys: Sequence[tuple[int, FinanceUnit, int, str]], by: Officer, *, with_tables: bool) -> None:
    statements = Statement.objects.bulk_create(
        [
            Statement(
                unit=unit,
                department_id=unit.department_id,
                fiscal_year=year,
                kind=kind,
                scope=_scope(unit),
                status=StatementStatus.PUBLISHED,
                entered_by=by,
                first_published_at=_published_at(year, kind),
                explanation="工作稿文字",
            )
            for _number, unit, year, kind in keys
        ]
    )
    contents = [content(*key, with_tables=with_tables) for key in keys]
    versions = StatementVersion.objects.bulk_create(
        [
            StatementVersion(
                statement=statement,
                number=1,
                content=made,
                published_at=statement.first_published_at,
                published_by=by,
                digest=digest_of(made, 1, "", ""),
            )
            for statement, made in zip(statements, contents, strict=True)
        ]
    )
    for statement, version in zip(statements, versions, strict=True):
        statement.current_version = version
    Statement.objects.bulk_update(statements, ["current_version"], batch_size=BATCH)
    PublicFigures.objects.bulk_create(
        [_columns(statement, *key) for statement, key in zip(statements, keys, strict=True)]
    )
    if with_tables:
        _publish_lines(statements, contents)


def _scope(unit: FinanceUnit) -> str:
    return StatementScope.CONSOLIDATED if unit.group == UnitGroup.GOVERNMENT else StatementScope.OWN


def content(
    number: int, unit: FinanceUnit, fiscal_year: int, kind: str, *, with_tables: bool = False
) -> dict[str, Any]:
    """Return what is published, as the services write it."""
    cells = {
        f"{category}.{column}": {"amount": str(amount), "absence": ""}
        for column, amounts in _table(number, fiscal_year, kind).items()
        for category, amount in amounts.items()
    }
    own = amounts_of(number, fiscal_year, kind)
    return {
        "unit": unit.name,
        "fiscal_year": fiscal_year,
        "kind": kind,
        "scope": _scope(unit),
        "display_unit": "万元",
        "staff": 40 + number % 60,
        "cells": cells,
        "counts": {str(count): value for count, value in counts_of(number, own).items()},
        "explanation": f"{fiscal_year}年度“三公”经费主要用于日常公务。",
        "notes": {"reception": "外地考察团减少，接待批次相应减少。"},
        "tables": _tables() if with_tables else [],
        "warnings": [],
    }


def _table(number: int, fiscal_year: int, kind: str) -> dict[Column, dict[Category, Decimal]]:
    own = amounts_of(number, fiscal_year, kind)
    previous = amounts_of(number, fiscal_year - 1, kind)
    if kind == StatementKind.BUDGET:
        return {Column.PREVIOUS: previous, Column.BUDGET: own}
    return {
        Column.PREVIOUS: previous,
        Column.BUDGET: amounts_of(number, fiscal_year, StatementKind.BUDGET),
        Column.FINAL: own,
    }


def _columns(statement: Statement, number: int, unit: FinanceUnit, fiscal_year: int, kind: str) -> PublicFigures:
    table = _table(number, fiscal_year, kind)
    own = amounts_of(number, fiscal_year, kind)
    day = _published_at(fiscal_year, kind).date()
    budget = table[Column.BUDGET] if kind == StatementKind.FINAL_ACCOUNT else {}
    return PublicFigures(
        statement=statement,
        unit=unit,
        department_id=unit.department_id,
        fiscal_year=fiscal_year,
        kind=kind,
        scope=statement.scope,
        group=unit.group,
        counts_in_city=unit.group not in {UnitGroup.COUNTY, UnitGroup.GOVERNMENT},
        published_on=day,
        changed_on=day,
        version_number=1,
        staff=40 + number % 60,
        **{str(category): amount for category, amount in own.items()},
        **{f"previous_{category}": amount for category, amount in table[Column.PREVIOUS].items()},
        **{f"budget_{category}": amount for category, amount in budget.items()},
        **{str(count): value for count, value in counts_of(number, own).items()},
    )


LINES = (
    ("208", "社会保障和就业支出"),
    ("20805", "行政事业单位养老支出"),
    ("2080505", "机关事业单位基本养老保险缴费支出"),
)


def _tables() -> list[dict[str, Any]]:
    general = [
        [position, code, name, column, amount, ""]
        for position, (code, name) in enumerate(LINES)
        for column, amount in (("合计", "120000.00"), ("基本支出", "120000.00"), ("项目支出", "0.00"))
    ]
    return [
        {"code": "general", "display_unit": "万元", "is_empty": False, "note": "", "lines": general},
        {
            "code": "funds",
            "display_unit": "万元",
            "is_empty": True,
            "note": "本单位没有政府性基金预算支出。",
            "lines": [],
        },
    ]


def _publish_lines(statements: Sequence[Statement], contents: Sequence[dict[str, Any]]) -> None:
    Subject.objects.bulk_create(
        [Subject(scheme="function", code=code, name=name) for code, name in LINES], ignore_conflicts=True
    )
    subjects = {subject.code: subject for subject in Subject.objects.filter(scheme="function")}
    PublicLine.objects.bulk_create(
        [
            PublicLine(
                statement=statement,
                unit_id=statement.unit_id,
                department_id=statement.department_id,
                fiscal_year=statement.fiscal_year,
                kind=statement.kind,
                scope=statement.scope,
                table=table["code"],
                subject=subjects[code],
                column=column,
                amount=Decimal(amount),
                absence=absence,
                position=position,
            )
            for statement, made in zip(statements, contents, strict=True)
            for table in made["tables"]
            for position, code, _name, column, amount, absence in table["lines"]
        ],
        batch_size=BATCH,
    )
