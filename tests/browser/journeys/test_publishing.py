"""A document from its author to the public, its correction, and its end."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from departments.officers.roles import Role
from disclosure.models import Item
from tests.browser.journeys.conftest import ask_for_step, go_home, take_step

TITLE = "关于开展扬尘治理的通知"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def write_item(page: Page, category: str) -> None:
    """Fill in a new document with rich text and a file, and save it."""
    page.locator("[href$='/disclosure/item/add/']").click()
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_document_number").fill("测环〔2026〕7号")
    page.locator("#id_formed_on").fill(f"{timezone.localdate() - timedelta(days=1):%Y-%m-%d}")
    page.locator(".ProseMirror[contenteditable]").click()
    page.keyboard.type("流波䃥镇施工现场须")
    page.locator(".prose-menubar [title='加粗']").click()
    page.keyboard.type("全部围挡")
    page.locator(".field-category .select2-selection").click()
    page.keyboard.type(category)
    page.locator(".select2-results__option", has_text=category).click()
    page.locator(".add-row a").click()
    page.locator("#id_attachments-0-file").set_input_files(
        {"name": "任务表.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.locator("[name=_continue]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_a_document_is_written_signed_corrected_and_withdrawn(someone, at_work, site, scene):
    author: Page = at_work(scene.office, Role.AUTHOR, Role.SIGNATORY)
    write_item(author, scene.item.category.code)
    take_step(author, "送签")
    ask_for_step(author, "签发并发布")  # a signatory too, but the own text
    expect(author.get_by_text("请另一位签发人办理").first).to_be_visible()
    item = Item.objects.latest("pk")
    assert (item.title, item.status) == (TITLE, "submitted")

    signatory: Page = at_work(scene.office, Role.SIGNATORY)
    signatory.get_by_role("link", name=TITLE).click()
    take_step(signatory, "签发并发布")

    reader: Page = someone(expects=(410,))
    reader.get_by_role("link", name=TITLE).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(reader.get_by_text(re.compile(rf"{scene.office.code}/\d{{6}}-\d{{5}}")).first).to_be_visible()
    expect(reader.locator(".body strong")).to_have_text("全部围挡")
    file = reader.get_by_role("link", name=re.compile("任务表")).get_attribute("href")
    assert reader.request.get(f"{site}{file}").body() == PDF

    go_home(author)
    author.goto(f"{site}/admin/disclosure/item/{item.pk}/change/")
    take_step(author, "更正", reason="更正标题中的用词。")
    author.locator("#id_title").fill(TITLE.replace("开展", "加强"))
    author.locator("[name=_continue]").click()
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)  # until the correction is signed
    take_step(author, "送签")
    signatory.goto(f"{site}/admin/")
    signatory.get_by_role("link", name=TITLE.replace("开展", "加强")).click()
    take_step(signatory, "签发并发布")
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE.replace("开展", "加强"))
    expect(reader.get_by_text("更正标题中的用词。").first).to_be_visible()
    reader.goto(f"{site}/items/{item.pk}/versions/1/")
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)

    take_step(signatory, "撤回", reason="附件含有个人信息。")
    answer = reader.goto(f"{site}/items/{item.pk}/")
    assert answer.status == 410
    expect(reader.get_by_text("附件含有个人信息。").first).to_be_visible()
    expect(reader.get_by_text("全部围挡")).to_have_count(0)
