"""Browsers of their own for everybody in a journey; none may meet an error on a console or a breach of the policy."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from departments.models import Department, Officer
from departments.officers.roles import Role
from tests.browser.conftest import PATIENCE, arrive
from tests.factories.departments import officer_in
from tests.scene import Scene

TELL = """
document.addEventListener("securitypolicyviolation", event => console.error(
    "policy: " + event.violatedDirective + " " + event.blockedURI));
"""
PASSWORD = "正是河豚欲上时 2026"


@pytest.fixture(autouse=True)
def quick_writers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser fills forms in faster and more often than any person; the guard against robots has its own tests."""
    cache.clear()
    monkeypatch.setattr("foundation.forms.guards.YOUNGEST", timedelta(0))


@pytest.fixture
def someone(browser: Browser, browser_context_args: dict[str, Any], site: str) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a browser at the home page, `scripts=False` without scripts.

    At the end the test fails if any of these browsers met an error on its console, a script error or a breach of the
    policy. A status that a test expects to see (410 of a tombstone) is named in `expects`.
    """
    contexts, faults = [], []

    def open_browser(*, scripts: bool = True, expects: tuple[int, ...] = ()) -> Page:
        contexts.append(context := browser.new_context(**browser_context_args, java_script_enabled=scripts))
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.add_init_script(TELL)
        told = tuple(f"status of {status}" for status in expects)
        page.on("console", lambda entry: keep(entry.text, told) if entry.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(site)
        return page

    def keep(text: str, told: tuple[str, ...]) -> None:
        if not any(status in text for status in told):
            faults.append(text)

    yield open_browser
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def at_work(someone: Callable[..., Page]) -> Callable[..., Page]:
    """Return a function that hires an officer and opens the back office by the log-in page."""

    def log_in(office: Department, *roles: Role, expects: tuple[int, ...] = ()) -> Page:
        page = someone(expects=expects)
        log_in_as(page, officer_in(office, *roles))
        return page

    return log_in


def log_in_as(page: Page, officer: Officer) -> None:
    officer.set_password(PASSWORD)
    officer.save()
    page.get_by_role("link", name="工作人员登录").click()
    page.get_by_label("用户名").fill(officer.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    arrive(page, "超期")


def take_step(page: Page, name: str, **fields: str) -> None:
    """Press a step's button on a row's page, fill in what it asks, confirm; it must succeed."""
    ask_for_step(page, name, **fields)
    expect(page.locator(".messagelist .success")).to_be_visible()


def ask_for_step(page: Page, name: str, **fields: str) -> None:
    """The same, whatever comes of it."""
    page.locator(".object-tools").get_by_role("link", name=name, exact=True).click()
    for field, text in fields.items():
        page.locator(f"[name={field}]").fill(text)
    page.get_by_role("button", name=name, exact=True).click()


def go_home(page: Page) -> None:
    """Back to the officer's duties of today."""
    page.locator("#site-name a").click()
    arrive(page, "超期")


def write_letter(page: Page, scene: Scene, *, consents: bool = False, subject: str = "梅山南路人行道塌陷") -> None:
    """Write a letter from the home page on and send it."""
    fill_in_letter(page, scene, subject=subject)
    if consents:
        page.get_by_label("我同意隐去个人信息后公开").check()
    page.get_by_role("button", name="提交来信").click()


def fill_in_letter(page: Page, scene: Scene, *, subject: str) -> None:
    page.get_by_role("navigation", name="栏目").get_by_role("link", name="政民互动").click()
    page.get_by_role("link", name=scene.mailbox.name).first.click()
    page.get_by_label("单位", exact=True).select_option(label=scene.office.name)
    page.get_by_label("类型").select_option(label="咨询")
    page.get_by_label("标题", exact=True).fill(subject)
    page.get_by_label("内容", exact=True).fill("流波䃥镇梅山南路人行道塌陷多日，请致电13856400017，何时能修好？")
    page.get_by_label("姓名", exact=True).fill("欧阳明月")
    page.get_by_label("联系电话", exact=True).fill("１３８ ５６４０ ００１７")
    page.get_by_label("我已阅读").check()


def receipt_of(page: Page) -> tuple[str, str]:
    """Return receipt number and query code from the confirmation page."""
    arrive(page, "回执", sees=".receipt")
    number, code = page.locator(".receipt .big").all_inner_texts()
    return number, code


def look_up(page: Page, site: str, number: str, code: str) -> None:
    """Find the letter again by what stands on the receipt."""
    page.goto(site)
    page.get_by_role("link", name="凭编号查询").first.click()
    page.get_by_label("回执编号", exact=True).fill(number)
    page.get_by_label("查询码", exact=True).fill(code)
    page.get_by_role("button", name="查询", exact=True).click()
