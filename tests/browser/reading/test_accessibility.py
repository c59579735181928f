"""Every page, in every form in which people read it, passes axe without a single violation."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import MODES, violations_in_forms, walk
from tests.browser.conftest import set_cookie, sign_in
from tests.scene import money_desk_pages, officers_pages, own_pages, public_pages, ticket_for, webhook_pages

CONTENT = "#content"
"""The part of a back office page that is ours; the frame around it, menu and head, is Django's own."""


def test_public_pages_have_no_violation(open_mode, site, scene):
    assert walk(open_mode("plain"), site, public_pages(scene), "plain") == {}


@pytest.mark.parametrize("mode", MODES)
def test_the_pages_of_a_letter_writer_have_no_violation(open_mode, site, scene, mode):
    page = open_mode(mode)
    faults = {}
    for message in (scene.letter, scene.answered):
        for name, address in own_pages().items():
            set_cookie(page.context, site, *ticket_for(message, "ABCD2345EFGH"))
            faults |= walk(page, site, {f"{name} {message.status}": address}, mode)
    assert faults == {}


@pytest.mark.parametrize("mode", MODES)
def test_refused_forms_have_no_violation(open_mode, site, scene, mode):
    page = open_mode(mode)
    for name in ("interaction:write", "interaction:query"):
        page.goto(site + public_pages(scene)[name])
        page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
        page.locator("main form [type=submit]").first.click()
        expect(page.locator(".errsum"), name).to_have_count(1)
        assert violations_in_forms(page, mode) == [], name


def test_the_log_in_has_no_violation(open_mode, site):
    assert walk(open_mode("plain"), site, {"log-in": "/admin/login/"}, "plain") == {}


def test_the_desk_of_the_supervisors_has_no_violation(open_mode, site, scene, client):
    page = open_mode("plain")
    sign_in(page, site, scene, client)
    desk = {name: address for name, address in officers_pages().items() if name.startswith("reports:")}
    assert walk(page, site, desk, "plain") == {}


def test_the_desk_of_public_money_has_no_violation_in_its_content(open_mode, site, scene, client):
    page = open_mode("plain")
    sign_in(page, site, scene, client)
    assert walk(page, site, money_desk_pages(), "plain", CONTENT) == {}


@pytest.mark.parametrize("mode", MODES)
def test_the_log_of_a_webhook_and_its_questions_have_no_violation_in_their_content(
    open_mode, site, scene, client, mode
):
    page = open_mode(mode)
    sign_in(page, site, scene, client)
    assert walk(page, site, webhook_pages(), mode, CONTENT) == {}
