"""Units and bureaus are kept by administrators; what was published and is owed follows."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from departments.models import Department, Duty
from departments.officers.models import Officer
from departments.officers.roles import Role
from disclosure.models import FinanceBureau, FinanceUnit
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.money import SECRET, approve, finance_unit, published

pytestmark = pytest.mark.django_db


def address(page: str, *args: object, model: str = "financeunit") -> str:
    return reverse(f"admin:disclosure_{model}_{page}", args=args)


def filled(office: Department, /, **change: object) -> dict[str, Any]:
    fields = {"code": "099001", "name": "测试市民政局", "parent": "", "department": office.pk, "group": "office"}
    return {**fields, "exemption_basis": "", "review_on": "", **change}


@pytest.fixture
def desk(client: Client, administrator: Officer) -> Client:
    """The browser of the city's administrator."""
    client.force_login(administrator)
    return client


def test_a_unit_is_added_in_its_place(desk: Client, unit: FinanceUnit, bureau: Department) -> None:
    assert desk.post(address("add"), filled(bureau, parent=unit.pk)).status_code == 302
    added = FinanceUnit.objects.get(code="099001")
    assert (added.parent, added.path) == (unit, f"{unit.path}099001/")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "099/001"}, "code"),
        ({"code": "预算"}, "code"),
        ({"name": ""}, "name"),
        ({"department": ""}, "department"),
        ({"parent": "0"}, "parent"),
        ({"group": "club"}, "group"),
        ({"is_confidential": "on"}, "exemption_basis"),
        ({"is_confidential": "on", "exemption_basis": "保守国家秘密法"}, "review_on"),
        ({"exemption_basis": "保守国家秘密法"}, "exemption_basis"),
        ({"review_on": "2030-01-01"}, "review_on"),
    ],
)
def test_the_form_names_the_field_that_is_wrong(
    desk: Client, bureau: Department, change: dict[str, str], field: str
) -> None:
    answer = desk.post(address("add"), filled(bureau, **change))
    assert field in answer.context["adminform"].form.errors
    assert not FinanceUnit.objects.exists()


def test_a_unit_can_not_stand_below_itself(desk: Client, unit: FinanceUnit, bureau: Department) -> None:
    below = finance_unit(bureau, parent=unit)
    answer = desk.post(address("change", unit.pk), filled(bureau, parent=below.pk))
    assert "parent" in answer.context["adminform"].form.errors


def test_the_code_stays_as_it_was_given(desk: Client, unit: FinanceUnit, bureau: Department) -> None:
    desk.post(address("change", unit.pk), filled(bureau, code="777777", name="新名称"))
    before = unit.code
    unit.refresh_from_db()
    assert (unit.code, unit.name) == (before, "新名称")


def test_what_still_owes_a_statement_does_not_become_confidential(
    desk: Client, treasury: FinanceBureau, unit: FinanceUnit, bureau: Department
) -> None:
    approve(treasury, unit)
    secret = {"is_confidential": "on", "exemption_basis": "保守国家秘密法", "review_on": "2030-01-01"}
    answer = desk.post(address("change", unit.pk), filled(bureau, **secret))
    assert "is_confidential" in answer.context["adminform"].form.errors
    unit.refresh_from_db()
    assert not unit.is_confidential


def test_exemptions_due_for_review_are_found(desk: Client, bureau: Department, unit: FinanceUnit) -> None:
    due = finance_unit(bureau, is_confidential=True, **SECRET)
    later = finance_unit(bureau, is_confidential=True, **{**SECRET, "review_on": date(2999, 1, 1)})
    for query, found in (("due", {due}), ("exempt", {due, later}), ("none", {unit})):
        listed = desk.get(f"{address('changelist')}?exemption={query}").context["cl"].result_list
        assert set(listed) == found


@pytest.mark.parametrize("role", [Role.FINANCE, Role.SIGNATORY, Role.SUPERVISOR])
def test_others_read_the_tree_and_change_nothing(
    client: Client, unit: FinanceUnit, bureau: Department, role: Role
) -> None:
    client.force_login(officer_in(bureau, role))
    assert client.get(address("change", unit.pk)).status_code == 200
    assert client.post(address("change", unit.pk), filled(bureau)).status_code == 403
    assert client.get(address("add")).status_code == 403


def test_an_administrator_of_one_office_keeps_only_its_units(
    client: Client, unit: FinanceUnit, bureau: Department, other_bureau: Department
) -> None:
    foreign = finance_unit(other_bureau)
    client.force_login(officer_in(bureau, Role.ADMINISTRATOR))
    assert client.get(address("change", foreign.pk)).status_code == 404
    assert foreign.name not in client.get(address("changelist")).content.decode()
    moved = client.post(address("change", unit.pk), filled(other_bureau))
    assert "department" in moved.context["adminform"].form.errors


def test_only_an_unused_unit_is_deleted(
    desk: Client, treasury: FinanceBureau, unit: FinanceUnit, bureau: Department
) -> None:
    unused = finance_unit(bureau)
    approve(treasury, unit)
    assert desk.post(address("delete", unused.pk), {"post": "yes"}).status_code == 302
    desk.post(address("delete", unit.pk), {"post": "yes"})
    assert list(FinanceUnit.objects.all()) == [unit]


def test_an_office_whose_last_unit_is_deleted_owes_what_it_published_no_more(
    desk: Client, treasury: FinanceBureau, unit: FinanceUnit, bureau: Department
) -> None:
    mistake = finance_unit(bureau, parent=unit)
    approve(treasury, unit)
    published(unit)
    desk.post(address("delete", mistake.pk), {"post": "yes"})
    assert Duty.objects.get().met_on == date(2024, 9, 20)


def test_a_bureau_is_named_for_a_territory(desk: Client, city: Department, bureau: Department) -> None:
    given = {"department": bureau.pk, "territory": city.pk}
    assert desk.post(address("add", model="financebureau"), given).status_code == 302
    assert FinanceBureau.objects.get().territory == city
    twice = desk.post(address("add", model="financebureau"), {"department": city.pk, "territory": city.pk})
    assert "territory" in twice.context["adminform"].form.errors


def test_a_bureau_is_named_only_for_own_territories(client: Client, city: Department, bureau: Department) -> None:
    client.force_login(officer_in(bureau, Role.ADMINISTRATOR))
    given = {"department": bureau.pk, "territory": city.pk}
    answer = client.post(address("add", model="financebureau"), given)
    assert "territory" in answer.context["adminform"].form.errors
    own = DepartmentFactory(parent=bureau)
    given = {"department": bureau.pk, "territory": own.pk}
    assert client.post(address("add", model="financebureau"), given).status_code == 302


@pytest.mark.parametrize("number", [1, 12])
def test_the_tree_costs_the_same_however_long(
    desk: Client, bureau: Department, django_assert_max_num_queries: Any, number: int
) -> None:
    for _ in range(number):
        finance_unit(bureau)
    desk.get(address("changelist"))
    with django_assert_max_num_queries(9):
        desk.get(address("changelist"))
