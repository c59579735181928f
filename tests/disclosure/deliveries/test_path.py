"""An office system's path, end to end: push, return, correction, signature, webhook, and the public reads it."""

import html

import pytest
from django.core.cache import cache
from django.urls import reverse

from disclosure.webhooks.sending import send_all
from tests.disclosure.deliveries.sending import file, item_of, push_one, state_of
from tests.disclosure.webhooks.conftest import clock, nudged, receiver, receiver_of_the_session, register  # noqa: F401
from tests.disclosure.webhooks.reading import changes_in, verify

pytestmark = pytest.mark.django_db


def signatory_office(officer):
    return officer.assignments.get().department


def step(browser, item, name, **form):
    return browser.post(reverse(f"admin:disclosure_item_{name}", args=[item.pk]), form)


def test_from_a_push_to_the_webhook_and_the_feed(
    client,
    machine,
    row,
    signatory,
    column,
    committed,
    register,  # noqa: F811 — a fixture
    receiver,  # noqa: F811
    clock,  # noqa: F811
):
    hook, secret = register(branch=signatory_office(signatory), kinds=["item"])
    assert push_one(machine, {**row, "submit": True})["status"] == "waiting"
    item = item_of(row["key"])
    client.force_login(signatory)
    page = client.get(reverse("admin:disclosure_item_sign", args=[item.pk])).content.decode()
    assert row["key"] in page
    assert step(client, item, "return", reason="请补充目录附件。").status_code == 302

    told = state_of(machine, row["key"])
    assert (told["status"], told["reason"], told["url"]) == ("returned", "请补充目录附件。", None)
    mended = {**row, "key": "OA-2014-0031-2", "corrects": row["key"], "attachments": [file()], "submit": True}
    assert push_one(machine, mended)["outcome"] == "changed"
    page = client.get(reverse("admin:disclosure_item_sign", args=[item.pk]))
    assert step(client, item, "sign", seen=page.context["form"].initial["seen"]).status_code == 302
    committed()

    told = state_of(machine, row["key"])
    assert (told["status"], told["version"]) == ("published", 1)
    assert told["index_number"].startswith(f"{row['department']}/")
    cache.clear()
    public = client.get(f"/api/v1/items/{told['id']}/").json()
    assert (public["index_number"], public["title"]) == (told["index_number"], row["title"])
    assert [one["name"] for one in public["attachments"]] == ["目录.pdf"]
    (listed,) = client.get("/api/v1/items/", {"category": column.code}).json()["results"]
    assert listed["url"] == told["url"]
    (change,) = client.get("/api/v1/changes/").json()["results"]
    assert (change["action"], change["id"], change["title"]) == ("appeared", told["id"], row["title"])
    send_all(hook.pk, clock=clock)
    (taken,) = receiver.taken
    assert verify(taken, secret)
    assert changes_in(taken) == [change]
    feed = html.unescape(client.get("/feeds/site.atom").content.decode())
    assert row["title"] in feed
    assert told["url"] in feed
    assert client.get(told["url"]).status_code == 200

    assert step(client, item, "withdraw", reason="内容有误。").status_code == 302
    committed()
    send_all(hook.pk, clock=clock)
    (gone,) = changes_in(receiver.taken[-1])
    assert (gone["action"], gone["id"], gone["title"], gone["url"]) == ("went", told["id"], "", told["url"])
    assert state_of(machine, row["key"])["status"] == "withdrawn"
    cache.clear()
    feed = client.get("/feeds/site.atom").content.decode()
    assert "at:deleted-entry" in feed
    assert row["title"] not in html.unescape(feed)
