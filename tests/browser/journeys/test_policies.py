"""A policy from its author to the public, its interpretation from drafter to lawyer to signatory, and the reader."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from departments.officers.roles import Role
from disclosure.models import Interpretation, Policy
from tests.browser.journeys.conftest import take_step
from tests.factories.policies import OWN_WORDS, POLICY_BODY, interpretation_draft

TITLE = "测试市河道采砂管理办法"


def choose(page: Page, field: str, words: str) -> None:
    page.locator(f".field-{field} .select2-selection").click()
    page.keyboard.type(words)
    page.locator(".select2-results__option", has_text=words).first.click()


def write_policy(page: Page, scene) -> None:
    page.locator("[href$='/disclosure/policy/add/']").click()
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_document_number").fill("测政〔2026〕7号")
    day = f"{timezone.localdate() - timedelta(days=1):%Y-%m-%d}"
    page.locator("#id_formed_on").fill(day)
    page.locator("#id_effective_on").fill(day)
    page.locator(".ProseMirror[contenteditable]").click()
    page.keyboard.type("第一条　采砂应当经水利部门许可。")
    choose(page, "category", scene.item.category.code)
    page.locator("#relations-group .add-row a").click()
    page.locator("#id_relations-0-kind").select_option("abolishes")
    page.locator(".field-target .select2-selection").first.click()
    page.keyboard.type(scene.policy.title)
    page.locator(".select2-results__option", has_text=scene.policy.title).first.click()
    page.locator("[name=_continue]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_a_policy_is_published_interpreted_and_read(someone, at_work, site, scene):
    author: Page = at_work(scene.office, Role.AUTHOR)
    write_policy(author, scene)
    take_step(author, "送签")
    signatory: Page = at_work(scene.office, Role.SIGNATORY)
    signatory.get_by_role("link", name=TITLE).click()
    signatory.locator(".object-tools").get_by_role("link", name="签发并发布").click()
    signatory.get_by_role("button", name="签发并发布").click()
    expect(signatory.get_by_text("没有解读方案").first).to_be_visible()  # nothing is signed unconfirmed
    assert not Policy.objects.get(title=TITLE).is_public
    signatory.locator("[name=confirmed]").check()
    signatory.get_by_role("button", name="签发并发布").click()
    expect(signatory.locator(".messagelist .success")).to_be_visible()
    policy = Policy.objects.get(title=TITLE)
    assert policy.interpretation_duty.is_open

    reader: Page = someone(scripts=False)
    reader.get_by_role("navigation", name="栏目").get_by_role("link", name="政策文件").click()
    reader.get_by_role("link", name=TITLE).click()
    expect(reader.get_by_text("暂无解读").first).to_be_visible()
    reader.get_by_role("link", name=scene.policy.title).click()
    expect(reader.locator(".doc-head .badge")).to_have_text("废止")
    reader.get_by_role("link", name=TITLE).click()

    draft = interpretation_draft(scene.office, policy=policy, title="采砂办法说了什么", body=POLICY_BODY + OWN_WORDS)
    writer: Page = at_work(scene.office, Role.AUTHOR)
    writer.goto(f"{site}/admin/disclosure/interpretation/{draft.pk}/change/")
    take_step(writer, "送法制机构审核")
    lawyer: Page = at_work(scene.office, Role.LEGAL)
    lawyer.goto(f"{site}/admin/disclosure/interpretation/{draft.pk}/change/")
    take_step(lawyer, "审核通过", note="专家核对了处罚一节。")
    signatory.goto(f"{site}/admin/")
    signatory.get_by_role("link", name="采砂办法说了什么").click()
    take_step(signatory, "签发并发布")
    assert Interpretation.objects.get(pk=draft.pk).is_public
    assert Policy.objects.get(title=TITLE).interpretation_duty.met_on

    reader.reload()
    expect(reader.locator("#beside")).to_contain_text("老刘想在一楼开面馆")
    reader.locator("#beside h2 a").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("采砂办法说了什么")
    reader.get_by_role("link", name=TITLE).first.click()
    paper = reader.get_by_role("link", name="下载 Word 版").get_attribute("href")
    assert reader.request.get(f"{site}{paper}").body()[:2] == b"PK"
    reader.get_by_role("link", name="规章和规范性文件").first.click()
    reader.get_by_role("link", name="有效性登记").click()
    reader.get_by_label("有效性", exact=True).select_option(label="废止")
    reader.get_by_role("button", name="筛选").click()
    expect(reader.get_by_role("link", name=scene.policy.title)).to_be_visible()
    expect(reader.locator("tbody").get_by_role("link", name="测政〔2026〕7号")).to_be_visible()
