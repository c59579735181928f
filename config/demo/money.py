"""Twelve years of invented budgets and final accounts: the older ones taken over, the last ones entered as offices do.

The offices are real, the figures are not: each statement says so in its own words. Beside them stands one real one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from config.demo.history import Year, add_up, invent_history
from config.demo.prose import prose_of_account, prose_of_budget
from config.demo.published import real_statements
from config.demo.tables import tables_of
from departments.models import Department, Officer
from departments.offices.models import DepartmentKind
from disclosure.models import FinanceBureau, FinanceUnit
from disclosure.money.figures import NOT_HELD, YUAN_PER_WAN, Category, Cell, Column, Place
from disclosure.money.services import (
    ApprovalEntry,
    Entry,
    TakenOver,
    enter_approvals,
    save_statement,
    sign_statement,
    submit_statement,
    take_over_statements,
)
from disclosure.money.statuses import StatementKind, StatementScope, UnitGroup

N_YEARS = 12
MARK = "本页数据为演示数据，并非该单位的真实收支。"
SCHOOLS = ("市教育局所属学校甲（演示）", "市教育局所属学校乙（演示）")
NO_INVENTED_FIGURES = ("city", "federation")
"""The city, which is the sum of its offices, and the office of which real figures are shown."""

STILL_LATE = ("tourism", "agriculture", "publicservice")
"""Offices whose last account is still owed."""

Staff = dict[tuple[str, str], Officer]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in one scope, with the key of the office that answers for it, and its history."""

    row: FinanceUnit
    key: str
    years: dict[int, Year]
    scope: str = StatementScope.OWN

    @property
    def desk(self) -> int:
        """Return a small number of the unit's own, by which its days differ from those of others."""
        return int(self.row.code[-3:])


def enter_money(offices: dict[str, Department], staff: Staff, now: datetime) -> int:
    """Enter and publish everything up to today; return the number of statements."""
    treasury = FinanceBureau.objects.create(department=offices["finance"], territory=offices["city"])
    units = _found_units(offices, _last_account(now))
    treasurer = staff["finance", "accountant"]
    older = real_statements(offices)
    for fiscal_year, kind in _occasions(now, recent=False):
        older += _taken_over([*units, _city_of(units)], fiscal_year, kind)
    n_statements = take_over_statements(older, bureau=treasury, by=treasurer, at=_morning(_opened_on(now)))
    for fiscal_year, kind in _occasions(now, recent=True):
        approved = {unit.row: _approved_on(unit, fiscal_year, kind) for unit in units}
        entries = [ApprovalEntry(row, fiscal_year, kind, day) for row, day in approved.items()]
        at = _morning(max(approved.values()) + timedelta(days=1))
        enter_approvals(entries, bureau=treasury, by=treasurer, at=at)
        is_last = kind == StatementKind.FINAL_ACCOUNT and fiscal_year == _last_account(now)
        for unit in units:
            if not (is_last and unit.key in STILL_LATE):
                _publish(unit, fiscal_year, kind, staff)
                n_statements += 1
    return n_statements


def _taken_over(units: list[Unit], fiscal_year: int, kind: str) -> Iterator[TakenOver]:
    for unit in units:
        yield TakenOver(
            unit=unit.row,
            fiscal_year=fiscal_year,
            kind=kind,
            scope=unit.scope,
            entry=replace(_entry(unit, fiscal_year, kind), tables=None),
            published_on=_published_on(unit, fiscal_year, kind),
            source="演示数据（补录）",
        )


def _found_units(offices: dict[str, Department], last: int) -> list[Unit]:
    """Found the treasury's tree: the city, its offices, two schools, and one unit that is exempt.

    Returns them in the order in which they publish: an office with units after those.
    """
    city = FinanceUnit.objects.create(
        code="990000", name="六安市本级（演示）", department=offices["finance"], group=UnitGroup.GOVERNMENT
    )
    FinanceUnit.objects.create(
        code="990900",
        name="涉密单位（演示）",
        department=offices["office"],
        parent=city,
        is_confidential=True,
        exemption_basis="演示：《政府信息公开条例》第十四条",
        review_on=date(last + 3, 12, 31),
    )
    units = []
    for number, (key, office) in enumerate(offices.items()):
        if key in NO_INVENTED_FIGURES:
            continue
        group = UnitGroup.AGENCY if office.kind == DepartmentKind.AGENCY else UnitGroup.OFFICE
        row = FinanceUnit.objects.create(
            code=f"990{number:03d}", name=office.name, department=office, parent=city, group=group
        )
        units.append(_with_history(row, key, last, size=number % 6 + 2))
        if key == "education":
            own, schools = units[-1], [_school(row, name, f"99080{n}", last) for n, name in enumerate(SCHOOLS)]
            years = add_up([unit.years for unit in (own, *schools)])
            units += [*schools, replace(own, years=years, scope=StatementScope.CONSOLIDATED)]
    return units


