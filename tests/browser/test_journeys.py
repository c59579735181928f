"""What people come for, from beginning to end in a real browser: a citizen, a handler, a signatory, a supervisor."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page, expect

from departments.models import Officer
from departments.officers.roles import Role
from disclosure.items.admin import ItemAdmin
from interaction.messages.admin import STEPS
from tests.factories.departments import officer_in
from tests.factories.disclosure import DraftFactory

LETTER = {
    "标题": "梅山南路人行道塌陷",
    "内容": "梅山南路与解放路交口往南约三百米，人行道塌陷多日，请问何时能修好？",
    "姓名": "张某某",
    "联系电话": "13856400017",
}
REPLY = {
    "facts": "经现场查看，塌陷约两平方米，情况属实。",
    "law_and_policy": "依据《城市道路管理条例》第二十四条。",
    "progress": "已设置围挡。",
    "next_step": "本周内修复路面。",
    "contact_phone": "0564-3370000",
}


@pytest.fixture(autouse=True)
def quick_writers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser fills a form in faster than any person; the guard against robots has its own tests."""
    monkeypatch.setattr("foundation.forms.guards.YOUNGEST", timedelta(0))


@pytest.fixture
def without_scripts(browser: Browser, browser_context_args: dict[str, Any]):
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    yield context.new_page()
    context.close()


@pytest.fixture
def desk_of(browser: Browser, browser_context_args: dict[str, Any], site: str, client: Any):
    """Return a function that opens the back office before an officer, each in a browser of their own."""
    contexts = []

    def open_for(officer: Officer) -> Page:
        client.force_login(officer)
        contexts.append(context := browser.new_context(**browser_context_args))
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        page = context.new_page()
        page.goto(f"{site}/admin/")
        return page

    yield open_for
    for context in contexts:
        context.close()


def words(label: Any) -> str:
    with translation.override("zh-hans"):
        return str(label)


def take_step(page: Page, label: Any) -> None:
    """Press the button of a step on an object's page, then the one that confirms it."""
    page.get_by_role("link", name=words(label), exact=True).click()
    confirm_step(page, label)


def confirm_step(page: Page, label: Any) -> None:
    page.get_by_role("button", name=words(label), exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def fill_in_letter(page: Page, office: str) -> None:
    page.get_by_label("单位", exact=True).select_option(label=office)
    page.get_by_label("类型").select_option(label="咨询")
    for label, text in LETTER.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("我已阅读").check()


def write_letter(page: Page, site: str, scene: Any) -> tuple[str, str]:
    """Write a letter from the home page on; return receipt number and query code."""
    page.goto(site)
    page.get_by_role("link", name=scene.mailbox.name).first.click()
    fill_in_letter(page, scene.office.name)
    page.get_by_role("button", name="提交来信").click()
    number, code = page.locator(".receipt .big").all_inner_texts()
    return number, code


def look_up(page: Page, site: str, number: str, code: str) -> None:
    page.goto(f"{site}/messages/query/")
    page.get_by_label("回执编号", exact=True).fill(number)
    page.get_by_label("查询码", exact=True).fill(code)
    page.locator("main form [type=submit]").first.click()


def test_a_citizen_writes_and_follows_a_letter_without_scripts(without_scripts: Page, site, scene):
    page = without_scripts
    number, code = write_letter(page, site, scene)
    expect(page.locator(".days .due")).to_have_count(1)
    page.reload()
    expect(page.get_by_text(code)).to_have_count(0)
    page.context.clear_cookies()
    look_up(page, site, number, code.replace("-", "").lower())
    expect(page.get_by_role("heading", level=1)).to_have_text(LETTER["标题"])
    expect(page.get_by_text(LETTER["内容"])).to_be_visible()


def test_a_citizen_who_forgot_something_keeps_what_was_typed(without_scripts: Page, site, scene):
    page = without_scripts
    page.goto(f"{site}/messages/write/{scene.mailbox.code}/")
    page.get_by_label("内容", exact=True).fill(LETTER["内容"])
    page.get_by_role("button", name="提交来信").click()
    expect(page.locator(".errsum")).to_be_visible()
    expect(page.get_by_label("内容", exact=True)).to_have_value(LETTER["内容"])
    page.locator(".errsum a").first.click()
    assert page.url.split("#")[1].startswith("id_")


def test_a_letter_is_written_with_the_keyboard_alone(page: Page, site, scene):
    page.goto(f"{site}/messages/write/{scene.mailbox.code}/?to={scene.office.code}")
    page.get_by_label("类型").focus()
    page.keyboard.press("ArrowDown")
    for text in LETTER.values():
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "file":
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.get_by_label("我已阅读").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".receipt")).to_be_visible()


def test_an_answer_goes_from_handler_through_reviewer_to_the_citizen(page: Page, desk_of, site, scene):
    number, code = write_letter(page, site, scene)
    handler = desk_of(officer_in(scene.office, Role.HANDLER))
    handler.get_by_role("link", name=LETTER["标题"]).click()
    take_step(handler, STEPS["accept"].label)
    handler.get_by_role("link", name=words(STEPS["draft"].label), exact=True).click()
    for field, text in REPLY.items():
        handler.fill(f"[name={field}]", text)
    confirm_step(handler, STEPS["draft"].label)
    take_step(handler, STEPS["submit"].label)
    reviewer = desk_of(officer_in(scene.office, Role.CHECKER))
    reviewer.get_by_role("link", name=LETTER["标题"]).first.click()
    reviewer.get_by_role("link", name=words(STEPS["send"].label), exact=True).click()
    confirm_step(reviewer, STEPS["send"].label)
    look_up(page, site, number, code)
    expect(page.get_by_text(REPLY["facts"])).to_be_visible()


def test_a_document_goes_from_author_through_signatory_to_the_public(page: Page, desk_of, site, scene):
    author = officer_in(scene.office, Role.AUTHOR)
    draft = DraftFactory(
        department=scene.office, author=author, category=scene.item.category, title="关于空气质量的通告"
    )
    desk = desk_of(author)
    desk.get_by_role("link", name=draft.title).click()
    take_step(desk, ItemAdmin.steps["submit"].label)
    signatory = desk_of(officer_in(scene.office, Role.SIGNATORY))
    signatory.get_by_role("link", name=draft.title).click()
    take_step(signatory, ItemAdmin.steps["sign"].label)
    page.goto(site)
    page.get_by_role("link", name=draft.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(draft.title)


def test_a_supervisor_sees_who_is_late_and_opens_the_list_behind_the_figure(desk_of, site, scene):
    desk = desk_of(officer_in(scene.city, Role.SUPERVISOR))
    desk.get_by_role("link", name="督办台").click()
    late = desk.locator(".stat--late dd").first
    number = int(late.inner_text())
    late.get_by_role("link").click()
    expect(desk.locator("table.tbl--cards tbody tr, main table tbody tr")).to_have_count(number)
    expect(desk.get_by_role("link", name=scene.letter.receipt_number)).to_be_visible()
