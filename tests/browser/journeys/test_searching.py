"""A journalist searches in Traditional Chinese, narrows, opens the document; without scripts, and in every form."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from disclosure.items.services import withdraw_item
from disclosure.search.items import follow_item
from tests.browser.test_accessibility import FORMS, open_form, violations  # noqa: F401 — a fixture
from tests.browser.test_reflow import OVERFLOW, narrow, scriptless  # noqa: F401 — fixtures
from tests.factories.disclosure import published
from tests.scene import Scene


@pytest.fixture
def documents(scene: Scene) -> list:
    """Two documents about the same thing, of two kinds."""
    column = scene.item.category
    found = [
        published(scene.office, title="关于征地补偿标准的公告", genre="公告", category=column),
        published(scene.office, title="关于征地补偿工作的通知", genre="通知", category=column),
    ]
    for item in found:
        follow_item(item.pk)
    return found


def test_a_document_is_found_narrowed_and_opened_without_scripts(scriptless: Page, site, documents):  # noqa: F811
    scriptless.goto(site + "/")
    scriptless.get_by_role("search").get_by_role("searchbox").fill("徵地補償")
    scriptless.get_by_role("search").get_by_role("button", name="检索").click()
    expect(scriptless.get_by_role("heading", name="2条结果")).to_be_visible()
    expect(scriptless.locator(".hits mark").first).to_have_text("征地补偿")
    scriptless.locator(".facets").get_by_role("link", name="公告").click()
    expect(scriptless.locator(".hits > li")).to_have_count(1)
    scriptless.get_by_role("link", name="关于征地补偿标准的公告").click()
    expect(scriptless.get_by_role("heading", level=1)).to_have_text("关于征地补偿标准的公告")
    scriptless.go_back()
    scriptless.locator(".chips").get_by_role("link", name="公告").click()
    expect(scriptless.locator(".hits > li")).to_have_count(2)


def test_what_was_withdrawn_meanwhile_is_gone_on_the_next_look(page: Page, site, scene, documents):
    page.goto(f"{site}/search/?q=征地补偿")
    expect(page.locator(".hits > li")).to_have_count(2)
    withdraw_item(documents[0], by=scene.chief, at=timezone.now(), reason="内容有误。")
    page.reload()
    expect(page.locator(".hits > li")).to_have_count(1)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "query", ["q=征地补偿", "q=征地补偿&genre=通知", "q=征地补偿&year=1", "q=“征地补偿标准”", "q=！"]
)
def test_every_state_of_the_search_has_no_violation(open_form, site, documents, form, query):  # noqa: F811
    page = open_form(form)
    page.goto(f"{site}/search/?{query}")
    assert violations(page) == []


def test_no_state_of_the_search_scrolls_sideways(narrow: Page, site, documents):  # noqa: F811
    for query in ("q=征地补偿", "q=征地补偿&year=1", "q=" + "a" * 100, "q=没有"):
        narrow.goto(f"{site}/search/?{query}")
        assert narrow.evaluate(OVERFLOW) <= 0, query


def test_facets_fold_on_a_phone_and_open_by_keyboard(open_form, site, documents):  # noqa: F811
    page = open_form("phone")
    page.goto(f"{site}/search/?q=征地补偿")
    link = page.locator(".facets").get_by_role("link", name="公告")
    expect(link).to_be_hidden()
    page.locator(".facets summary").focus()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
