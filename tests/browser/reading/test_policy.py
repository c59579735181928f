"""The real content security policy stops nothing that we ship: no violation, no error on any console."""

from tests.browser.conftest import set_cookie, sign_in
from tests.scene import officers_pages, own_pages, public_pages, ticket_for


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
