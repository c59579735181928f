"""The feeds: valid Atom, only what is public, tombstones for what went, and 304 for whoever has read it."""

from html import unescape
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection

from disclosure.items.models import Version
from disclosure.items.services import sign_item, submit_item, withdraw_item
from disclosure.policies.services import withdraw_interpretation, withdraw_policy
from tests.factories.departments import DepartmentFactory
from tests.factories.disclosure import MORNING, CategoryFactory, DraftFactory, published, under_revision, withdrawn
from tests.factories.policies import published_interpretation, published_policy

pytestmark = pytest.mark.django_db

SITE = "/feeds/site.atom"
ATOM = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}


@pytest.fixture
def read(client, committed):
    def act(address: str = SITE) -> ElementTree.Element:
        committed()
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
        return ElementTree.fromstring(answer.content)  # noqa: S314 — our own

    return act


def titles(feed: ElementTree.Element) -> list[str]:
    return [entry.findtext("a:title", namespaces=ATOM) for entry in feed.findall("a:entry", ATOM)]


def identity(item) -> str:
    return f"{settings.SITE_ADDRESS}/items/{item.pk}/"


def test_an_entry_has_all_that_atom_asks_for(bureau, read):
    item = published(bureau, title="关于“三公”经费的通知 <一>", summary="摘要。")
    (entry,) = read().findall("a:entry", ATOM)
    told = {name: entry.findtext(f"a:{name}", namespaces=ATOM) for name in ("title", "id", "summary", "updated")}
    assert told == {
        "title": "关于“三公”经费的通知 <一>",
        "id": identity(item),
        "summary": "摘要。",
        "updated": "2014-06-16T01:30:00+00:00",
    }
    assert entry.find("a:link", ATOM).get("href") == f"http://testserver/items/{item.pk}/"
    assert entry.findtext("a:author/a:name", namespaces=ATOM) == bureau.name
    assert [one.get("term") for one in entry.findall("a:category", ATOM)] == ["综合政务", "通知"]


def test_angle_brackets_of_a_summary_are_words_and_no_markup(bureau, read):
    published(bureau, summary="《关于印发<A市新图>的通知》<script>alert(1)</script>")
    summary = read().find("a:entry/a:summary", ATOM)
    assert summary.get("type") == "html"
    assert unescape(summary.text) == "《关于印发<A市新图>的通知》<script>alert(1)</script>"
    assert "<" not in summary.text


def test_the_feed_changes_with_what_is_taken_back(bureau, signatory, read):
    item, other = published(bureau, by=signatory), published(bureau, by=signatory)
    before = read().findtext("a:updated", namespaces=ATOM)
    withdraw_item(item, by=signatory, at=MORNING, reason="内容有误。")
    feed = read()
    assert feed.findtext("a:updated", namespaces=ATOM) > before
    assert feed.findtext("a:updated", namespaces=ATOM) == feed.find("at:deleted-entry", ATOM).get("when")
    assert [entry.text for entry in feed.findall("a:entry/a:id", ATOM)] == [identity(other)]


def test_signs_that_no_feed_can_hold_do_not_stop_it(bureau, read):
    published(bureau, title="关于\x01公租房\ufffe的通知", body="<p>第一\x0b条\x1f</p>")
    entry = read().find("a:entry", ATOM)
    assert [entry.find(f"a:{name}", ATOM).text for name in ("title", "summary")] == ["关于公租房的通知", "第一 条"]


def test_what_was_published_with_such_signs_before_they_were_refused_does_not_stop_a_feed(bureau, read):
    signs = {
        "title": "旧\x01公文\ufffe",
        "summary": "第一\x0b条\x1f",
        "issuing_offices": "旧\x02局",
        "genre": "通\x03知",
    }
    item = published(bureau)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")  # as the row was before there was a trigger
        Version.objects.filter(item=item).update(**signs)
        cursor.execute("SET LOCAL session_replication_role = origin")
    entry = read().find("a:entry", ATOM)
    assert [entry.findtext(f"a:{name}", namespaces=ATOM) for name in ("title", "summary", "author/a:name")] == [
        "旧公文",
        "第一条",
        "旧局",
    ]
    assert entry.findall("a:category", ATOM)[-1].get("term") == "通知"
    assert Version.objects.get(item=item).title == signs["title"]


def test_a_feed_names_itself(bureau, read):
    published(bureau)
    feed = read()
    assert feed.findtext("a:title", namespaces=ATOM) == settings.SITE_IDENTITY["name"]
    (own,) = [link.get("href") for link in feed.findall("a:link", ATOM) if link.get("rel") == "self"]
    assert own == f"http://testserver{SITE}"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-hans"


def test_only_the_published_words_are_told(bureau, read):
    DraftFactory(department=bureau, title="草稿")
    item = under_revision(bureau, title="公开的标题")
    item.title = "还未签发的标题"
    item.save()
    assert titles(read()) == ["公开的标题"]


