"""A journalist asks in Traditional characters, narrows, reads rule and interpretation, waits for more, takes data."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from disclosure.search.items import follow_item
from disclosure.subscriptions.telling import tell_subscribers
from foundation.outbox.services import deliver_next
from tests.factories.disclosure import published
from tests.factories.policies import published_interpretation, published_policy
from tests.scene import Scene

TITLE = "测试市征地补偿办法"
PRESS = "press@example.org"
EXPLAINED = "征地补偿办法说了什么"


@pytest.fixture(autouse=True)
def compensation(scene: Scene) -> None:
    """A policy with its interpretation, and an older notice with the same words."""
    column = scene.item.category
    policy = published_policy(scene.office, category=column, title=TITLE)
    interpretation = published_interpretation(scene.office, category=column, policy=policy, title=EXPLAINED)
    notice = published(scene.office, category=column, title="关于征地补偿工作的通知", genre="通知")
    for item in (policy, interpretation, notice):
        follow_item(item.pk)


def read_mail() -> mail.EmailMessage:
    """Return the one mail that the worker sends to the journalist now."""
    mail.outbox.clear()
    tell_subscribers(now=timezone.now())
    while deliver_next(now=timezone.now() + timedelta(hours=1)):
        pass
    (told,) = [sent for sent in mail.outbox if sent.to == [PRESS]]
    return told


def follow(page: Page, site: str, pattern: str, text: str) -> None:
    """Open the link of a mail, whatever host it names."""
    found = re.search(pattern, text)
    assert found is not None, text
    page.goto(site + found[1])


@pytest.mark.parametrize("scripts", [True, False])
def test_from_a_question_to_the_rule_its_interpretation_and_the_data(
    someone: Callable[..., Page], site: str, scene: Scene, scripts: bool
) -> None:
    reader = someone(scripts=scripts)
    reader.get_by_role("search").get_by_role("searchbox").fill("徵地補償")
    reader.get_by_role("search").get_by_role("button", name="检索").click()
    expect(reader.get_by_role("heading", name="3条结果")).to_be_visible()
    reader.locator(".facets").get_by_role("link", name="政策文件").click()
    expect(reader.locator(".hits > li")).to_have_count(1)
    results = reader.url

    reader.get_by_role("link", name=TITLE).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
    with reader.expect_download() as paper:
        reader.get_by_role("link", name="下载 Word 版").click()
    assert paper.value.path().read_bytes()[:2] == b"PK"
    reader.locator("#beside h2").get_by_role("link", name=EXPLAINED).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(EXPLAINED)
    expect(reader.get_by_role("link", name=TITLE).first).to_be_visible()

    reader.goto(results)
    reader.get_by_role("link", name="有新结果时邮件通知我").click()
    reader.get_by_label("邮箱").fill(PRESS)
    reader.get_by_role("button", name="订阅", exact=True).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("请查收邮件")
    follow(reader, site, r"https?://[^/]+(/subscriptions/confirm/\S+)", read_mail().body)
    reader.get_by_role("button", name="确认订阅").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("订阅成功")

    later = published_policy(scene.office, category=scene.item.category, title="测试市征地补偿办法实施细则")
    other = published_policy(scene.office, category=scene.item.category, title="测试市噪声防治办法")
    for item in (later, other):
        follow_item(item.pk)
    told = read_mail()
    assert told.subject == later.title
    follow(reader, site, r"https?://[^/]+(/policies/\S+)", told.body)
    expect(reader.get_by_role("heading", level=1)).to_have_text(later.title)

    reader.get_by_role("contentinfo").get_by_role("link", name="数据开放与接口").click()
    with reader.expect_download() as table:
        reader.locator("#documents").get_by_role("link", name="CSV").click()
    rows = table.value.path().read_text("utf-8-sig")
    assert TITLE in rows
    assert later.title in rows

    follow(reader, site, r"<https?://[^/]+(/subscriptions/stop/.+)>", told.extra_headers["List-Unsubscribe"])
    reader.get_by_role("button", name="确认退订").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("已退订")
