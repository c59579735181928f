"""From the list of what is late to an order, its answer, its return, the second answer, and its end."""

import re

from django.utils import timezone
from playwright.sync_api import Page, expect

from departments.models import Duty, Order
from departments.officers.roles import Role
from tests.browser.axe import AXE, RULES, RUN
from tests.browser.conftest import arrive
from tests.browser.journeys.conftest import go_home, take_step
from tests.factories.orders import ANSWER, DEMAND


def no_barriers(page: Page, heading: str) -> None:
    """Nothing on the page with this heading keeps anybody out."""
    arrive(page, heading)
    page.evaluate(AXE)
    assert page.evaluate(RUN, ["main" if page.locator("main").count() else None, RULES]) == []


def open_order(page: Page, number: str) -> None:
    """Go to an order from the desk."""
    page.locator("#h-orders").get_by_role("link").click()
    page.get_by_role("link", name=number).first.click()


def decide(page: Page, name: str, words: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    no_barriers(page, name)
    page.locator("[name=words]").fill(words)
    page.get_by_role("button", name=name, exact=True).click()


def answer(page: Page, title: str, words: str) -> None:
    """Answer an order that stands in the work of today."""
    go_home(page)
    page.locator(".duties").get_by_role("link", name=title).click()
    expect(page.locator(".tl")).to_contain_text(DEMAND)
    take_step(page, "答复", words=words)


def test_what_is_late_is_ordered_answered_returned_answered_again_and_closed(at_work, scene):
    overdue = Duty.objects.overdue(timezone.localdate()).filter(kind="reply", department=scene.office)
    late = overdue.exclude(title=scene.letter.receipt_number).get()  # of that letter an order stands already
    supervisor: Page = at_work(scene.city, Role.SUPERVISOR)
    supervisor.get_by_role("link", name="督办台").click()
    supervisor.locator(".stat--late dd").first.get_by_role("link").click()
    row = supervisor.locator("main tbody tr", has_text=late.title)
    row.get_by_role("link", name="发出督办").click()
    no_barriers(supervisor, "发出督办")
    supervisor.get_by_role("textbox", name="事项").fill("来信超期未答复之事")
    supervisor.get_by_label("答复时限").select_option(label="催办：3个工作日内答复")
    supervisor.get_by_label("督办要求").fill(DEMAND)
    supervisor.get_by_role("button", name="发出", exact=True).click()
    expect(supervisor.locator("main")).to_contain_text("已发出")
    order = Order.objects.get(about=late)
    no_barriers(supervisor, order.number)

    officer: Page = at_work(scene.office, Role.HANDLER)
    answer(officer, order.title, "正在办理。")

    supervisor.reload()
    decide(supervisor, "退回答复", "没有写明完工时间。")
    expect(supervisor.locator(".tl > li")).to_have_count(3)
    answer(officer, order.title, ANSWER)
    expect(officer.locator(".tl > li")).to_have_count(4)

    supervisor.reload()
    decide(supervisor, "办结", "")
    expect(supervisor.locator("main .badge").first).to_have_text("已办结")
    supervisor.goto(re.sub(r"/orders/.*", "/duties/", supervisor.url))
    expect(supervisor.locator("main tbody tr", has_text=late.title)).to_contain_text(order.number)
    assert not Duty.objects.open().filter(subject_key=f"{order.year}-{order.serial}").exists()