def test_a_correction_changes_the_entry_and_not_its_identity(bureau, signatory, read):
    item = under_revision(bureau, title="旧标题")
    before = read().findtext("a:entry/a:id", namespaces=ATOM)
    item.title = "新标题"
    item.save()
    sign_item(submit_item(item, by=item.author, at=MORNING), by=signatory, at=MORNING)
    after = read()
    assert titles(after) == ["新标题"]
    assert after.findtext("a:entry/a:id", namespaces=ATOM) == before


def test_what_went_leaves_a_tombstone_without_content(bureau, read, client):
    item = withdrawn(bureau, title="含个人信息的通知", reason="含张三的个人信息。")
    feed = read()
    assert titles(feed) == []
    (gone,) = feed.findall("at:deleted-entry", ATOM)
    assert gone.get("ref") == identity(item)
    assert gone.get("when")
    assert "个人信息" not in client.get(SITE).content.decode()


@pytest.mark.parametrize("make", [published_policy, published_interpretation])
def test_the_tombstone_of_a_policy_or_interpretation_names_the_entry_that_readers_have(bureau, read, make):
    item = make(bureau)
    known = read().findtext("a:entry/a:id", namespaces=ATOM)
    assert known == settings.SITE_ADDRESS + item.get_absolute_url()
    withdraw = {"policy": withdraw_policy, "interpretation": withdraw_interpretation}[item.kind]
    withdraw(item, by=item.signed_by, at=MORNING, reason="发布有误。")
    feed = read()
    assert titles(feed) == []
    assert [gone.get("ref") for gone in feed.findall("at:deleted-entry", ATOM)] == [known]


def test_each_feed_holds_its_own(bureau, other_bureau, city, read):
    below = DepartmentFactory(parent=bureau)
    top = CategoryFactory()
    published(bureau, title="本局", theme="卫生、体育")
    published(below, title="下属", category=CategoryFactory(parent=top))
    published(other_bureau, title="外局", category=CategoryFactory(parent=top))
    gone = withdrawn(other_bureau, category=CategoryFactory(parent=top), theme="卫生、体育")
    assert titles(read(f"/feeds/offices/{bureau.code}.atom")) == ["下属", "本局"]
    assert titles(read(f"/feeds/offices/{city.code}.atom")) == ["外局", "下属", "本局"]
    assert titles(read(f"/feeds/columns/{top.code}.atom")) == ["外局", "下属"]
    health = "/feeds/themes/" + quote("卫生、体育") + ".atom"
    assert titles(read(health)) == ["本局"]

    def tombstones(address: str) -> list[str]:
        return [one.get("ref") for one in read(address).findall("at:deleted-entry", ATOM)]

    assert tombstones(f"/feeds/offices/{other_bureau.code}.atom") == [identity(gone)]
    assert tombstones(f"/feeds/offices/{bureau.code}.atom") == []
    assert tombstones(f"/feeds/columns/{top.code}.atom") == [identity(gone)]
    assert tombstones(health) == [identity(gone)]
    assert tombstones("/feeds/themes/" + quote("国防") + ".atom") == []


@pytest.mark.parametrize("address", ["offices/nowhere", "columns/nowhere", "themes/" + quote("天气")])
def test_there_is_no_feed_of_what_is_not_there(client, address):
    assert client.get(f"/feeds/{address}.atom").status_code == 404


def test_a_reader_that_knows_the_last_change_is_answered_304(bureau, signatory, client, committed):
    item = published(bureau, by=signatory)
    committed()
    etag = client.get(SITE)["ETag"]
    assert client.get(SITE, headers={"If-None-Match": etag}).status_code == 304
    withdraw_item(item, by=signatory, at=MORNING, reason="内容有误。")
    committed()
    assert client.get(SITE, headers={"If-None-Match": etag}).status_code == 200


def test_the_language_of_the_reader_changes_nothing(bureau, client, committed):
    published(bureau)
    committed()
    client.post("/language/", {"language": "en", "next": "/"})
    assert b"zh-hans" in client.get(SITE).content


@pytest.mark.parametrize("number", [1, 8])
def test_a_feed_costs_the_same_whatever_stands_in_it(bureau, client, committed, django_assert_max_num_queries, number):
    for _ in range(number):
        published(bureau)
        withdrawn(bureau)
    committed()
    client.get(SITE)
    with django_assert_max_num_queries(3):
        client.get(SITE)


def test_pages_lead_to_their_feeds(bureau, client):
    item = published(bureau)
    link = '<link rel="alternate" type="application/atom+xml" title="{}" href="{}">'
    assert link.format(settings.SITE_IDENTITY["name"], SITE) in client.get("/").content.decode()
    column = client.get(f"/catalogue/{item.category.code}/").content.decode()
    assert link.format(item.category.name, f"/feeds/columns/{item.category.code}.atom") in column
    office = client.get(f"/offices/{bureau.code}/").content.decode()
    assert link.format(bureau.name, f"/feeds/offices/{bureau.code}.atom") in office
    search = client.get("/search/", {"q": "通知", "theme": "综合政务"}).content.decode()
    assert link.format("综合政务", "/feeds/themes/" + quote("综合政务") + ".atom") in search
