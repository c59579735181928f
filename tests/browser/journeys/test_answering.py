"""Two officers answer a citizen: one writes, another sends; each step as they would take it, in their own browsers."""

import re

from playwright.sync_api import Page, expect

from departments.models import Duty
from departments.officers.roles import Role
from interaction.models import Message
from tests.browser.conftest import arrive
from tests.browser.journeys.conftest import ask_for_step, go_home, look_up, receipt_of, take_step, write_letter
from tests.factories.departments import DepartmentFactory
from tests.factories.interaction import receive

REPLY = {
    "facts": "经现场查看，塌陷约两平方米，情况属实。",
    "law_and_policy": "依据《城市道路管理条例》第二十四条。",
    "progress": "已设置围挡。",
    "next_step": "本周内修复路面。",
    "contact_phone": "0564-3370000",
}
SUBJECT = "梅山南路人行道塌陷"


def test_a_letter_is_answered_by_two_and_read_by_its_writer(someone, at_work, site, scene):
    citizen: Page = someone()
    write_letter(citizen, scene, consents=True)
    number, code = receipt_of(citizen)

    handler: Page = at_work(scene.office, Role.HANDLER, Role.CHECKER, expects=(403,))
    handler.get_by_role("link", name=SUBJECT).click()
    expect(handler.get_by_text("13856400017").first).to_be_visible()
    take_step(handler, "受理")
    take_step(handler, "起草答复", **{**REPLY, "contact_phone": ""})
    ask_for_step(handler, "提交审核")
    expect(handler.locator(".messagelist .error")).to_contain_text("电话")  # what is missing is named
    assert Message.objects.get(receipt_number=number).status == "accepted"
    take_step(handler, "起草答复", **REPLY)
    take_step(handler, "提交审核")

    ask_to_send(handler)  # who wrote it may not send it, although a checker of the office
    expect(handler.get_by_text("您参与起草了这份答复")).to_be_visible()

    reviewer: Page = at_work(scene.office, Role.CHECKER)
    reviewer.get_by_role("link", name=SUBJECT).first.click()
    arrive(reviewer, number)
    expect(reviewer.get_by_text("13856400017")).to_have_count(0)
    take_step(reviewer, "退回修改", note="请写明修复日期。")
    go_home(handler)
    handler.get_by_role("link", name=SUBJECT).first.click()
    expect(handler.get_by_text("请写明修复日期。").first).to_be_visible()
    take_step(handler, "起草答复", next_step="11月30日前修复路面。")
    take_step(handler, "提交审核")

    reviewer.reload()
    reviewer.get_by_role("link", name="同意并发出", exact=True).click()
    reviewer.get_by_label("并隐去个人信息后公开").check()
    expect(reviewer.locator("[name=public_text]")).not_to_contain_text("13856400017")
    reviewer.get_by_role("button", name="同意并发出", exact=True).click()
    expect(reviewer.locator(".messagelist .success")).to_be_visible()

    look_up(citizen, site, number, code)
    for text in (REPLY["facts"], "11月30日前修复路面。", REPLY["contact_phone"]):
        expect(citizen.locator(".letter--reply")).to_contain_text(text)
    expect(citizen.locator("ol.tl > li")).to_have_count(4)  # received, accepted, answered, published
    duty = Duty.objects.get(title=number)
    assert duty.met_on is not None
    assert duty.breached_on is None


def ask_to_send(page: Page) -> None:
    page.get_by_role("link", name="同意并发出", exact=True).click()
    page.get_by_label("只答复来信人").check()
    page.get_by_role("button", name="同意并发出", exact=True).click()


def test_a_letter_is_passed_on_and_its_clock_goes_on(at_work, scene):
    other = DepartmentFactory(parent=scene.city, name="测试市城市管理局", short_name="市城管局")
    letter, _code = receive(scene.mailbox, department=scene.office, subject="广场夜间噪声扰民")
    due_on = Duty.objects.get(title=letter.receipt_number).due_on
    giver: Page = at_work(scene.office, Role.HANDLER, expects=(404,))
    giver.get_by_role("link", name="广场夜间噪声扰民").click()
    arrive(giver, letter.receipt_number)
    address = giver.url
    giver.get_by_role("link", name="转办", exact=True).click()
    giver.get_by_label("单位").select_option(label="市城管局")
    giver.locator("[name=reason]").fill("属城管部门职责。")
    giver.get_by_role("button", name="转办", exact=True).click()
    expect(giver.locator(".messagelist .success")).to_be_visible()
    expect(giver).to_have_url(re.compile("/interaction/message/$"))
    giver.goto(address)
    expect(giver.get_by_role("heading", level=1)).to_have_text("没有这个页面")
    taker: Page = at_work(other, Role.HANDLER)
    taker.get_by_role("link", name="广场夜间噪声扰民").click()
    expect(taker.get_by_text("属城管部门职责。")).to_be_visible()
    assert Duty.objects.get(title=letter.receipt_number).due_on == due_on


def test_of_two_officers_at_once_the_second_is_told_that_it_is_done(at_work, scene):
    receive(scene.mailbox, department=scene.office, subject="广场夜间噪声扰民")
    pages: list[Page] = [at_work(scene.office, Role.HANDLER), at_work(scene.office, Role.HANDLER)]
    for page in pages:
        page.get_by_role("link", name="广场夜间噪声扰民").click()
        page.get_by_role("link", name="受理", exact=True).click()
    for page in pages:
        page.get_by_role("button", name="受理", exact=True).click()
    expect(pages[0].locator(".messagelist .success")).to_be_visible()
    expect(pages[1].locator(".messagelist .warning")).to_contain_text("可能已由他人办理")
