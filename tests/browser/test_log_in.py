"""The log-in with its second factor, in a browser: without scripts, in every form, with no violation on any page."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from departments.models import Officer
from departments.officers.access.services import enrol_factor, propose_factor, secret_of
from departments.officers.access.sessions import PROVED
from departments.officers.access.totp import STEP_SECONDS, code_of
from departments.officers.roles import Role
from tests.browser.axe import MODES, violations_in_forms
from tests.browser.conftest import OVERFLOW, arrive
from tests.config.pages.test_language import latin_words
from tests.factories.departments import officer_in

PASSWORD, NEW = "正是河豚欲上时 2026", "蒌蒿满地芦芽短 2026"


@pytest.fixture(autouse=True)
def guarded(settings: Any) -> None:
    """As outside the demo: a supervisor needs a second factor, a first password is changed."""
    settings.LOG_INS_ARE_GUARDED = True
    settings.OIDC_ISSUER = "http://127.0.0.1:9"


@pytest.fixture
def newcomer(scene: Any) -> Officer:
    """A supervisor with a first password."""
    officer = officer_in(scene.city, Role.SUPERVISOR)
    officer.set_password(PASSWORD)
    officer.must_change_password = True
    officer.save()
    return officer


def present_code(secret: str, steps: int = 0) -> str:
    return code_of(secret, int(time.time()) // STEP_SECONDS + steps)


def log_in(page: Page, site: str, officer: Officer, password: str) -> None:
    page.goto(f"{site}/admin/login/")
    page.locator("#id_username").fill(officer.username)
    page.locator("#id_password").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def stations(page: Page, site: str, officer: Officer) -> Iterator[str]:
    """Go the way of a new supervisor, from the log-in page to the desk and in again; stop at every page."""
    page.goto(f"{site}/admin/login/")
    yield "log-in"
    log_in(page, site, officer, PASSWORD)
    arrive(page, "密码修改", sees="#id_old_password")
    yield "first password"
    page.locator("#id_old_password").fill(PASSWORD)
    for field in ("#id_new_password1", "#id_new_password2"):
        page.locator(field).fill(NEW)
    page.locator(".submit-row input").click()
    arrive(page, "密码更改成功")
    yield "password changed"
    page.goto(f"{site}/admin/")
    arrive(page, "设置双因素认证")
    yield "enrolment"
    page.get_by_label("应用显示的验证码").fill("1")
    page.get_by_role("button", name="确认").click()
    arrive(page, "设置双因素认证", sees=".err")
    yield "wrong first code"
    secret = page.locator(".access-key code").inner_text().replace(" ", "")
    page.get_by_label("应用显示的验证码").fill(present_code(secret))
    page.get_by_role("button", name="确认").click()
    arrive(page, "恢复码", sees=".access-codes")
    codes = page.locator(".access-codes code").all_inner_texts()
    assert len(codes) == 10
    yield "recovery codes"
    page.get_by_role("link", name=re.compile("继续")).click()
    arrive(page, "超期")
    page.get_by_role("link", name="双因素认证").click()
    arrive(page, "双因素认证")
    yield "second factor"
    page.get_by_role("link", name="重新生成恢复码").click()
    arrive(page, "重新生成恢复码")
    yield "new codes"
    page.goto(f"{site}/admin/second-factor/enrol/")
    yield "another phone"
    page.get_by_role("button", name="退出").click()
    arrive(page, "登出")
    log_in(page, site, officer, NEW)
    arrive(page, "登录第二步")
    yield "second step"
    page.get_by_label("验证码").fill(codes[0][:-1])
    page.get_by_role("button", name="登录").click()
    arrive(page, "登录第二步", sees=".err")
    yield "wrong code"
    page.get_by_label("验证码").fill(codes[0])
    page.get_by_role("button", name="登录").click()
    arrive(page, "超期")
    page.goto(f"{site}/admin/login/sign-on/")
    yield "sign-on failed"


@pytest.mark.parametrize("mode", MODES)
def test_no_page_of_the_log_in_has_a_violation(open_mode, site, scene, newcomer, mode):
    page = open_mode(mode)
    faults = {name: violations_in_forms(page, mode, "#content") for name in stations(page, site, newcomer)}
    assert {name: found for name, found in faults.items() if found} == {}
    assert len(faults) == 12


def test_the_whole_way_works_without_scripts_in_chinese_and_at_320_points(open_browser, site, scene, newcomer):
    page = open_browser(java_script_enabled=False, viewport={"width": 320, "height": 640})
    wide, foreign = {}, {}
    for name in stations(page, site, newcomer):
        foreign[name] = latin_words(page.content()) - {newcomer.username}
        if page.evaluate(OVERFLOW) > 0:
            wide[name] = page.evaluate(OVERFLOW)
    assert {name: words for name, words in foreign.items() if words} == {}
    assert wide == {}


def test_no_page_of_the_log_in_breaks_the_policy(watched, site, scene, newcomer):
    page, faults = watched
    found = {}
    for name in stations(page, site, newcomer):
        own = [fault for fault in faults if "status of" not in fault] + page.evaluate("window.__violations")
        found[name] = own
        faults.clear()
    assert {name: seen for name, seen in found.items() if seen} == {}


def test_what_an_administrator_sees_has_no_violation(open_mode, site, scene, newcomer, client):
    """The officer is locked out and has a second factor, so that every step is offered."""
    enrol_by_hand(newcomer)
    for _ in range(8):
        client.post("/admin/login/", {"username": newcomer.username, "password": "wrong"})
    page = open_mode("plain")
    sign_in_proved(page, site, client, officer_in(scene.city, Role.ADMINISTRATOR))
    faults = {}
    for name in ("log_ins", "lift", "reset_factor", "bind"):
        page.goto(site + reverse(f"admin:departments_officer_{name}", args=[newcomer.pk]))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        faults[name] = violations_in_forms(page, "plain", "#content")
    assert {name: found for name, found in faults.items() if found} == {}
    assert page.goto(site + reverse("admin:departments_officer_lift", args=[newcomer.pk])).status == 200


def enrol_by_hand(officer: Officer) -> None:
    secret = secret_of(propose_factor(officer, at=timezone.now()))
    enrol_factor(officer, typed=present_code(secret), at=timezone.now())
    officer.refresh_from_db()


def sign_in_proved(page: Page, site: str, client: Any, officer: Officer) -> None:
    """Give the browser the session of an officer whose second factor was asked for."""
    client.force_login(officer)
    session = client.session
    session[PROVED] = True
    session.save()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
