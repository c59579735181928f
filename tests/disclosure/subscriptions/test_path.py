"""A journalist's path, end to end: search in Traditional characters, narrow, read, take the file, wait for more."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from disclosure.items.services import sign_item, submit_item
from disclosure.subscriptions.telling import tell_subscribers
from foundation.outbox.services import deliver_next
from tests.factories.disclosure import MORNING, DraftFactory, ItemAttachmentFactory, published

pytestmark = pytest.mark.django_db


def work_off() -> None:
    while deliver_next(now=timezone.now() + timedelta(hours=1)):
        pass


def links(page: str, pattern: str) -> list[str]:
    return [html.unescape(link) for link in re.findall(f'href="({pattern}[^"]*)"', page)]


def test_from_a_question_to_the_mail_about_the_next_document(client, bureau, signatory, committed):
    draft = DraftFactory(department=bureau, title="关于城区征地补偿标准的通知", genre="通知")
    ItemAttachmentFactory(item=draft)
    sign_item(submit_item(draft, by=draft.author, at=MORNING), by=signatory, at=MORNING)
    published(bureau, title="关于征地补偿的批复", genre="批复")
    committed()
    work_off()

    results = client.get("/search/", {"q": "徵地補償"}).content.decode()
    assert "征地补偿标准" in html.unescape(re.sub(r"</?mark>", "", results))
    (narrowed,) = {link for link in links(results, r"/search/\?") if "genre=%E9%80%9A%E7%9F%A5" in link}
    page = client.get(narrowed).content.decode()
    (document,) = set(links(page, "/items/[0-9]"))
    text = client.get(document).content.decode()
    (file,) = links(text, "/attachments/")
    assert client.get(file).status_code == 200

    (subscribe,) = links(page, r"/subscriptions/\?")
    opened = re.search(r'name="guard_opened" value="([^"]+)"', client.get(subscribe).content.decode())[1]
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        client.post(subscribe, {"email": "press@example.org", "pace": "at_once", "guard_opened": opened})
    tell_subscribers(now=timezone.now())
    work_off()
    (yes,) = re.findall(r"https?://[^/]+(/subscriptions/confirm/\S+)", mail.outbox.pop().body)
    assert client.post(yes).status_code == 200

    later = published(bureau, title="关于调整征地补偿标准的通知", genre="通知")
    published(bureau, title="关于空气质量的通知", genre="通知")
    committed()
    work_off()
    tell_subscribers(now=timezone.now())
    work_off()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["press@example.org"], later.title)
    (address,) = re.findall(r"https?://[^/]+(/items/\S+)", sent.body)
    assert client.get(address).status_code == 200
    (end,) = re.findall(r"<https?://[^/]+(/subscriptions/stop/.+)>", sent.extra_headers["List-Unsubscribe"])
    assert client.post(end, {"List-Unsubscribe": "One-Click"}).status_code == 200
