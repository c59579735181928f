"""An author writes with the editor, under the real policy, and what was typed and pasted is what is stored."""

import pytest
from playwright.sync_api import Page, expect

from departments.officers.roles import Role
from disclosure.models import Item
from tests.browser.conftest import COUNT
from tests.factories.departments import officer_in

PASTE = """
() => {
  const pasted = new DataTransfer();
  pasted.setData("text/html", '<p class=MsoNormal>一、要求<o:p></o:p></p>'
    + '<p class=MsoNormal style="mso-x:1;text-align:right">测试市环境保护局</p>'
    + '<table style="width:9cm"><tr><td style="border:solid">甲</td><td>乙</td></tr></table>'
    + '<script>alert(1)</' + 'script>');
  document.querySelector(".ProseMirror[contenteditable]").dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: pasted, bubbles: true, cancelable: true}));
}
"""


@pytest.fixture
def desk(page: Page, site: str, scene, client) -> Page:
    """The form of a new item, open before an author of the office."""
    client.force_login(officer_in(scene.office, Role.AUTHOR))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.add_init_script(COUNT)
    page.goto(f"{site}/admin/disclosure/item/add/")
    return page


def test_what_is_typed_and_pasted_is_stored_clean_and_breaks_no_rule(desk: Page, scene):
    desk.fill("#id_title", "关于空气质量的通知")
    desk.fill("#id_formed_on", "2014-06-01")
    editor = desk.locator(".ProseMirror[contenteditable]")
    editor.click()
    desk.keyboard.type("第一段。")
    desk.keyboard.press("Enter")
    desk.evaluate(PASTE)
    expect(editor.locator("td")).to_have_count(2)
    desk.locator(".field-category .select2-selection").click()
    desk.keyboard.type(scene.item.category.code)
    desk.locator(".select2-results__option", has_text=scene.item.category.code).click()
    assert desk.evaluate("window.__violations") == []
    desk.click("[name=_save]")
    expect(desk.locator(".messagelist .success")).to_be_visible()
    assert Item.objects.latest("pk").body == (
        '<p>第一段。</p><p>一、要求</p><p class="sign">测试市环境保护局</p>'
        "<table><tbody><tr><td><p>甲</p></td><td><p>乙</p></td></tr></tbody></table>"
    )


def test_the_buttons_speak_the_readers_language(desk: Page):
    expect(desk.locator(".prose-menubar [title='加粗']")).to_be_visible()
    titles = [button.get_attribute("title") or "" for button in desk.locator(".prose-menubar [title]").all()]
    assert not [title for title in titles if title.isascii() and title]
