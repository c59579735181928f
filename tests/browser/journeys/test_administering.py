"""An administrator founds an office, admits an officer, gives a role; and sees nothing of what citizens write."""

import re

from django.utils import timezone
from playwright.sync_api import Page, expect

from departments.models import Assignment, Department, Officer
from departments.officers.roles import Role
from departments.offices.codes import check_digit
from tests.browser.journeys.conftest import go_home

CODE = "11990000000777777"


def choose(page: Page, field: str, words: str) -> None:
    """Find a row in a field that completes what is typed."""
    page.locator(f".field-{field} .select2-selection").click()
    page.keyboard.type(words)
    page.locator(".select2-results__option", has_text=words).click()


def add(page: Page, table: str) -> None:
    go_home(page)
    page.locator(f"[href$='/{table}/add/']").click()


def test_an_office_an_officer_and_a_role(someone, at_work, site, scene):
    page: Page = at_work(scene.city, Role.ADMINISTRATOR, expects=(403, 404))
    add(page, "department")
    page.locator("#id_code").fill(CODE + check_digit(CODE))
    page.locator("#id_name").fill("测试市地震局")
    page.locator("#id_short_name").fill("市地震局")
    page.locator("#id_kind").select_option("bureau")
    choose(page, "parent", scene.city.short_name)
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    add(page, "officer")
    page.locator("#id_username").fill("dizhen-01")
    page.locator("#id_name").fill("测试经办人")
    page.locator("#id_department").select_option(label="市地震局")
    page.locator("#id_role").select_option(Role.HANDLER)
    page.locator("[name=_save]").click()
    password = page.locator(".secret-once code").inner_text()
    page.reload()
    officer = Officer.objects.get(username="dizhen-01")

    add(page, "assignment")
    choose(page, "officer", "测试经办人")
    choose(page, "department", "市地震局")
    page.locator("#id_role").select_option(Role.AUTHOR)
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert set(officer.assignments.values_list("role", flat=True)) == {Role.HANDLER, Role.AUTHOR}
    assert Assignment.objects.filter(officer=officer, starts_on=timezone.localdate()).count() == 2

    new: Page = someone()
    new.get_by_role("link", name="工作人员登录").click()
    new.get_by_label("用户名").fill("dizhen-01")
    new.get_by_label("密码").fill(password)
    new.keyboard.press("Enter")
    expect(new.get_by_text("市地震局").first).to_be_visible()
    new.goto(f"{site}/offices/{Department.objects.get(short_name='市地震局').code}/")
    expect(new.get_by_role("heading", level=1)).to_have_text("测试市地震局")

    go_home(page)
    expect(page.locator("[href*='/interaction/message/']")).to_have_count(0)
    letters = f"{site}/admin/interaction/message/"
    assert page.goto(letters).status == 403
    assert page.goto(f"{letters}{scene.letter.pk}/change/").status in {403, 404}
    expect(page.locator("body")).not_to_contain_text(re.compile(f"{scene.letter.subject}|欧阳|13856400017"))
