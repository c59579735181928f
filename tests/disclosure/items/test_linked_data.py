"""What the page of a document says to machines: the tags of the norm, OpenGraph, schema.org."""

import json
import re

import pytest
from django.conf import settings

from disclosure.items.linked_data import data_block
from tests.factories.disclosure import published, under_revision

pytestmark = pytest.mark.django_db

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def page_of(client, item, part: str = "") -> str:
    answer = client.get(item.get_absolute_url() + part)
    assert answer.status_code == 200
    return answer.content.decode()


def told(page: str) -> dict:
    (block,) = BLOCK.findall(page)
    return json.loads(block)


def test_a_document_with_a_number_is_told_as_legislation(client, bureau):
    item = published(bureau, title="关于污水处理的通知", summary="摘要。", validity="amended")
    data = told(page_of(client, item))
    issuer = [{"@type": "GovernmentOrganization", "name": bureau.name}]
    assert data == {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": f"http://testserver/items/{item.pk}/",
        "url": f"http://testserver/items/{item.pk}/",
        "name": "关于污水处理的通知",
        "identifier": item.index_number,
        "description": "摘要。",
        "keywords": "政务公开",
        "genre": "通知",
        "about": "综合政务",
        "inLanguage": "zh-Hans",
        "isAccessibleForFree": True,
        "datePublished": "2014-06-16T01:30:00+00:00",
        "dateModified": "2014-06-16T01:30:00+00:00",
        "version": 1,
        "publisher": issuer,
        "legislationIdentifier": item.document_number,
        "legislationDate": "2014-06-12",
        "legislationPassedBy": issuer,
        "legislationLegalForce": "https://schema.org/PartiallyInForce",
    }


def test_a_document_without_a_number_is_told_as_a_document(client, bureau):
    data = told(page_of(client, published(bureau, document_number="")))
    assert data["@type"] == "DigitalDocument"
    assert not [name for name in data if name.startswith("legislation")]


def test_no_word_of_a_document_can_end_the_block(client, bureau):
    title = "</script><script>alert(1)</script>&amp;<!--"
    page = page_of(client, published(bureau, title=title))
    assert told(page)["name"] == title
    assert "<script>alert" not in page


def test_the_block_keeps_every_character():
    assert json.loads(BLOCK.findall(data_block({"name": "“三公”\u2028\\n<&>"}))[0])["name"] == "“三公”\u2028\\n<&>"


def test_only_the_current_version_is_told(client, bureau, signatory):
    item = under_revision(bureau, title="公开的标题")
    item.title = "还未签发"
    item.save()
    assert told(page_of(client, item))["name"] == "公开的标题"


def test_the_tags_of_the_norm_are_there(client, bureau):
    """政府网站发展指引（国办发〔2017〕47号）: page tags."""
    item = published(bureau, title="关于污水处理的通知", summary="摘要。")
    page = page_of(client, item)
    tags = dict(re.findall(r'<meta name="(\w+)" content="([^"]*)">', page))
    assert tags["SiteName"] == settings.SITE_IDENTITY["name"]
    assert tags["SiteDomain"] == settings.SITE_ADDRESS.partition("://")[2]
    assert tags["ArticleTitle"] == "关于污水处理的通知"
    assert tags["PubDate"] == "2014-06-16 09:30"
    assert tags["ContentSource"] == tags["Author"] == bureau.name
    assert (tags["Keywords"], tags["description"]) == ("政务公开", "摘要。")
    assert tags["Url"] == f"http://testserver/items/{item.pk}/"


def test_what_others_show_of_a_shared_address(client, bureau):
    item = published(bureau, title="关于“污水”的通知", summary="摘要。")
    shared = dict(re.findall(r'<meta property="([\w:]+)" content="([^"]*)">', page_of(client, item)))
    assert shared == {
        "og:type": "article",
        "og:site_name": settings.SITE_IDENTITY["name"],
        "og:title": "关于“污水”的通知",
        "og:description": "摘要。",
        "og:url": f"http://testserver/items/{item.pk}/",
        "article:published_time": "2014-06-16T09:30:00+08:00",
    }
