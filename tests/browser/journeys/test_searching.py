"""A journalist searches in Traditional Chinese, narrows, opens the document, without scripts."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from disclosure.items.services import withdraw_item
from tests.browser.conftest import publish_about_land
from tests.scene import Scene


@pytest.fixture
def documents(scene: Scene) -> list:
    """Two documents about the same thing, of two kinds."""
    return publish_about_land(scene)


def test_a_document_is_found_narrowed_and_opened_without_scripts(scriptless: Page, site, documents):
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
