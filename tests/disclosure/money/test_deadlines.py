"""Fixed days and months: budgets by 31 March, counties by 31 October 2014, schools within a month."""

from datetime import date

import pytest

from departments.calendar.current import current_calendar
from disclosure.money.deadlines import approvals_due_on, candidates
from disclosure.money.statuses import StatementKind, UnitGroup
from foundation.refusals import Refusal

pytestmark = pytest.mark.django_db
BUDGET, ACCOUNT = StatementKind.BUDGET, StatementKind.FINAL_ACCOUNT


@pytest.mark.parametrize(
    ("approved_on", "kind", "group", "code", "due_on"),
    [
        (date(2024, 3, 20), BUDGET, UnitGroup.OFFICE, "money-31-march", date(2024, 3, 31)),
        (date(2024, 3, 5), BUDGET, UnitGroup.OFFICE, "money-20-days", date(2024, 3, 25)),
        (date(2024, 3, 11), BUDGET, UnitGroup.OFFICE, "money-20-days", date(2024, 3, 31)),
        (date(2024, 3, 30), BUDGET, UnitGroup.AGENCY, "money-31-march", date(2024, 3, 31)),
        (date(2014, 3, 25), BUDGET, UnitGroup.OFFICE, "money-31-march", date(2014, 3, 31)),
        (date(2014, 9, 1), ACCOUNT, UnitGroup.COUNTY, "money-31-october", date(2014, 10, 31)),
        (date(2014, 3, 1), BUDGET, UnitGroup.COUNTY, "money-31-october", date(2014, 10, 31)),
        (date(2014, 11, 10), ACCOUNT, UnitGroup.COUNTY, "money-20-working-days", date(2014, 12, 8)),
        (date(2015, 9, 1), ACCOUNT, UnitGroup.COUNTY, "money-20-days", date(2015, 9, 21)),
        (date(2024, 1, 31), BUDGET, UnitGroup.SCHOOL, "one-month", date(2024, 2, 29)),
        (date(2024, 9, 10), ACCOUNT, UnitGroup.SCHOOL, "one-month", date(2024, 10, 10)),
    ],
)
def test_the_binding_rule_of_a_day(approved_on: date, kind: str, group: str, code: str, due_on: date) -> None:
    binding = candidates(approved_on, kind, group, current_calendar())[0]
    assert (binding.rule.code, binding.reckoning.due_on) == (code, due_on)


@pytest.mark.parametrize("approved_on", [date(2024, 4, 1), date(2024, 12, 31)])
def test_a_budget_approved_after_the_fixed_day_is_bound_by_the_law(approved_on: date) -> None:
    found = candidates(approved_on, BUDGET, UnitGroup.OFFICE, current_calendar())
    assert found[0].rule.code == "money-20-days"
    assert [candidate.reckoning.due_on for candidate in found] == sorted(
        candidate.reckoning.due_on for candidate in found
    )


def test_before_any_rule_nothing_binds() -> None:
    with pytest.raises(Refusal) as refusal:
        candidates(date(2007, 1, 1), ACCOUNT, UnitGroup.COUNTY, current_calendar())
    assert refusal.value.code == "no_rule"


def test_the_bureau_has_approved_by() -> None:
    assert approvals_due_on(2024, BUDGET) == date(2024, 3, 31)
    assert approvals_due_on(2023, ACCOUNT) == date(2024, 9, 30)
