"""The bureau's list: days for many units at once, what binds before it is saved, all or none; and what is missing."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from departments.models import DeadlineRule, Department, Duty
from departments.officers.models import Officer
from departments.officers.roles import Role
from disclosure.models import Approval, FinanceBureau, FinanceUnit
from disclosure.money.statuses import StatementKind
from tests.factories.departments import CityFactory, DepartmentFactory, officer_in
from tests.factories.money import SECRET, approve, bureau_of, finance_unit, published

pytestmark = pytest.mark.django_db
QUERY = "?year=2023&kind=final_account"


def address(page: str, *args: object) -> str:
    return reverse(f"admin:disclosure_approval_{page}", args=args)


def text(answer: Any) -> str:
    return answer.content.decode()


def levels(answer: Any) -> list[str]:
    return [message.level_tag for message in answer.context["messages"]]


@pytest.fixture
def desk(client: Client, treasurer: Officer) -> Client:
    """The browser of the finance bureau."""
    client.force_login(treasurer)
    return client


def units_of(answer: Any) -> list[FinanceUnit]:
    return [line.unit for line in answer.context["lines"]]


def test_the_list_names_all_units_of_the_territory(
    desk: Client, treasury: FinanceBureau, unit: FinanceUnit, bureau: Department
) -> None:
    done = finance_unit(bureau, parent=unit)
    approve(treasury, done)
    secret = finance_unit(bureau, is_confidential=True, **SECRET)
    foreign = finance_unit(CityFactory())
    page = desk.get(address("enter") + QUERY)
    assert units_of(page) == [unit, done]
    assert {secret.name, foreign.name}.isdisjoint(text(page))
    assert "2024-09-30" in text(page)
    assert [line.fields is None for line in page.context["lines"]] == [False, True]


def test_what_a_nearer_bureau_approves_for_is_not_on_the_list(
    desk: Client, treasury: FinanceBureau, unit: FinanceUnit, city: Department
) -> None:
    county = DepartmentFactory(parent=city)
    theirs = finance_unit(county, group="county")
    bureau_of(county)
    page = desk.get(address("enter") + QUERY)
    assert units_of(page) == [unit]
    sent = desk.post(address("enter") + QUERY, {f"day_{theirs.pk}": "2024-09-10", "save": "1"})
    assert sent.context["form"].errors
    assert not Approval.objects.exists()


def test_the_first_answer_shows_what_binds_and_saves_nothing(desk: Client, unit: FinanceUnit) -> None:
    school = finance_unit(unit.department, group="school")
    sent = {f"tick_{unit.pk}": "on", "common_day": "2024-09-10", "common_number": "测财〔2024〕9号"}
    sent |= {f"day_{school.pk}": "2024-09-11", "check": "1"}
    page = desk.post(address("enter") + QUERY, sent)
    assert not Approval.objects.exists()
    options = {
        entry.unit: [(option.rule.code, option.due_on, option.binds) for option in found]
        for entry, found in page.context["lines"]
    }
    assert options == {
        unit: [
            ("money-20-days", date(2024, 9, 30), True),
            ("money-20-working-days", date(2024, 10, 14), False),
        ],
        school: [("one-month", date(2024, 10, 11), True)],
    }
    assert "2024-10-14" in text(page)


def test_confirmed_they_are_entered_together(desk: Client, unit: FinanceUnit, treasurer: Officer) -> None:
    other = finance_unit(unit.department)
    sent = {f"day_{each.pk}": "2024-09-10" for each in (unit, other)} | {f"number_{unit.pk}": "测财〔2024〕9号"}
    answer = desk.post(address("enter") + QUERY, {**sent, "save": "1"}, follow=True)
    assert levels(answer) == ["success"]
    assert Duty.objects.count() == 2
    approval = Approval.objects.get(unit=unit)
    assert (approval.approved_on, approval.document_number) == (date(2024, 9, 10), "测财〔2024〕9号")
    assert approval.entered_by == treasurer


def test_the_way_back_keeps_what_was_typed(desk: Client, unit: FinanceUnit) -> None:
    page = desk.post(address("enter") + QUERY, {f"day_{unit.pk}": "2024-09-10", "edit": "1"})
    assert 'value="2024-09-10"' in text(page)
    assert not Approval.objects.exists()


@pytest.mark.parametrize(
    ("day", "query"),
    [
        ("2999-01-01", QUERY),
        ("2024-09-10", "?year=2021&kind=final_account"),
        ("2024-02-30", QUERY),
        ("gestern", QUERY),
        ("0001-01-01", QUERY),
    ],
)
def test_an_error_stands_at_its_line_and_nothing_is_entered(
    desk: Client, unit: FinanceUnit, day: str, query: str
) -> None:
    good = finance_unit(unit.department)
    year = query[6:10]
    right = "2024-09-10" if year == "2023" else "2021-09-10"
    for button in ("check", "save"):
        sent = {f"day_{unit.pk}": day, f"day_{good.pk}": right, button: "1"}
        page = desk.post(address("enter") + query, sent)
        assert set(page.context["form"].errors) == {f"day_{unit.pk}"}
        assert day in text(page)
    assert not Approval.objects.exists()
    assert not Duty.objects.exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "__all__"),
        ({"tick_{unit}": "on"}, "common_day"),
        ({"number_{unit}": "测财〔2024〕9号", "day_{other}": "2024-09-10"}, "day_{unit}"),
        ({"day_{unit}": "2024-09-10", "number_{unit}": "长" * 61}, "number_{unit}"),
    ],
)
def test_a_list_that_says_too_little_or_too_much_is_asked_again(
    desk: Client, unit: FinanceUnit, sent: dict[str, str], field: str
) -> None:
    other = finance_unit(unit.department)
    names = {"unit": unit.pk, "other": other.pk}
    filled = {key.format(**names): value for key, value in sent.items()}
    page = desk.post(address("enter") + QUERY, {**filled, "save": "1"})
    assert set(page.context["form"].errors) == {field.format(**names)}
    assert not Approval.objects.exists()


def test_without_a_rule_in_force_the_line_says_so(desk: Client, unit: FinanceUnit) -> None:
    DeadlineRule.objects.filter(code__startswith="money-").update(in_force_to=date(2020, 1, 1))
    page = desk.post(address("enter") + QUERY, {f"day_{unit.pk}": "2024-09-10", "check": "1"})
    assert set(page.context["form"].errors) == {f"day_{unit.pk}"}


def test_what_somebody_else_entered_meanwhile_is_not_entered_twice(
    desk: Client, treasury: FinanceBureau, unit: FinanceUnit
) -> None:
    approve(treasury, unit)
    page = desk.post(address("enter") + QUERY, {f"day_{unit.pk}": "2024-09-12", "save": "1"})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert Approval.objects.get().approved_on == date(2024, 9, 10)


@pytest.mark.parametrize("role", [Role.FINANCE, Role.SIGNATORY, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_only_the_bureau_enters_and_revokes(
    client: Client, treasury: FinanceBureau, unit: FinanceUnit, bureau: Department, role: Role
) -> None:
    approval = approve(treasury, finance_unit(bureau))
    client.force_login(officer_in(bureau, role))
    assert client.get(address("enter")).status_code == 403
    assert client.post(address("enter") + QUERY, {f"day_{unit.pk}": "2024-09-10", "save": "1"}).status_code == 403
    expected = {404} if role == Role.ADMINISTRATOR else {403}
    assert client.post(address("revoke", approval.pk), {"reason": "x"}).status_code in expected
    approval.refresh_from_db()
    assert approval.revoked_at is None
    assert Approval.objects.count() == 1


def test_a_wrong_approval_is_revoked_with_a_reason_and_entered_anew(
    desk: Client, treasury: FinanceBureau, unit: FinanceUnit
) -> None:
    approval = approve(treasury, unit)
    assert desk.post(address("revoke", approval.pk), {"reason": " "}).context["form"].errors
    assert levels(desk.post(address("revoke", approval.pk), {"reason": "日期录错。"}, follow=True)) == ["success"]
    approval.refresh_from_db()
    assert approval.duty.cancelled_on is not None
    assert levels(desk.post(address("revoke", approval.pk), {"reason": "再来一次"}, follow=True)) == ["warning"]
    desk.post(address("enter") + QUERY, {f"day_{unit.pk}": "2024-09-12", "save": "1"})
    assert Approval.objects.standing().get().approved_on == date(2024, 9, 12)


def test_what_is_published_is_not_revoked(desk: Client, treasury: FinanceBureau, unit: FinanceUnit) -> None:
    approval = approve(treasury, unit)
    published(unit)
    assert levels(desk.post(address("revoke", approval.pk), {"reason": "x"}, follow=True)) == ["warning"]
    approval.refresh_from_db()
    assert approval.revoked_at is None


def test_the_page_of_an_approval_says_which_rule_binds_and_why(
    client: Client, treasury: FinanceBureau, unit: FinanceUnit, accountant: Officer
) -> None:
    approval = approve(treasury, unit)
    client.force_login(accountant)
    page = client.get(address("change", approval.pk))
    assert [(option.rule.code, option.binds) for option in page.context["binding"]] == [
        ("money-20-days", True),
        ("money-20-working-days", False),
    ]
    assert 'datetime="2024-09-30"' in text(page)


def test_a_rule_that_was_ended_since_still_binds_what_was_opened_under_it(
    client: Client, treasury: FinanceBureau, unit: FinanceUnit, accountant: Officer
) -> None:
    approval = approve(treasury, unit)
    DeadlineRule.objects.filter(code__startswith="money-").update(in_force_to=date(2020, 1, 1))
    client.force_login(accountant)
    page = client.get(address("change", approval.pk))
    assert [(option.rule.code, option.binds) for option in page.context["binding"]] == [("money-20-days", True)]


def test_approvals_of_other_offices_are_not_found(
    client: Client, treasury: FinanceBureau, unit: FinanceUnit, outsider: Officer
) -> None:
    approval = approve(treasury, unit)
    client.force_login(outsider)
    for page in ("change", "history", "revoke"):
        assert client.get(address(page, approval.pk)).status_code == 404
    assert unit.name not in text(client.get(address("changelist")))
    assert unit.name not in text(client.get(address("missing") + QUERY))


def test_the_list_of_approvals_is_filtered_and_searched(
    desk: Client, treasury: FinanceBureau, unit: FinanceUnit, bureau: Department
) -> None:
    late = approve(treasury, unit)
    other = approve(treasury, finance_unit(bureau), document_number="测财〔2024〕77号")
    done = finance_unit(bureau)
    met = approve(treasury, done)
    published(done)
    desk.post(address("revoke", other.pk), {"reason": "日期录错。"})
    for query, found in (
        ("", {late, other, met}),
        ("?standing=late", {late}),
        ("?standing=owed", {late}),
        ("?standing=met", {met}),
        ("?standing=revoked", {other}),
        ("?q=77号", {other}),
        (f"?q={unit.code}", {late}),
        ("?year=2022", set()),
    ):
        assert set(desk.get(address("changelist") + query).context["cl"].result_list) == found, query


# -- what lacks an approval ------------------------------------------------------------------------------------------
def test_units_without_approval_are_listed_with_the_day_they_were_due(
    desk: Client, treasury: FinanceBureau, unit: FinanceUnit, bureau: Department
) -> None:
    approve(treasury, finance_unit(bureau))
    finance_unit(bureau, is_confidential=True, **SECRET)
    page = desk.get(address("missing") + QUERY)
    assert list(page.context["page"]) == [unit]
    assert page.context["due_on"] == date(2024, 9, 30)
    budgets = desk.get(address("missing") + "?year=2024&kind=budget")
    assert budgets.context["due_on"] == date(2024, 3, 31)
    assert len(budgets.context["page"]) == 2


def test_the_list_is_downloaded(desk: Client, unit: FinanceUnit) -> None:
    answer = desk.get(address("missing_export", "csv") + QUERY)
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["预算单位"], row["应批复日期"]) for row in rows] == [(unit.name, "2024-09-30")]
    workbook = desk.get(address("missing_export", "xlsx") + QUERY)
    sheet = load_workbook(io.BytesIO(b"".join(workbook.streaming_content))).active
    assert sheet["B2"].value == unit.name
    assert desk.get(address("missing_export", "exe") + QUERY).status_code == 404
    assert desk.get(address("missing_export", "csv") + "?year=x").status_code == 302


@pytest.mark.parametrize("query", ["?year=x", "?year=1999", "?kind=plan", "?q=" + "x" * 101])
def test_a_list_that_cannot_be_is_asked_again(desk: Client, unit: FinanceUnit, query: str) -> None:
    for page in ("enter", "missing"):
        answer = desk.get(address(page) + query)
        assert answer.status_code == 200
        assert answer.context["choice"].errors
    assert desk.get(address("enter") + QUERY + "&q=没有这样的单位").status_code == 200
    assert desk.get(address("missing") + QUERY + "&page=999").status_code == 200


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_costs_the_same_however_long(
    desk: Client, treasury: FinanceBureau, bureau: Department, django_assert_max_num_queries: Any, number: int
) -> None:
    for _ in range(number):
        approve(treasury, finance_unit(bureau))
        finance_unit(bureau)
    for page, most in ((address("enter") + QUERY, 11), (address("missing") + QUERY, 8), (address("changelist"), 10)):
        desk.get(page)
        with django_assert_max_num_queries(most):
            desk.get(page)


def test_a_whole_city_fits_one_list(desk: Client, bureau: Department, treasury: FinanceBureau) -> None:
    units = [finance_unit(bureau) for _ in range(400)]
    sent: dict[str, str] = {"common_day": "2024-09-10", "check": "1"}
    for unit in units:
        sent |= {f"tick_{unit.pk}": "on", f"day_{unit.pk}": "", f"number_{unit.pk}": ""}
    page = desk.post(address("enter") + QUERY, sent)
    assert len(page.context["lines"]) == 400


def test_the_kinds_are_kept_apart(desk: Client, treasury: FinanceBureau, unit: FinanceUnit) -> None:
    approve(treasury, unit)
    page = desk.get(address("enter") + f"?year=2023&kind={StatementKind.BUDGET}")
    assert [line.approval for line in page.context["lines"]] == [None]
