"""A citizen writes, is told by when and why, follows the letter, and takes the consent back."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from departments.officers.roles import Role
from interaction.messages.replying import ReplyParts
from interaction.messages.services import accept_message, draft_reply, send_reply, submit_reply
from interaction.messages.statuses import Visibility
from interaction.models import Message
from tests.browser.journeys.conftest import fill_in_letter, look_up, receipt_of, write_letter
from tests.factories.departments import officer_in
from tests.factories.interaction import PARTS
from tests.scene import Scene

PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63600000000200015d0a2db4"
    "0000000049454e44ae426082"
)


def answer(number: str, scene: Scene, parts: ReplyParts = PARTS) -> None:
    """Let the office answer and publish."""
    letter, at = Message.objects.get(receipt_number=number), timezone.now()
    handler, reviewer = officer_in(scene.office, Role.HANDLER), officer_in(scene.office, Role.CHECKER)
    accept_message(letter, by=handler, at=at)
    draft_reply(letter, parts=parts, by=handler, at=at)
    submit_reply(letter, by=handler, at=at)
    send_reply(letter, visibility=Visibility.PUBLIC, by=reviewer, at=at)


def test_a_letter_with_a_photo_is_received_followed_answered_and_no_longer_public(someone, site, scene):
    page: Page = someone(expects=(404,))
    fill_in_letter(page, scene, subject="梅山南路人行道塌陷")
    page.get_by_label("附件").set_input_files({"name": "塌陷.png", "mimeType": "image/png", "buffer": PHOTO})
    consent = page.get_by_label("我同意隐去个人信息后公开")
    expect(consent).not_to_be_checked()
    consent.check()
    page.get_by_role("button", name="提交来信").dblclick()
    number, code = receipt_of(page)
    assert Message.objects.filter(subject="梅山南路人行道塌陷").count() == 1
    due_on = timezone.localdate() + timedelta(days=7)
    expect(page.locator("h2#h-due")).to_contain_text(f"{due_on:%Y-%m-%d}")
    expect(page.locator(".days .due")).to_have_count(1)
    expect(page.get_by_text("塌陷.png")).to_be_visible()

    page.context.clear_cookies()
    look_up(page, site, number.lower().replace("-", ""), code.replace("-", " "))
    expect(page.get_by_text("流波䃥镇梅山南路")).to_be_visible()
    expect(page.locator("ol.tl > li")).to_have_count(1)
    with page.expect_download() as photo:
        page.get_by_role("link", name="塌陷.png").click()
    assert photo.value.path().read_bytes() == PHOTO

    answer(number, scene)
    page.reload()
    expect(page.get_by_text(PARTS.facts)).to_be_visible()
    public = f"{site}/messages/answers/{Message.objects.get(receipt_number=number).public_copy.pk}/"
    reader: Page = someone(expects=(404,))
    reader.goto(public)
    expect(reader.get_by_role("heading", level=1)).to_have_text("梅山南路人行道塌陷")
    assert not re.search("13856400017|明月", reader.content())

    page.get_by_role("button", name="撤回同意").click()
    expect(page.get_by_text("已撤回同意")).to_be_visible()
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text("没有这个页面")
    page.get_by_role("button", name="看完了").click()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("凭编号查询")


def test_without_scripts_a_letter_is_written_and_followed(someone, site, scene):
    page: Page = someone(scripts=False)
    write_letter(page, scene)
    number, code = receipt_of(page)
    page.reload()
    expect(page.get_by_text(number).first).to_be_visible()
    expect(page.get_by_text(code)).to_have_count(0)
    page.context.clear_cookies()
    look_up(page, site, number, code)
    expect(page.get_by_role("heading", level=1)).to_have_text("梅山南路人行道塌陷")


def test_whoever_forgets_something_keeps_what_was_typed(someone, scene):
    page: Page = someone()
    fill_in_letter(page, scene, subject="路灯")
    page.get_by_label("附件").set_input_files({"name": "清单.pdf", "mimeType": "application/pdf", "buffer": b"MZ\0\0"})
    page.get_by_label("联系电话", exact=True).fill("没有")
    page.get_by_role("button", name="提交来信").click()
    expect(page.locator(".errsum li")).to_have_count(3)
    for label, text in {"标题": "路灯", "联系电话": "没有", "姓名": "欧阳明月"}.items():
        expect(page.get_by_label(label, exact=True)).to_have_value(text)
    expect(page.get_by_label("单位", exact=True)).to_have_value(scene.office.code)
    expect(page.get_by_label("我已阅读")).to_be_checked()
    page.locator(".errsum a").first.click()
    expect(page.get_by_label("标题", exact=True)).to_be_focused()
    page.get_by_label("标题", exact=True).fill("路灯多日不亮")
    page.get_by_label("联系电话", exact=True).fill("0564-3370000")
    page.get_by_role("button", name="提交来信").click()
    expect(page.locator(".receipt")).to_be_visible()


def test_a_letter_is_written_with_the_keyboard_alone(someone, site, scene):
    page: Page = someone()
    page.goto(f"{site}/messages/write/{scene.mailbox.code}/?to={scene.office.code}")
    page.get_by_label("类型").focus()
    page.keyboard.press("ArrowDown")
    for text in ("路灯多日不亮", "解放南路路灯多日不亮，请问何时能修好？", "欧阳明月", "13856400017"):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "file":
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.get_by_label("我已阅读").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".receipt")).to_be_visible()
    assert Message.objects.latest("pk").topic.name == "咨询"


def test_reloading_and_going_back_and_forward_sends_nothing_again(someone, scene):
    page: Page = someone()
    write_letter(page, scene)
    number, _code = receipt_of(page)
    before = Message.objects.count()
    page.reload()
    page.go_back()
    expect(page.get_by_role("button", name="提交来信")).to_be_visible()
    page.go_forward()
    expect(page.locator(".receipt")).to_contain_text(number)
    assert Message.objects.count() == before
