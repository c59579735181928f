"""An office system's path, end to end: push, return, correction, signature, and the public reads it everywhere."""

import html

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.disclosure.deliveries.sending import file, item_of, push_one, state_of

pytestmark = pytest.mark.django_db


def step(browser, item, name, **form):
    return browser.post(reverse(f"admin:disclosure_item_{name}", args=[item.pk]), form)


def test_from_a_push_to_the_feed(client, machine, row, signatory, column, committed):
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
    feed = html.unescape(client.get("/feeds/site.atom").content.decode())
    assert row["title"] in feed
    assert told["url"] in feed
    assert client.get(told["url"]).status_code == 200
