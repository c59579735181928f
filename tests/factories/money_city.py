"""A small city whose public money shows every case: in time, late, waiting, corrected, exempt, blank and zero."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from departments.models import Department
from departments.officers.roles import Role
from disclosure.models import FinanceUnit, Statement
from disclosure.money.figures import Absence, Category, Cell
from disclosure.money.services import (
    LineEntry,
    TableEntry,
    save_statement,
    sign_statement,
    start_restatement,
    submit_statement,
)
from disclosure.money.statuses import StatementKind, StatementScope, UnitGroup
from tests.factories.departments import officer_in
from tests.factories.money import (
    SEPTEMBER,
    approve,
    bureau_of,
    drafted,
    entry,
    finance_unit,
)
from tests.factories.public_money import make_units, publish_many

SECRET = "工作稿里的数字还没有公布"
AMOUNTS = {"合计": Cell(Decimal(1_200_000)), "基本支出": Cell(Decimal(1_200_000)), "项目支出": Cell(Decimal(0))}
SUBJECTS = (
    ("", "合计"),
    ("208", "社会保障和就业支出"),
    ("20805", "行政事业单位养老支出"),
    ("2080501", "行政单位离退休"),
)
TABLES = (
    TableEntry(
        "general",
        [
            LineEntry(position, code, name, column, cell)
            for position, (code, name) in enumerate(SUBJECTS)
            for column, cell in AMOUNTS.items()
        ],
    ),
    TableEntry(
        "balance",
        [
            LineEntry(0, "", "财政拨款收入", "收入", Cell(Decimal(1_200_000))),
            LineEntry(1, "", "事业收入", "收入", Cell(None, Absence.NOT_HELD)),
        ],
    ),
    TableEntry("funds", (), note="本单位没有政府性基金预算支出。"),
)
NOTES = {Category.RECEPTION: "公务接待费决算1.60万元，主要原因是外地考察团减少。"}


@dataclass(frozen=True)
class MoneyCity:
    """`government` above all others; `clean` is published, `corrected` was restated, `late` and `draft` owe theirs."""

    government: FinanceUnit
    many: list[FinanceUnit]
    clean: Statement
    corrected: Statement
    late: FinanceUnit
    draft: Statement
    exempt: FinanceUnit
    unapproved: FinanceUnit


def build_money_city(
    city: Department, office: Department, *, n: int = 12, years: range = range(2019, 2024)
) -> MoneyCity:
    """Return a city with `n` offices of several years beside the cases."""
    bureau = bureau_of(city)
    government = finance_unit(city, name="测试市", group=UnitGroup.GOVERNMENT)
    many = make_units([office], n, parent=government)
    officer = officer_in(city)
    publish_many(many, years, officer)
    publish_many([government], years, officer, kinds=[StatementKind.FINAL_ACCOUNT])
    units = [
        finance_unit(office, name=name, parent=government) for name in ("市环保局", "市公安局", "市审计局", "市档案局")
    ]
    for unit in units:
        approve(bureau, unit)
    clean = published_with_all(units[0])
    corrected = restated(published_with_all(units[1]), final="1.50")
    draft = drafted(units[2], replace(entry(), explanation=SECRET))
    finance_unit(office, name="市环境监测站", parent=units[0], group=UnitGroup.AGENCY)
    exempt = finance_unit(
        office,
        name="市保密单位",
        parent=government,
        is_confidential=True,
        exemption_basis="《中华人民共和国保守国家秘密法》",
        review_on=date(2027, 1, 1),
    )
    unapproved = finance_unit(office, name="市地震局", parent=government)
    return MoneyCity(government, many, clean, corrected, units[3], draft, exempt, unapproved)


def published_with_all(unit: FinanceUnit, *, final: str = "1.60") -> Statement:
    """Return a published statement with staff, explanations of rows and statutory tables."""
    typed = replace(entry(final=final), staff=32, notes=NOTES, tables=TABLES)
    officer = officer_in(unit.department, Role.FINANCE)
    draft = save_statement(unit, 2023, StatementKind.FINAL_ACCOUNT, StatementScope.OWN, typed, by=officer, at=SEPTEMBER)
    return _signed(submit_statement(draft, by=officer, at=SEPTEMBER))


def restated(statement: Statement, *, final: str) -> Statement:
    """Return the statement corrected to another final figure."""
    officer = officer_in(statement.department, Role.FINANCE)
    opened = start_restatement(statement, by=officer, at=SEPTEMBER, reason="漏减一笔退款，接待费重新计算。")
    prose = (
        f"2023年度“三公”经费决算{final}万元，比上年减少0.50万元，下降25.0%，完成预算的75.0%。公务接待费{final}万元，"
        "比上年减少0.50万元，主要原因是外地考察团减少；接待20批次、160人次。"
    )
    typed = replace(entry(prose, final=final), staff=32, tables=TABLES)
    save_statement(opened.unit, 2023, StatementKind.FINAL_ACCOUNT, StatementScope.OWN, typed, by=officer, at=SEPTEMBER)
    opened.refresh_from_db()
    return _signed(submit_statement(opened, by=officer, at=SEPTEMBER))


def _signed(statement: Statement) -> Statement:
    """Sign a submitted statement, its warnings explained."""
    for finding in statement.findings.all():
        finding.explanation = "已说明。"
        finding.save()
    return sign_statement(statement, by=officer_in(statement.department, Role.SIGNATORY), at=SEPTEMBER)
