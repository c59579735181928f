"""Every state of the search in every form in which people read it."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import FORMS, MODES, walk
from tests.browser.conftest import OVERFLOW, publish_about_land

STATES = ["q=征地补偿", "q=征地补偿&genre=通知", "q=征地补偿&year=1", "q=“征地补偿标准”", "q=！"]


@pytest.fixture(scope="module", autouse=True)
def documents(scene):
    """Two documents about the same thing, of two kinds."""
    return publish_about_land(scene)


@pytest.mark.parametrize("mode", MODES)
def test_no_state_of_the_search_has_a_violation(open_mode, site, mode):
    assert walk(open_mode(mode), site, {query: f"/search/?{query}" for query in STATES}, mode) == {}


def test_no_state_of_the_search_scrolls_sideways(narrow, site):
    for query in ("q=征地补偿", "q=征地补偿&year=1", "q=" + "a" * 100, "q=没有"):
        narrow.goto(f"{site}/search/?{query}")
        assert narrow.evaluate(OVERFLOW) <= 0, query


def test_facets_fold_on_a_phone_and_open_by_keyboard(open_browser, site):
    page = open_browser(**FORMS["phone"])
    page.goto(f"{site}/search/?q=征地补偿")
    link = page.locator(".facets").get_by_role("link", name="公告")
    expect(link).to_be_hidden()
    page.locator(".facets summary").focus()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
