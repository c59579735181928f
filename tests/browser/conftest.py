"""Tests that drive a real Chromium against the live site, with the content security policy of production.

They need a Chromium on the machine (CHROMIUM names another than the one on the path). Without one they are skipped, and
the summary says so in large letters; with YANGGUANG_REQUIRE_BROWSER=1 they fail instead.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from disclosure.models import Item
from disclosure.search.items import follow_item
from tests.browser.axe import FORMS, MODES
from tests.factories.disclosure import published
from tests.scene import Scene, build_scene

HERE = Path(__file__).parent
READING = HERE / "reading"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
COUNT = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", event => window.__violations.push(
    event.violatedDirective + " " + event.blockedURI + " " + event.sourceFile + ":" + event.lineNumber));
"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PATIENCE = 60_000
"""Milliseconds until what should come on a page counts as failed; only failures wait so long."""

expect.set_options(timeout=PATIENCE)

MISSING = "No Chromium was found: the browser tests did NOT run. Install one or set CHROMIUM to its path."


def find_chromium() -> str | None:
    """Return the path of the browser, or None."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def must_have_browser() -> bool:
    return os.environ.get("YANGGUANG_REQUIRE_BROWSER") == "1"


@cache
def is_of_browser(path: Path) -> bool:
    return HERE in path.parents


def is_browser_test(item: pytest.Item) -> bool:
    return is_of_browser(item.path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder and run them last: the browser's event loop stays until the end of the session.

    Among them the long walks of `reading/` come first, so that no worker waits for another at the end.
    """
    for item in filter(is_browser_test, items):
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.django_db(transaction=True))
        if find_chromium() is None and not must_have_browser():
            item.add_marker(pytest.mark.skip(reason=MISSING))
    items.sort(key=lambda item: is_browser_test(item) and (2 if READING not in item.path.parents else 1))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any(MISSING in str(report.longrepr) for report in skipped):
        terminalreporter.section("BROWSER TESTS SKIPPED", red=True, bold=True)
        terminalreporter.write_line(MISSING, red=True, bold=True)


@pytest.fixture(scope="session", autouse=True)
def allow_database_beside_browser() -> Iterator[None]:
    """Let tests use the database while the browser's event loop runs in the same thread; for these tests alone.

    Beside a loop that runs, Django keeps connections of its own: those of before would stay open, and out of reach.
    """
    connections.close_all()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def playwright(playwright: Playwright) -> Iterator[Playwright]:
    """The usual one; connections that were opened beside its event loop are closed before it ends."""
    yield playwright
    connections.close_all()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if (path := find_chromium()) is None:
        pytest.fail(MISSING)
    return {**browser_type_launch_args, "executable_path": path, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture
def demo(settings: Any) -> None:
    """Pages as the demonstration shows them."""
    settings.IS_DEMO = True


@pytest.fixture
def scene(transactional_db: None, demo: None) -> Scene:
    """A small city in which every page has something to show."""
    return build_scene()


@pytest.fixture
def site(live_server: Any, scene: Scene) -> str:
    """The address of the running site."""
    return str(live_server.url)


@pytest.fixture
def open_browser(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page in a browser of its own, with these settings beside the usual ones."""
    contexts: list[BrowserContext] = []

    def open_with(**settings: Any) -> Page:
        contexts.append(context := browser.new_context(**{**browser_context_args, **settings}))
        context.set_default_timeout(PATIENCE)
        return context.new_page()

    yield open_with
    for context in contexts:
        context.close()


@pytest.fixture
def open_mode(open_browser: Callable[..., Page], site: str) -> Callable[[str], Page]:
    """Return a function that opens a page in one mode; the policy is off so that axe can be put into the page."""

    def open_in(mode: str) -> Page:
        page = open_browser(**FORMS[MODES[mode][0]], bypass_csp=True)
        if mode == "elder":
            set_cookie(page.context, site, "mode", "elder")
        return page

    return open_in


@pytest.fixture
def narrow(open_browser: Callable[..., Page]) -> Page:
    """A page 320 points wide, which is what a wide one becomes at 400 %."""
    return open_browser(viewport={"width": 320, "height": 640})


@pytest.fixture
def scriptless(open_browser: Callable[..., Page]) -> Page:
    """A page in a browser without scripts."""
    return open_browser(java_script_enabled=False)


@pytest.fixture
def watched(page: Page) -> tuple[Page, list[str]]:
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


def arrive(page: Page, heading: str, *, sees: str = "h1") -> None:
    """Wait until the page whose heading contains this is whole.

    A press returns when the answer begins: what is read then without waiting, or expected to be absent, is read of an
    empty page. `sees` is a part that only the page arrived at has, if the page that was left has the same heading.
    """
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    expect(page.locator(sees).first).to_be_visible()
    page.wait_for_load_state()


def sign_in(page: Page, site: str, scene: Scene, client: Any) -> None:
    """Give the browser the session of an officer who holds every role."""
    client.force_login(scene.chief)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])


def set_cookie(context: BrowserContext, site: str, name: str, value: str) -> None:
    context.add_cookies([{"name": name, "value": value, "url": site}])


def publish_about_land(scene: Scene) -> list[Item]:
    """Publish two documents about the same thing, of two kinds, which the search finds."""
    column = scene.item.category
    found = [
        published(scene.office, title="关于征地补偿标准的公告", genre="公告", category=column),
        published(scene.office, title="关于征地补偿工作的通知", genre="通知", category=column),
    ]
    for item in found:
        follow_item(item.pk)
    return found
