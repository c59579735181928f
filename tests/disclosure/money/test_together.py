"""Several officers at once, each on a connection of its own: one approval, one draft kept, one version."""

from datetime import date, timedelta

import pytest

from departments.models import Department, Duty
from departments.officers.roles import Role
from disclosure.models import Approval, FinanceBureau, FinanceUnit, PublicFigures, Statement, StatementVersion
from disclosure.money.services import (
    NOTHING_SEEN,
    ApprovalEntry,
    TakenOver,
    enter_approvals,
    save_statement,
    save_unit,
    sign_statement,
    submit_statement,
    take_over_statements,
)
from disclosure.money.statuses import StatementKind, StatementScope
from disclosure.money.workbooks.importing import Choice, import_workbook
from foundation.refusals import Refusal, WrongState
from tests.disclosure.items.test_publishing_together import together
from tests.factories.departments import CityFactory, DepartmentFactory, officer_in
from tests.factories.money import SEPTEMBER, approve, bureau_of, drafted, entry, finance_unit, submitted
from tests.factories.workbooks import filled
from tests.foundation.test_locking import taken_by_another

pytestmark = pytest.mark.django_db(transaction=True)
ACCOUNT, OWN = StatementKind.FINAL_ACCOUNT, StatementScope.OWN


@pytest.fixture
def city(db: None) -> Department:
    """The city government."""
    return CityFactory()


@pytest.fixture
def treasury(city: Department) -> FinanceBureau:
    """Its finance bureau."""
    return bureau_of(city)


@pytest.fixture
def unit(city: Department) -> FinanceUnit:
    """A unit of an office of the city."""
    return finance_unit(DepartmentFactory(parent=city))


def refused(outcomes: list[object], code: str) -> int:
    return sum(isinstance(outcome, Refusal) and outcome.code == code for outcome in outcomes)


def test_two_treasurers_enter_one_approval(treasury: FinanceBureau, unit: FinanceUnit) -> None:
    officers = [officer_in(treasury.department, Role.FINANCE) for _ in range(3)]
    entries = [ApprovalEntry(unit, 2023, ACCOUNT, date(2024, 9, 10))]

    def enter(officer: object) -> object:
        try:
            return enter_approvals(entries, bureau=treasury, by=officer, at=SEPTEMBER)  # type: ignore[arg-type]
        except Refusal as refusal:
            return refusal

    outcomes = together([lambda officer=officer: enter(officer) for officer in officers])
    assert refused(outcomes, "approved_already") == 2
    assert Approval.objects.count() == Duty.objects.count() == 1


def test_a_bureau_that_gets_another_territory_meanwhile_is_no_missing_one(treasury: FinanceBureau) -> None:
    officer, county = officer_in(treasury.department, Role.FINANCE), DepartmentFactory(parent=treasury.territory)
    entered = taken_by_another(
        lambda: enter_approvals([], bureau=treasury, by=officer, at=SEPTEMBER),
        lambda: FinanceBureau.objects.filter(pk=treasury.pk).update(territory=county),
    )
    assert entered == []


def test_a_statement_taken_over_while_its_approval_is_entered_is_owed_no_more(
    treasury: FinanceBureau, unit: FinanceUnit
) -> None:
    officers = [officer_in(treasury.department, Role.FINANCE) for _ in range(2)]
    told = TakenOver(unit, 2023, ACCOUNT, OWN, entry(), date(2024, 9, 15), "市政府公报")
    taken_by_another(
        lambda: enter_approvals(
            [ApprovalEntry(unit, 2023, ACCOUNT, date(2024, 9, 10))], bureau=treasury, by=officers[0], at=SEPTEMBER
        ),
        lambda: take_over_statements([told], bureau=treasury, by=officers[1], at=SEPTEMBER),
    )
    assert Duty.objects.get().met_on == date(2024, 9, 15)


def test_what_becomes_confidential_meanwhile_is_not_approved(
    treasury: FinanceBureau, unit: FinanceUnit, city: Department
) -> None:
    officer, keeper = officer_in(treasury.department, Role.FINANCE), officer_in(city, Role.ADMINISTRATOR)
    entries = [ApprovalEntry(FinanceUnit.objects.get(pk=unit.pk), 2023, ACCOUNT, date(2024, 9, 10))]
    unit.is_confidential, unit.exemption_basis, unit.review_on = True, "保守国家秘密法", date(2026, 1, 1)
    outcome = taken_by_another(
        lambda: enter_approvals(entries, bureau=treasury, by=officer, at=SEPTEMBER),
        lambda: save_unit(unit, by=keeper, at=SEPTEMBER),
    )
    assert refused([outcome], "confidential_unit") == 1
    assert not Approval.objects.exists()