def _city_of(units: list[Unit]) -> Unit:
    """Return the city as the sum of its offices, each with its units."""
    city = FinanceUnit.objects.get(group=UnitGroup.GOVERNMENT)
    widest = {unit.row: unit for unit in units if unit.row.parent_id == city.pk}
    years = add_up([unit.years for unit in widest.values()])
    return Unit(city, "finance", years, StatementScope.CONSOLIDATED)


def _school(parent: FinanceUnit, name: str, code: str, last: int) -> Unit:
    row = FinanceUnit.objects.create(
        code=code, name=name, department=parent.department, parent=parent, group=UnitGroup.SCHOOL
    )
    return _with_history(row, "education", last, size=1)


def _with_history(row: FinanceUnit, key: str, last: int, *, size: int) -> Unit:
    years = invent_history(row.code, last - N_YEARS + 1, last + 1, size=size)
    return Unit(row, key, {year.fiscal_year: year for year in years})


def _last_account(now: datetime) -> int:
    """Return the last fiscal year whose accounts are approved and owed by now."""
    today = timezone.localdate(now)
    return today.year - (1 if (today.month, today.day) >= (11, 15) else 2)


def _opened_on(now: datetime) -> date:
    """Return the day on which the city began to enter statements here; everything before was taken over."""
    return date(_last_account(now) + 1, 1, 5)


def _occasions(now: datetime, *, recent: bool) -> Iterator[tuple[int, str]]:
    """Yield what was approved, in the order of time: each year's budget, then the account of the year before.

    `recent`: since the city enters statements here, or before.
    """
    last = _last_account(now)
    budgets = [(year, StatementKind.BUDGET, date(year, 2, 1)) for year in range(last - N_YEARS + 1, last + 1)]
    if timezone.localdate(now) >= date(last + 1, 4, 15):
        budgets.append((last + 1, StatementKind.BUDGET, date(last + 1, 2, 1)))
    accounts = [
        (year, StatementKind.FINAL_ACCOUNT, date(year + 1, 9, 1)) for year in range(last - N_YEARS + 1, last + 1)
    ]
    for fiscal_year, kind, begin in sorted(budgets + accounts, key=lambda occasion: occasion[2]):
        if (begin > _opened_on(now)) == recent:
            yield fiscal_year, kind


def _approved_on(unit: Unit, fiscal_year: int, kind: str) -> date:
    if kind == StatementKind.BUDGET:
        return date(fiscal_year, 2, 10) + timedelta(days=unit.desk % 14)
    return date(fiscal_year + 1, 9, 8) + timedelta(days=unit.desk % 15)


def _published_on(unit: Unit, fiscal_year: int, kind: str) -> date:
    waited = (unit.desk * 7 + fiscal_year * 3) % 17 + 2
    is_late = (unit.desk + fiscal_year) % 29 == 0
    return _approved_on(unit, fiscal_year, kind) + timedelta(days=waited + 25 if is_late else waited)


def _publish(unit: Unit, fiscal_year: int, kind: str, staff: Staff) -> None:
    """Enter, submit and sign a statement of the unit."""
    accountant, signatory = staff[unit.key, "accountant"], staff[unit.key, "signatory"]
    at = _morning(_published_on(unit, fiscal_year, kind))
    entry = _entry(unit, fiscal_year, kind)
    statement = save_statement(unit.row, fiscal_year, kind, unit.scope, entry, by=accountant, at=at)
    submit_statement(statement, by=accountant, at=at + timedelta(hours=2))
    sign_statement(statement, by=signatory, at=at + timedelta(hours=5))


def _entry(unit: Unit, fiscal_year: int, kind: str) -> Entry:
    this, before = unit.years[fiscal_year], unit.years.get(fiscal_year - 1)
    is_budget = kind == StatementKind.BUDGET
    whole, notes = (prose_of_budget if is_budget else prose_of_account)(this, before)
    return Entry(
        cells=_budget_cells(this, before) if is_budget else _account_cells(this, before),
        counts=dict(this.planned if is_budget else this.counted),
        explanation=whole + MARK,
        notes=notes,
        staff=this.staff,
        tables=tables_of(this, this.budget if is_budget else this.final),
    )


def _budget_cells(this: Year, before: Year | None) -> dict[Place, Cell]:
    return {
        place: cell
        for row in Category
        for place, cell in (
            ((row, Column.PREVIOUS), _cell(before.budget[row] if before else None)),
            ((row, Column.BUDGET), _cell(this.budget[row])),
        )
    }


def _account_cells(this: Year, before: Year | None) -> dict[Place, Cell]:
    return {
        place: cell
        for row in Category
        for place, cell in (
            ((row, Column.PREVIOUS), _cell(before.final[row] if before else None)),
            ((row, Column.BUDGET), _cell(this.budget[row])),
            ((row, Column.FINAL), _cell(this.final[row])),
        )
    }


def _cell(wan: Decimal | None) -> Cell:
    return NOT_HELD if wan is None else Cell(wan * YUAN_PER_WAN)


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9, 0)))
