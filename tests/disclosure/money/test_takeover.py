"""Statements that were published before this platform are taken over as they stood, findings beside them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from departments.models import Department, Duty
from departments.officers.models import Officer
from disclosure.models import FinanceBureau, FinanceUnit, PublicFigures, Statement, StatementFinding
from disclosure.money.composing import published_entry, working_entry
from disclosure.money.entries import TableEntry
from disclosure.money.publishing import digest_of
from disclosure.money.services import (
    TakenOver,
    save_statement,
    sign_statement,
    start_restatement,
    submit_statement,
    take_over_statements,
)
from disclosure.money.statuses import StatementKind, StatementScope, StatementStatus
from foundation.refusals import NotAllowed, Refusal
from tests.factories.departments import CityFactory
from tests.factories.money import PROSE, SEPTEMBER, approve, drafted, entry, finance_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(unit: FinanceUnit) -> TakenOver:
    """A final account of 2012, as a paper printed it."""
    return TakenOver(
        unit=unit,
        fiscal_year=2012,
        kind=StatementKind.FINAL_ACCOUNT,
        scope=StatementScope.OWN,
        entry=entry(PROSE.replace("2023", "2012")),
        published_on=date(2013, 10, 8),
        source="市政府公报2013年第10期",
    )


def take_over(rows: list[TakenOver], bureau: FinanceBureau, by: Officer) -> int:
    return take_over_statements(rows, bureau=bureau, by=by, at=SEPTEMBER)


def test_it_is_published_since_then_and_nothing_is_owed(
    row: TakenOver, treasury: FinanceBureau, treasurer: Officer
) -> None:
    assert take_over([row], treasury, treasurer) == 1
    statement = Statement.objects.get()
    assert statement.status == StatementStatus.PUBLISHED
    assert statement.taken_over_from == "市政府公报2013年第10期"
    assert statement.events.get().reason.endswith("市政府公报2013年第10期")
    figures = PublicFigures.objects.get()
    assert (figures.published_on, figures.total, figures.reception_people) == (date(2013, 10, 8), Decimal(16000), 160)
    assert figures.changed_on == figures.published_on, "nothing was corrected since"
    assert figures.counts_in_city
    assert not Duty.objects.exists()


def test_the_page_names_the_source_and_does_not_call_the_day_of_taking_over_the_first(
    client: Client, row: TakenOver, treasury: FinanceBureau, treasurer: Officer
) -> None:
    take_over([row], treasury, treasurer)
    page = client.get(f"/money/statements/{Statement.objects.get().pk}/").content.decode()
    assert "市政府公报2013年第10期" in page
    assert "按此前公布的内容补录。" in page
    assert "首次发布。" not in page
    assert "2013-10-08 00:00" not in page


@pytest.mark.parametrize(
    ("source", "is_invented"), [("http://www.example.cn/view/1.html", False), ("演示数据（补录）", True)]
)
def test_a_demonstration_calls_figures_invented_unless_an_address_is_named(
    client: Client,
    row: TakenOver,
    treasury: FinanceBureau,
    treasurer: Officer,
    settings: Any,
    source: str,
    is_invented: bool,
) -> None:
    settings.IS_DEMO = True
    take_over([replace(row, source=source)], treasury, treasurer)
    for address in (f"/money/statements/{Statement.objects.get().pk}/", f"/money/units/{row.unit.code}/"):
        assert ('class="demo"' in client.get(address).content.decode()) == is_invented


@pytest.mark.parametrize(
    ("published_on", "met_on"), [(date(2024, 9, 15), date(2024, 9, 15)), (date(2024, 9, 5), date(2024, 9, 10))]
)
def test_an_approval_entered_afterwards_asks_for_nothing_that_is_there(
    row: TakenOver, treasury: FinanceBureau, treasurer: Officer, published_on: date, met_on: date
) -> None:
    take_over([replace(row, fiscal_year=2023, entry=entry(), published_on=published_on)], treasury, treasurer)
    approve(treasury, row.unit)
    assert Duty.objects.get().met_on == met_on
    approve(treasury, row.unit, fiscal_year=2024)
    approve(treasury, row.unit, fiscal_year=2023, kind=StatementKind.BUDGET, approved_on=date(2023, 2, 10))
    assert Duty.objects.open().count() == 2


def test_what_is_owed_under_an_approval_is_met_by_taking_over_what_was_published_elsewhere(
    row: TakenOver, treasury: FinanceBureau, treasurer: Officer, bureau: Department
) -> None:
    approve(treasury, row.unit)
    finance_unit(bureau, parent=(wide := finance_unit(bureau)))
    approve(treasury, wide)
    told = replace(row, fiscal_year=2023, entry=entry(), published_on=date(2024, 9, 15))
    take_over([told, replace(told, unit=wide)], treasury, treasurer)
    assert Duty.objects.get(subject_key=f"{row.unit.pk}:2023:final_account").met_on == date(2024, 9, 15)
    assert Duty.objects.open().get().subject_key == f"{wide.pk}:2023:final_account", "the sum is still to come"


def test_its_rows_and_its_version_say_the_same(row: TakenOver, treasury: FinanceBureau, treasurer: Officer) -> None:
    take_over([row], treasury, treasurer)
    version = Statement.objects.get().current_version
    assert version is not None
    assert version.digest == digest_of(version.content, 1, "", "")
    expected = replace(row.entry, tables=[])
    assert published_entry(version) == expected
    assert working_entry(Statement.objects.get()) == expected


def test_slips_are_published_as_findings_and_block_nothing(
    row: TakenOver, treasury: FinanceBureau, treasurer: Officer
) -> None:
    slipped = replace(row, entry=entry(PROSE.replace("2023", "2012").replace("下降20.0%", "下降25.0%")))
    take_over([slipped], treasury, treasurer)
    assert [finding.rule for finding in StatementFinding.objects.all()] == [8]
    version = Statement.objects.get().current_version
    assert version is not None
    assert [warning["rule"] for warning in version.content["warnings"]] == [8]


def test_it_can_be_restated_afterwards(
    row: TakenOver, treasury: FinanceBureau, treasurer: Officer, accountant: Officer, signatory: Officer
) -> None:
    take_over([row], treasury, treasurer)
    restated = start_restatement(Statement.objects.get(), by=accountant, at=SEPTEMBER, reason="更正说明文字。")
    assert restated.status == StatementStatus.DRAFT
    place = (row.unit, row.fiscal_year, row.kind, row.scope)
    mended = entry(row.entry.explanation.replace("外地考察团", "外省考察团"))
    draft = save_statement(*place, mended, by=accountant, at=SEPTEMBER)
    sign_statement(submit_statement(draft, by=accountant, at=SEPTEMBER), by=signatory, at=SEPTEMBER)
    assert Statement.objects.get().current_version.number == 2


def test_a_unit_cannot_take_over_its_own(row: TakenOver, treasury: FinanceBureau, accountant: Officer) -> None:
    with pytest.raises(NotAllowed):
        take_over([row], treasury, accountant)


def test_a_bureau_takes_over_only_for_its_territory(
    row: TakenOver, treasury: FinanceBureau, treasurer: Officer
) -> None:
    abroad = finance_unit(CityFactory())
    with pytest.raises(NotAllowed):
        take_over([row, replace(row, unit=abroad)], treasury, treasurer)
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"published_on": date(2030, 1, 1)}, "future"),
        ({"source": "  "}, "source_missing"),
        ({"entry": replace(entry(), tables=[TableEntry("funds", note="没有。")])}, "tables_given"),
        ({"entry": entry(final="1.2345678")}, "amount_not_storable"),
    ],
)
def test_what_is_not_fit_is_refused_and_nothing_is_stored(
    row: TakenOver, treasury: FinanceBureau, treasurer: Officer, changes: dict, code: str
) -> None:
    good = replace(row, fiscal_year=2011)
    with pytest.raises(Refusal) as refusal:
        take_over([good, replace(row, **changes)], treasury, treasurer)
    assert refusal.value.code == code
    assert not Statement.objects.exists()


def test_a_confidential_unit_is_refused(
    row: TakenOver, treasury: FinanceBureau, treasurer: Officer, bureau: Department
) -> None:
    secret = finance_unit(bureau, is_confidential=True, exemption_basis="第十四条", review_on=date(2030, 1, 1))
    with pytest.raises(Refusal) as refusal:
        take_over([replace(row, unit=secret)], treasury, treasurer)
    assert refusal.value.code == "confidential_unit"


def test_what_is_there_already_is_refused_also_twice_in_one_list(
    row: TakenOver, treasury: FinanceBureau, treasurer: Officer, unit: FinanceUnit
) -> None:
    with pytest.raises(Refusal) as refusal:
        take_over([row, row], treasury, treasurer)
    assert refusal.value.code == "statement_exists"
    drafted(unit, year=2012)
    with pytest.raises(Refusal) as refusal:
        take_over([row], treasury, treasurer)
    assert refusal.value.code == "statement_exists"


def test_many_are_taken_over_in_a_few_statements(
    row: TakenOver, treasury: FinanceBureau, treasurer: Officer, django_assert_max_num_queries
) -> None:
    rows = [replace(row, fiscal_year=year) for year in range(2003, 2023)]
    with django_assert_max_num_queries(40):
        assert take_over(rows, treasury, treasurer) == 20