def test_two_who_begin_a_statement_keep_the_first(unit: FinanceUnit) -> None:
    officers = [officer_in(unit.department, Role.FINANCE) for _ in range(3)]

    def begin(number: int) -> object:
        typed = entry(f"第{number}人的说明。")
        return save_statement(unit, 2023, ACCOUNT, OWN, typed, by=officers[number], at=SEPTEMBER, seen=NOTHING_SEEN)

    outcomes = together([lambda number=number: begin(number) for number in range(3)])
    assert refused(outcomes, "saved_meanwhile") == 2
    (kept,) = [outcome for outcome in outcomes if isinstance(outcome, Statement)]
    assert Statement.objects.get().explanation == kept.explanation
    assert Statement.objects.get().figures.count() == 18


def test_of_two_who_save_what_both_saw_one_is_told(unit: FinanceUnit) -> None:
    seen = drafted(unit).updated_at
    officers = [officer_in(unit.department, Role.FINANCE) for _ in range(2)]

    def save(number: int) -> object:
        typed = entry(f"第{number}人的改动。")
        return save_statement(unit, 2023, ACCOUNT, OWN, typed, by=officers[number], at=SEPTEMBER, seen=seen)

    outcomes = together([lambda number=number: save(number) for number in range(2)])
    assert refused(outcomes, "saved_meanwhile") == 1
    assert Statement.objects.get().updated_at > seen + timedelta(0)


def test_a_workbook_does_not_overwrite_what_an_officer_begins_meanwhile(unit: FinanceUnit) -> None:
    typist, sender = (officer_in(unit.department, Role.FINANCE) for _ in range(2))
    content = filled(unit)
    outcome = taken_by_another(
        lambda: import_workbook(content, "表.xlsx", Choice(), by=sender, at=SEPTEMBER),
        lambda: save_statement(unit, 2023, ACCOUNT, OWN, entry("手工录入。"), by=typist, at=SEPTEMBER),
    )
    assert refused([outcome], "saved_meanwhile") == 1
    assert Statement.objects.get().explanation == "手工录入。"


def test_two_signatories_publish_one_version(treasury: FinanceBureau, unit: FinanceUnit) -> None:
    approve(treasury, unit)
    statement = submitted(unit)
    signatories = [officer_in(unit.department, Role.SIGNATORY) for _ in range(3)]
    outcomes = together([lambda by=by: sign_statement(statement, by=by, at=SEPTEMBER) for by in signatories])
    assert sum(isinstance(outcome, WrongState) for outcome in outcomes) == 2
    assert StatementVersion.objects.count() == 1
    assert Duty.objects.exclude(met_on=None).count() == 1


def test_submitting_and_saving_at_once_leave_one_of_them_refused_or_both_in_order(
    treasury: FinanceBureau, unit: FinanceUnit
) -> None:
    approve(treasury, unit)
    draft = drafted(unit)
    by = draft.entered_by
    outcomes = together(
        [
            lambda: submit_statement(draft, by=by, at=SEPTEMBER),
            lambda: save_statement(unit, 2023, ACCOUNT, OWN, entry("改动。"), by=by, at=SEPTEMBER),
        ]
    )
    statement = Statement.objects.get()
    was_refused = any(isinstance(outcome, WrongState) for outcome in outcomes)
    assert (statement.explanation == "改动。") != was_refused


def test_of_two_statements_of_an_office_signed_at_once_the_city_counts_one(
    treasury: FinanceBureau, unit: FinanceUnit
) -> None:
    approve(treasury, unit)
    by = officer_in(unit.department, Role.FINANCE)
    own = submitted(unit)
    wide = save_statement(unit, 2023, ACCOUNT, StatementScope.CONSOLIDATED, entry(), by=by, at=SEPTEMBER)
    wide = submit_statement(wide, by=by, at=SEPTEMBER)
    signatory = officer_in(unit.department, Role.SIGNATORY)
    taken_by_another(
        lambda: sign_statement(wide, by=signatory, at=SEPTEMBER),
        lambda: sign_statement(own, by=signatory, at=SEPTEMBER),
    )
    assert {(row.scope, row.counts_in_city) for row in PublicFigures.objects.all()} == {
        ("own", False),
        ("consolidated", True),
    }


def test_a_unit_is_moved_and_its_statement_signed_at_once(
    treasury: FinanceBureau, unit: FinanceUnit, city: Department
) -> None:
    approve(treasury, unit)
    statement = submitted(unit)
    signatory, keeper = officer_in(unit.department, Role.SIGNATORY), officer_in(city, Role.ADMINISTRATOR)
    unit.department = DepartmentFactory(parent=unit.department)
    signed = taken_by_another(
        lambda: sign_statement(statement, by=signatory, at=SEPTEMBER),
        lambda: save_unit(unit, by=keeper, at=SEPTEMBER),
    )
    assert signed.department == unit.department
    assert PublicFigures.objects.get().department == unit.department
