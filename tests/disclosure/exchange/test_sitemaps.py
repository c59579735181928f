"""What search engines read: every public page once, nothing else, with the day of its last change."""

from xml.etree import ElementTree

import pytest
from django.conf import settings

from disclosure.exchange import sitemaps
from tests.factories.disclosure import CategoryFactory, DraftFactory, published, withdrawn

pytestmark = pytest.mark.django_db

MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def read(client, committed):
    def act(address: str) -> list[tuple[str, str]]:
        committed()
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/xml; charset=utf-8"
        rows = ElementTree.fromstring(answer.content)  # noqa: S314 — our own
        return [(row.findtext("m:loc", "", MAP), row.findtext("m:lastmod", "", MAP)) for row in rows]

    return act


def test_the_index_leads_to_every_public_document_once(bureau, read, monkeypatch):
    monkeypatch.setattr(sitemaps, "SHARE", 3)
    DraftFactory(department=bureau)
    withdrawn(bureau)
    keys = [published(bureau).pk for _ in range(7)]
    pages, *files = [address for address, _last in read("/sitemap.xml")]
    assert pages == f"{settings.SITE_ADDRESS}/sitemaps/pages.xml"
    assert len(files) > 2
    found = [row for address in files for row in read(address.removeprefix(settings.SITE_ADDRESS))]
    assert found == [(f"{settings.SITE_ADDRESS}/items/{key}/", "2014-06-16T01:30:00+00:00") for key in keys]


def test_a_range_of_which_nothing_is_public_any_more_is_not_listed(bureau, read, client):
    item = withdrawn(bureau)
    assert len(read("/sitemap.xml")) == 1
    assert client.get(f"/sitemaps/items-{item.pk // sitemaps.SHARE}.xml").status_code == 404


@pytest.mark.parametrize("share", ["0", "999999999999"])
def test_a_range_that_no_document_has_reached_is_not_there(db, client, share):
    assert client.get(f"/sitemaps/items-{share}.xml").status_code == 404


def test_columns_and_offices_are_listed(bureau, read):
    category = CategoryFactory()
    addresses = [address for address, _last in read("/sitemaps/pages.xml")]
    assert f"{settings.SITE_ADDRESS}/catalogue/{category.code}/" in addresses
    assert f"{settings.SITE_ADDRESS}/offices/{bureau.code}/" in addresses
    assert f"{settings.SITE_ADDRESS}/" in addresses
    assert len(addresses) == len(set(addresses))


def test_the_index_asks_once_however_much_there_is(bureau, client, committed, django_assert_max_num_queries):
    for _ in range(6):
        published(bureau)
    committed()
    with django_assert_max_num_queries(2):
        client.get("/sitemap.xml")


def test_whoever_knows_the_index_is_answered_304(bureau, client, committed):
    published(bureau)
    committed()
    etag = client.get("/sitemap.xml")["ETag"]
    assert client.get("/sitemap.xml", headers={"If-None-Match": etag}).status_code == 304


def test_robots_are_kept_from_the_back_office_and_led_to_the_index(client, db):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/\n" in text
    assert "Disallow: /search/\n" in text
    assert f"Sitemap: {settings.SITE_ADDRESS}/sitemap.xml\n" in text


def test_a_demonstration_is_closed_to_robots(client, db, settings):
    settings.IS_DEMO = True
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
