"""The page on which a statement is typed: sums beside the totals as one types, and everything without script too."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from disclosure.models import Statement
from disclosure.money.statuses import StatementStatus
from tests.browser.conftest import sign_in


@pytest.fixture
def draft(scene: Any) -> Statement:
    """The draft with errors."""
    return Statement.objects.get(fiscal_year=2022, status=StatementStatus.DRAFT)


def open_entry(page: Page, site: str, draft: Statement) -> str:
    address = site + reverse("admin:disclosure_statement_entry", args=[draft.pk])
    page.goto(address)
    return address


def test_sums_follow_what_is_typed_and_tell_the_difference(
    page: Page, site: str, scene: Any, client: Any, draft: Statement
) -> None:
    sign_in(page, site, scene, client)
    open_entry(page, site, draft)
    total = page.locator('td[data-row="total"][data-column="final"] output')
    vehicle = page.locator('td[data-row="vehicle"][data-column="final"] output')
    expect(total).to_have_text("分项之和 1.50")
    page.locator("#id_cell_reception_final_0").fill("１，０５５.４")
    expect(total).to_have_text("分项之和 1055.40；相差 -1053.90")
    page.locator("#id_cell_total_final_0").fill("1055.4")
    expect(total).to_have_text("分项之和 1055.40")
    page.locator("#id_cell_vehicle_purchase_final_0").fill("0.1")
    page.locator("#id_cell_vehicle_running_final_0").fill("0.2")
    expect(vehicle).to_have_text("分项之和 0.30；相差 -0.30")
    page.locator("#id_cell_vehicle_running_final_1").select_option("not_held")
    expect(vehicle).to_have_text("分项之和 0.10；相差 -0.10")


def test_a_finding_leads_to_its_field(page: Page, site: str, scene: Any, client: Any, draft: Statement) -> None:
    sign_in(page, site, scene, client)
    address = open_entry(page, site, draft)
    page.locator("#id_cell_total_final_0").fill("9.99")
    page.locator(".entry .submit-row [type=submit]").click()
    page.locator(".findings a").first.click()
    expect(page).to_have_url(f"{address}#id_cell_total_final_0")
    expect(page.locator('td[data-row="total"][data-column="final"]')).to_contain_text("错误，规则1")


def test_without_script_it_is_typed_refused_and_stored(
    browser: Browser, browser_context_args: dict[str, Any], site: str, scene: Any, client: Any, draft: Statement
) -> None:
    page = browser.new_context(**{**browser_context_args, "java_script_enabled": False}).new_page()
    sign_in(page, site, scene, client)
    open_entry(page, site, draft)
    page.locator("#id_cell_abroad_final_0").fill("12%")
    page.locator(".entry .submit-row [type=submit]").click()
    expect(page.locator(".errornote")).to_have_count(1)
    expect(page.locator("#id_cell_abroad_final_0")).to_have_value("12%")
    page.locator("#id_cell_abroad_final_0").fill("--")
    page.locator(".entry .submit-row [type=submit]").click()
    expect(page.locator(".findings")).to_have_count(1)
    assert draft.figures.get(category="abroad", column="final").absence == "blank"
