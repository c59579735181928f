"""Every page, in every form in which people read it, passes axe without a single violation."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import set_cookie, sign_in
from tests.scene import money_desk_pages, officers_pages, own_pages, public_pages, ticket_for, webhook_pages

FORMS: dict[str, dict[str, Any]] = {
    "normal": {"viewport": {"width": 1280, "height": 900}},
    "elder": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "elder on a phone": {"viewport": {"width": 390, "height": 844}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@pytest.fixture
def open_form(browser: Browser, browser_context_args: dict[str, Any], site: str):
    """Return a function that opens a page in one form; the policy is off so that axe can be put into the page."""
    contexts = []

    def open_in(form: str) -> Page:
        context = browser.new_context(**{**browser_context_args, **FORMS[form], "bypass_csp": True})
        contexts.append(context)
        if form.startswith("elder"):
            set_cookie(context, site, "mode", "elder")
        return context.new_page()

    yield open_in
    for context in contexts:
        context.close()


def violations(page: Page, within: str | None = None) -> list[str]:
    """Return each violation with the places where it stands; `within` a part of the page, if it is given."""
    found = Axe().run(page, context=within, options=RULES).response["violations"]
    return [f"{fault['id']}: {[node['target'] for node in fault['nodes']][:4]}" for fault in found]


def walk_content(page: Page, site: str, addresses: dict[str, str]) -> dict[str, list[str]]:
    """Walk pages of the back office; the frame around them, menu and head, is Django's own."""
    faults = {}
    for name, address in addresses.items():
        page.goto(site + address)
        faults[name] = violations(page, "#content")
    return {name: found for name, found in faults.items() if found}


def walk(page: Page, site: str, addresses: dict[str, str]) -> dict[str, list[str]]:
    faults = {}
    for name, address in addresses.items():
        page.goto(site + address)
        faults[name] = violations(page)
    return {name: found for name, found in faults.items() if found}


@pytest.mark.parametrize("form", [form for form in FORMS if not form.startswith("elder")])
def test_public_pages_have_no_violation(open_form, site, scene, form):
    page = open_form(form)
    assert walk(page, site, public_pages(scene)) == {}


@pytest.mark.parametrize("form", FORMS)
def test_the_pages_of_a_letter_writer_have_no_violation(open_form, site, scene, form):
    page = open_form(form)
    faults = {}
    for message in (scene.letter, scene.answered):
        for name, address in own_pages().items():
            set_cookie(page.context, site, *ticket_for(message, "ABCD2345EFGH"))
            faults |= walk(page, site, {f"{name} {message.status}": address})
    assert faults == {}


@pytest.mark.parametrize("form", ["normal", "elder", "phone", "dark"])
def test_refused_forms_have_no_violation(open_form, site, scene, form):
    page = open_form(form)
    for name in ("interaction:write", "interaction:query"):
        page.goto(site + public_pages(scene)[name])
        page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
        page.locator("main form [type=submit]").first.click()
        expect(page.locator(".errsum"), name).to_have_count(1)
        assert violations(page) == [], name


@pytest.mark.parametrize("form", ["normal", "dark"])
def test_the_log_in_has_no_violation(open_form, site, form):
    assert walk(open_form(form), site, {"log-in": "/admin/login/"}) == {}


def test_the_desk_of_the_supervisors_has_no_violation(open_form, site, scene, client):
    page = open_form("normal")
    sign_in(page, site, scene, client)
    desk = {name: address for name, address in officers_pages().items() if name.startswith("reports:")}
    assert walk(page, site, desk) == {}


@pytest.mark.parametrize("form", ["normal", "phone", "dark"])
def test_the_desk_of_public_money_has_no_violation_in_its_content(open_form, site, scene, client, form):
    page = open_form(form)
    sign_in(page, site, scene, client)
    assert walk_content(page, site, money_desk_pages()) == {}


@pytest.mark.parametrize("form", ["normal", "elder on a phone", "dark"])
def test_the_log_of_a_webhook_and_its_questions_have_no_violation_in_their_content(
    open_form, site, scene, client, form
):
    page = open_form(form)
    sign_in(page, site, scene, client)
    assert walk_content(page, site, webhook_pages()) == {}
