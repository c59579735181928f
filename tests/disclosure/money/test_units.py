"""A unit that moves takes along what it published and owes; the city counts each office once a year."""

from datetime import date, timedelta

import pytest

from departments.models import Department, Duty
from departments.officers.models import Officer
from departments.officers.roles import Role
from disclosure.models import FinanceBureau, FinanceUnit, PublicFigures, Statement
from disclosure.money.composing import compose
from disclosure.money.figures import Category
from disclosure.money.services import (
    delete_unit,
    save_bureau,
    save_statement,
    save_unit,
    sign_statement,
    submit_statement,
)
from disclosure.money.statuses import StatementKind, StatementScope, UnitGroup
from foundation.refusals import NotAllowed, Refusal, WrongState
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.money import SEPTEMBER, approve, drafted, entry, finance_unit, published

pytestmark = pytest.mark.django_db
ACCOUNT = StatementKind.FINAL_ACCOUNT


def consolidated(unit: FinanceUnit) -> Statement:
    """Return a published statement of the unit with those below it."""
    officer = officer_in(unit.department, Role.FINANCE)
    typed = (unit, 2023, ACCOUNT, StatementScope.CONSOLIDATED, entry())
    draft = save_statement(*typed, by=officer, at=SEPTEMBER)
    submit_statement(draft, by=officer, at=SEPTEMBER)
    return sign_statement(draft, by=officer_in(unit.department, Role.SIGNATORY), at=SEPTEMBER)


def in_city() -> set[tuple[FinanceUnit, str]]:
    return {(row.unit, row.scope) for row in PublicFigures.objects.in_city()}


@pytest.fixture
def told(treasury: FinanceBureau, unit: FinanceUnit, administrator: Officer) -> Statement:
    """A published statement of the unit."""
    approve(treasury, unit)
    return published(unit)


@pytest.mark.parametrize(("group", "counts"), [("office", True), ("agency", True), ("school", True), ("county", False)])
def test_an_office_of_the_city_counts_and_a_county_does_not(
    treasury: FinanceBureau, bureau: Department, group: str, counts: bool
) -> None:
    unit = finance_unit(bureau, group=group)
    approve(treasury, unit)
    published(unit)
    assert in_city() == ({(unit, "own")} if counts else set())


def test_a_unit_below_an_office_does_not_count_and_one_below_a_government_does(
    treasury: FinanceBureau, bureau: Department, unit: FinanceUnit
) -> None:
    government = finance_unit(bureau, group=UnitGroup.GOVERNMENT)
    office, agency = finance_unit(bureau, parent=government), finance_unit(bureau, parent=unit)
    for each in (office, agency):
        approve(treasury, each)
        published(each)
    assert in_city() == {(office, "own")}


def test_the_widest_published_statement_counts_and_never_two(
    treasury: FinanceBureau, bureau: Department, unit: FinanceUnit, administrator: Officer, told: Statement
) -> None:
    below = FinanceUnit(code="099001", name="下属中心", parent=unit, department=bureau)
    save_unit(below, by=administrator, at=SEPTEMBER)
    assert in_city() == {(unit, "own")}
    PublicFigures.objects.filter(unit=unit).update(fiscal_year=2022)
    Statement.objects.filter(unit=unit).update(fiscal_year=2022)
    other = drafted(unit)
    other.delete()
    consolidated(unit)
    assert {(row.fiscal_year, row.scope) for row in PublicFigures.objects.in_city()} == {
        (2022, "own"),
        (2023, "consolidated"),
    }
    PublicFigures.objects.filter(fiscal_year=2022).update(fiscal_year=2023)
    save_unit(FinanceUnit.objects.get(pk=unit.pk), by=administrator, at=SEPTEMBER)
    unit.group = UnitGroup.AGENCY
    save_unit(unit, by=administrator, at=SEPTEMBER)
    assert in_city() == {(unit, "consolidated")}


def test_a_changed_kind_and_place_recount_what_was_published(
    unit: FinanceUnit, bureau: Department, administrator: Officer, told: Statement
) -> None:
    unit.group = UnitGroup.COUNTY
    save_unit(unit, by=administrator, at=SEPTEMBER)
    row = PublicFigures.objects.get()
    assert (row.group, row.counts_in_city) == ("county", False)
    unit.group = UnitGroup.SCHOOL
    save_unit(unit, by=administrator, at=SEPTEMBER)
    assert in_city() == {(unit, "own")}
    above = finance_unit(bureau)
    unit.parent = above
    save_unit(unit, by=administrator, at=SEPTEMBER)
    assert in_city() == set()
    above.group = UnitGroup.GOVERNMENT
    save_unit(above, by=administrator, at=SEPTEMBER)
    assert in_city() == {(unit, "own")}


def test_another_office_takes_over_what_was_published_and_is_owed(
    treasury: FinanceBureau, unit: FinanceUnit, city: Department, administrator: Officer, told: Statement
) -> None:
    approve(treasury, unit, fiscal_year=2024, approved_on=date(2024, 9, 12))
    heir = DepartmentFactory(parent=city)
    unit.department = heir
    save_unit(unit, by=administrator, at=SEPTEMBER)
    assert Statement.objects.get().department == heir
    assert PublicFigures.objects.get().department == heir
    assert Duty.objects.open().get().department == heir
    assert Duty.objects.exclude(met_on=None).get().department != heir


