"""Pages fold instead of scrolling sideways, work by keyboard and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import PHONE
from tests.browser.conftest import OVERFLOW, set_cookie
from tests.scene import public_pages


@pytest.mark.parametrize("mode", ["plain", "elder"])
def test_no_public_page_scrolls_sideways_at_320_points(narrow: Page, site, scene, mode):
    set_cookie(narrow.context, site, "mode", mode)
    wide = {}
    for name, address in public_pages(scene).items():
        narrow.goto(site + address)
        if narrow.evaluate(OVERFLOW) > 0:
            wide[name] = narrow.evaluate(OVERFLOW)
    assert wide == {}


def test_the_first_tab_jumps_to_the_content(page: Page, site, scene):
    page.goto(site + "/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_every_link_and_button_of_the_home_page_is_reached_by_tab(page: Page, site, scene):
    page.goto(site + "/")
    every = "[...document.querySelectorAll('a[href], button, input:not([type=hidden])')]"
    all_shown = f"{every}.filter(one => one.checkVisibility())"
    wanted = page.evaluate(f"{all_shown}.length")
    reached = set()
    for _ in range(wanted + 2):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(f"{all_shown}.indexOf(document.activeElement)"))
    assert wanted > 20
    assert reached >= set(range(wanted))


@pytest.mark.parametrize("mode", ["plain", "elder"])
def test_a_phone_shows_the_doors_to_the_mailboxes_first_and_unfolds_the_sections(open_browser, site, scene, mode):
    page = open_browser(viewport=PHONE, java_script_enabled=False)
    set_cookie(page.context, site, "mode", mode)
    page.goto(site + "/")
    sections = page.get_by_role("navigation", name="栏目")
    for name in ("写信", "凭编号查询"):
        expect(sections.get_by_role("link", name=name)).to_be_in_viewport()
    policies = sections.get_by_role("link", name="政策文件")
    expect(policies).to_be_hidden()
    sections.locator("summary").focus()
    page.keyboard.press("Enter")
    policies.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("规章和规范性文件")
    expect(page.get_by_label("标题或编号")).to_be_hidden()
    page.locator(".filters-fold summary").click()
    page.get_by_label("标题或编号").fill("油烟")
    page.get_by_role("button", name="筛选", exact=True).click()
    expect(page.get_by_label("标题或编号")).to_have_value("油烟")


@pytest.mark.parametrize("mode", ["plain", "elder"])
@pytest.mark.parametrize("kind", ["disclosure:item", "disclosure:policy", "disclosure:interpretation"])
def test_a_phone_shows_the_text_of_a_document_and_unfolds_its_facts(open_browser, site, scene, kind, mode):
    page = open_browser(viewport=PHONE, java_script_enabled=False)
    set_cookie(page.context, site, "mode", mode)
    page.goto(site + public_pages(scene)[kind])
    facts = page.locator(".doc-head .meta")
    expect(facts).to_be_hidden()
    page.locator(".meta-fold summary").focus()
    page.keyboard.press("Enter")
    expect(facts).to_be_visible()
    expect(facts).to_contain_text("索引号")


def test_a_wide_page_and_paper_show_the_facts_of_a_document_and_nothing_to_unfold(open_browser, site, scene):
    for wide, media in ((True, "screen"), (True, "print"), (False, "print")):
        page = open_browser() if wide else open_browser(viewport=PHONE)
        page.emulate_media(media=media)
        page.goto(site + public_pages(scene)["disclosure:item"])
        expect(page.locator(".doc-head .meta")).to_be_visible()
        expect(page.locator(".meta-fold")).to_be_hidden()


def test_large_print_is_switched_by_keyboard_without_scripts_and_leads_back(scriptless: Page, site, scene):
    scriptless.goto(f"{site}/offices/?q=%E7%8E%AF")
    scriptless.get_by_role("button", name="长者模式").focus()
    scriptless.keyboard.press("Enter")
    expect(scriptless).to_have_url(f"{site}/offices/?q=%E7%8E%AF")
    expect(scriptless.locator("html")).to_have_attribute("data-mode", "elder")
    expect(scriptless.get_by_role("button", name="长者模式")).to_have_attribute("aria-pressed", "true")


def test_the_language_is_switched_without_scripts(scriptless: Page, site, scene):
    scriptless.goto(f"{site}/")
    scriptless.get_by_role("button", name="English").click()
    expect(scriptless.locator("html")).to_have_attribute("lang", "en")


def test_an_office_is_found_without_scripts(scriptless: Page, site, scene):
    scriptless.goto(f"{site}/")
    scriptless.get_by_role("link", name="机构职能", exact=True).first.click()
    scriptless.get_by_label("单位名称").fill("流波䃥")
    scriptless.get_by_role("button", name="查找").click()
    scriptless.get_by_role("link", name="流波䃥镇人民政府").click()
    expect(scriptless.get_by_role("heading", level=1)).to_have_text("流波䃥镇人民政府")


def test_a_printed_page_leaves_navigation_out(page: Page, site, scene):
    page.emulate_media(media="print")
    page.goto(site + public_pages(scene)["disclosure:item"])
    for part in (".bar", ".gnav", ".crumbs", ".search"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator(".ribbon")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_table_of_public_money_sorts_and_narrows_without_scripts(scriptless: Page, site, scene):
    scriptless.goto(f"{site}/money/")
    scriptless.get_by_role("columnheader", name="合计").get_by_role("link").click()
    expect(scriptless.locator(".money-offices th[aria-sort=descending]")).to_have_text("合计")
    scriptless.get_by_label("名称或预算编码").fill("档案")
    scriptless.get_by_role("button", name="筛选").click()
    expect(scriptless.locator(".money-offices tbody tr")).to_have_count(1)
    scriptless.locator(".money-offices tbody a").first.click()
    expect(scriptless.get_by_role("heading", level=1)).to_contain_text("市档案局")
