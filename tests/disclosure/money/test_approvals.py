"""The finance bureau enters days of approval; each opens a duty under the earliest-ending rule in force that day."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from departments.calendar.current import current_calendar
from departments.models import DeadlineRule, Department, Duty
from departments.officers.models import Officer
from disclosure.models import Approval, FinanceBureau, FinanceUnit
from disclosure.money.deadlines import candidates
from disclosure.money.services import ApprovalEntry, enter_approvals
from disclosure.money.statuses import StatementKind, UnitGroup
from foundation.refusals import NotAllowed, Refusal
from tests.factories.departments import CityFactory
from tests.factories.money import approve, finance_unit

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 1, 2, 1, 0, tzinfo=UTC)
ACCOUNT = StatementKind.FINAL_ACCOUNT


@pytest.mark.parametrize(
    ("approved_on", "year", "due_on", "code"),
    [
        (date(2014, 9, 10), 2013, date(2014, 10, 13), "money-20-working-days"),
        (date(2024, 9, 10), 2023, date(2024, 9, 30), "money-20-days"),
        (date(2014, 12, 31), 2014, date(2015, 1, 29), "money-20-working-days"),
        (date(2015, 1, 1), 2014, date(2015, 1, 21), "money-20-days"),
    ],
)
def test_the_earliest_ending_rule_in_force_on_the_day_binds(
    treasury: FinanceBureau,
    treasurer: Officer,
    unit: FinanceUnit,
    approved_on: date,
    year: int,
    due_on: date,
    code: str,
) -> None:
    entries = [ApprovalEntry(unit, year, ACCOUNT, approved_on)]
    approval = enter_approvals(entries, bureau=treasury, by=treasurer, at=NOW)[0]
    assert approval.duty.due_on == due_on
    assert approval.duty.rule.code == code
    assert approval.duty.department == unit.department


def test_every_candidate_can_be_shown_with_its_due_date() -> None:
    found = candidates(date(2024, 9, 10), ACCOUNT, UnitGroup.OFFICE, current_calendar())
    assert [(candidate.rule.code, candidate.reckoning.due_on) for candidate in found] == [
        ("money-20-days", date(2024, 9, 30)),
        ("money-20-working-days", date(2024, 10, 14)),
    ]


def test_schools_have_a_month(treasury: FinanceBureau, bureau: Department) -> None:
    school = finance_unit(bureau, group=UnitGroup.SCHOOL)
    assert approve(treasury, school).duty.due_on == date(2024, 10, 10)


def test_a_unit_cannot_enter_its_own_approval(treasury: FinanceBureau, unit: FinanceUnit, accountant: Officer) -> None:
    with pytest.raises(NotAllowed):
        enter_approvals([ApprovalEntry(unit, 2023, ACCOUNT, date(2024, 9, 10))], bureau=treasury, by=accountant, at=NOW)
    assert not Approval.objects.exists()
    assert not Duty.objects.exists()


def test_a_bureau_approves_only_its_own_territory(
    treasury: FinanceBureau, treasurer: Officer, other_city_unit: FinanceUnit
) -> None:
    with pytest.raises(NotAllowed):
        enter_approvals(
            [ApprovalEntry(other_city_unit, 2023, ACCOUNT, date(2024, 9, 10))], bureau=treasury, by=treasurer, at=NOW
        )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"approved_on": date(2025, 1, 3)}, "future_approval"),
        ({"approved_on": date(2024, 9, 10), "fiscal_year": 2021}, "wrong_fiscal_year"),
    ],
)
def test_it_refuses_days_that_cannot_be(
    treasury: FinanceBureau, treasurer: Officer, unit: FinanceUnit, fields: dict[str, object], code: str
) -> None:
    values = {"fiscal_year": 2024, "kind": ACCOUNT, **fields}
    with pytest.raises(Refusal) as refusal:
        enter_approvals([ApprovalEntry(unit, **values)], bureau=treasury, by=treasurer, at=NOW)  # type: ignore[arg-type]
    assert refusal.value.code == code


def test_a_list_is_entered_as_a_whole_or_not_at_all(
    treasury: FinanceBureau, treasurer: Officer, unit: FinanceUnit, bureau: Department
) -> None:
    secret = finance_unit(bureau, is_confidential=True, exemption_basis="保守国家秘密法", review_on=date(2026, 1, 1))
    entries = [ApprovalEntry(each, 2023, ACCOUNT, date(2024, 9, 10)) for each in (unit, secret)]
    with pytest.raises(Refusal) as refusal:
        enter_approvals(entries, bureau=treasury, by=treasurer, at=NOW)
    assert refusal.value.code == "confidential_unit"
    assert not Approval.objects.exists()
    assert not Duty.objects.exists()


def test_an_approval_is_entered_once(treasury: FinanceBureau, unit: FinanceUnit) -> None:
    approve(treasury, unit)
    with pytest.raises(Refusal) as refusal:
        approve(treasury, unit)
    assert refusal.value.code == "approved_already"


def test_units_without_approval_are_listed(treasury: FinanceBureau, unit: FinanceUnit, bureau: Department) -> None:
    waiting = finance_unit(bureau)
    finance_unit(bureau, is_confidential=True, exemption_basis="保守国家秘密法", review_on=date(2026, 1, 1))
    approve(treasury, unit)
    assert list(FinanceUnit.objects.without_approval(2023, ACCOUNT)) == [waiting]
    assert list(FinanceUnit.objects.due_for_review(date(2026, 1, 1))) != []


def test_no_rule_in_force_is_a_clear_refusal(treasury: FinanceBureau, unit: FinanceUnit) -> None:
    DeadlineRule.objects.filter(code__startswith="money-").update(in_force_to=date(2020, 1, 1))
    with pytest.raises(Refusal) as refusal:
        approve(treasury, unit)
    assert refusal.value.code == "no_rule"


def test_a_confidential_unit_needs_a_basis(bureau: Department) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        finance_unit(bureau, is_confidential=True)


@pytest.fixture
def other_city_unit(db: None) -> FinanceUnit:
    """A unit of another city."""
    return finance_unit(CityFactory())