def test_an_office_that_lost_its_last_unit_owes_its_own_statement_alone(
    treasury: FinanceBureau, unit: FinanceUnit, bureau: Department, administrator: Officer
) -> None:
    first, last = finance_unit(bureau, parent=unit), finance_unit(bureau, parent=unit)
    approve(treasury, unit)
    published(unit)
    approve(treasury, unit, fiscal_year=2024, approved_on=date(2024, 9, 12))
    for below in (first, last):
        assert Duty.objects.open().count() == 2
        below.parent = None
        save_unit(below, by=administrator, at=SEPTEMBER + timedelta(days=60))
    assert Duty.objects.get(subject_key=f"{unit.pk}:2023:final_account").met_on == date(2024, 9, 20)
    assert Duty.objects.open().get().subject_key == f"{unit.pk}:2024:final_account"


def test_an_office_whose_last_unit_is_deleted_owes_its_own_statement_alone(
    treasury: FinanceBureau, unit: FinanceUnit, bureau: Department, administrator: Officer
) -> None:
    mistake = finance_unit(bureau, parent=unit)
    approve(treasury, unit)
    published(unit)
    with pytest.raises(NotAllowed):
        delete_unit(mistake, by=officer_in(bureau, Role.FINANCE), at=SEPTEMBER)
    assert Duty.objects.open().count() == 1
    delete_unit(mistake, by=administrator, at=SEPTEMBER + timedelta(days=60))
    assert Duty.objects.get().met_on == date(2024, 9, 20)


def test_a_unit_that_something_stands_on_is_not_deleted(unit: FinanceUnit, administrator: Officer) -> None:
    drafted(unit)
    with pytest.raises(WrongState):
        delete_unit(unit, by=administrator, at=SEPTEMBER)
    assert FinanceUnit.objects.get() == unit


def test_only_administrators_of_both_offices_move_a_unit(
    unit: FinanceUnit, bureau: Department, other_bureau: Department
) -> None:
    keeper = officer_in(bureau, Role.ADMINISTRATOR)
    unit.department = other_bureau
    with pytest.raises(NotAllowed):
        save_unit(unit, by=keeper, at=SEPTEMBER)
    with pytest.raises(NotAllowed):
        save_unit(FinanceUnit.objects.get(pk=unit.pk), by=officer_in(bureau, Role.FINANCE), at=SEPTEMBER)
    unit.refresh_from_db()
    assert unit.department == bureau


def test_only_administrators_name_a_bureau(bureau: Department, city: Department) -> None:
    keeper = officer_in(bureau, Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        save_bureau(FinanceBureau(department=bureau, territory=city), by=keeper, at=SEPTEMBER)
    assert not FinanceBureau.objects.exists()


def test_what_owes_a_statement_does_not_become_confidential(
    treasury: FinanceBureau, unit: FinanceUnit, administrator: Officer
) -> None:
    approve(treasury, unit)
    unit.is_confidential, unit.exemption_basis, unit.review_on = True, "保守国家秘密法", date(2030, 1, 1)
    with pytest.raises(Refusal) as refusal:
        save_unit(unit, by=administrator, at=SEPTEMBER)
    assert refusal.value.code == "statement_owed"


# -- what adds up to a sum -------------------------------------------------------------------------------------------
def test_a_government_adds_up_its_offices_with_their_units_and_no_county(
    treasury: FinanceBureau, bureau: Department
) -> None:
    government = finance_unit(bureau, group=UnitGroup.GOVERNMENT)
    plain, wide = finance_unit(bureau, parent=government), finance_unit(bureau, parent=government)
    below = finance_unit(bureau, parent=wide)
    county = finance_unit(bureau, parent=government, group=UnitGroup.COUNTY)
    finance_unit(
        bureau, parent=government, is_confidential=True, exemption_basis="保守国家秘密法", review_on=date(2030, 1, 1)
    )
    for each in (government, plain, wide, below, county):
        approve(treasury, each)
    whole = Statement(
        unit=government, department=bureau, fiscal_year=2023, kind=ACCOUNT, scope=StatementScope.CONSOLIDATED
    )
    whole.entered_by = officer_in(bureau, Role.FINANCE)
    whole.save()
    published(plain)
    published(wide)
    published(below)
    assert compose(whole, None).subordinates == ()  # the wide office has not published with its units yet
    officer = officer_in(bureau, Role.FINANCE)
    typed = entry(previous="4.00", budget="4.00", final="3.20", explanation=DOUBLED)
    draft = save_statement(wide, 2023, ACCOUNT, StatementScope.CONSOLIDATED, typed, by=officer, at=SEPTEMBER)
    submit_statement(draft, by=officer, at=SEPTEMBER)
    sign_statement(draft, by=officer_in(bureau, Role.SIGNATORY), at=SEPTEMBER)
    found = {part.office: part.cells[Category.RECEPTION].amount for part in compose(whole, None).subordinates}
    assert found == {plain.name: 16_000, wide.name: 32_000}


DOUBLED = (
    "2023年度“三公”经费决算3.20万元，比上年减少0.80万元，下降20.0%，完成预算的80.0%。公务接待费3.20万元，比上年减少0.80万元，"
    "主要原因是外地考察团减少；接待20批次、160人次。"
)
