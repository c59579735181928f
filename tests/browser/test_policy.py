"""The real content security policy stops nothing that we ship: no violation, no error on any console."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import set_cookie, sign_in
from tests.scene import officers_pages, own_pages, public_pages, ticket_for

COUNT = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", event => window.__violations.push(
    event.violatedDirective + " " + event.blockedURI + " " + event.sourceFile + ":" + event.lineNumber));
"""


@pytest.fixture
def watched(page: Page):
    """A page whose violations, console errors, script errors and failed requests are kept."""
    page.add_init_script(COUNT)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    # a request that the next page cut off has not failed
    page.on(
        "requestfailed",
        lambda request: faults.append(f"failed: {request.url}") if request.failure != "net::ERR_ABORTED" else None,
    )
    return page, faults


def walk(watched, site: str, addresses: dict[str, str]) -> dict[str, list[str]]:
    page, faults = watched
    found = {}
    for name, address in addresses.items():
        faults.clear()
        answer = page.goto(site + address, wait_until="load")
        status = answer.status if answer else 0
        own_error = f"the server responded with a status of {status}"
        rest = [fault for fault in faults if own_error not in fault]
        found[name] = rest + page.evaluate("window.__violations")
    return {name: seen for name, seen in found.items() if seen}


def test_the_policy_is_really_in_force(watched, site, scene):
    page, _faults = watched
    page.goto(site + "/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.wait_for_function("window.__violations.length === 1")


def test_public_pages_break_no_rule(watched, site, scene):
    assert walk(watched, site, public_pages(scene)) == {}


def test_the_pages_of_a_letter_writer_break_no_rule(watched, site, scene):
    set_cookie(watched[0].context, site, *ticket_for(scene.answered))
    assert walk(watched, site, own_pages()) == {}


def test_the_officers_pages_break_no_rule(watched, site, scene, client):
    sign_in(watched[0], site, scene, client)
    assert walk(watched, site, {"log-in": "/admin/login/", **officers_pages()}) == {}
