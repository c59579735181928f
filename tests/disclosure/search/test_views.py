"""The page: what it shows, how it is narrowed, what it costs, and what it makes of anything that is typed."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from departments.models import Department
from disclosure.items.services import withdraw_item
from disclosure.search import listing
from disclosure.search.kinds import EntryKind
from disclosure.search.reading import BOUNDS, BY_INDEX, TIMEOUT_MS, SearchTooSlow, read_rows, search_session
from disclosure.search.services import index_entries
from disclosure.search.sources import EntrySource
from tests.factories.departments import DepartmentFactory
from tests.factories.disclosure import MORNING, CategoryFactory

pytestmark = pytest.mark.django_db

QUERIES = 16
"""A search by relevance with facets: its bounds, two estimates, two lists, rank, count, facets, texts, pages."""


def text(response) -> str:
    return response.content.decode()


def many(department, number: int, **fields) -> None:
    index_entries(
        [
            EntrySource(
                kind=EntryKind.ITEM,
                key=10_000 + key,
                department_id=department.pk,
                published_on=date(2014, 1, 1 + key % 28),
                url=f"/items/{10_000 + key}/",
                **({"title": f"污水处理公告{key}", "text": "正文。"} | fields),
            )
            for key in range(number)
        ]
    )


def test_the_address_is_the_one_that_links_are_made_from():
    assert reverse("disclosure:search") == listing.ADDRESS


def test_the_search_of_every_page_leads_there(client, city):
    for address in ("/", "/items/", "/search/"):
        html = text(client.get(address))
        assert f'role="search" action="{listing.ADDRESS}"' in html


def test_a_hit_shows_where_the_words_stand_and_where_it_belongs(publish, search_page, bureau):
    item = publish("关于污水处理收费的通知", "<p>对城镇污水处理征收费用。</p>", document_number="测政办〔2014〕31号")
    html = text(search_page("污水处理"))
    assert f'<a href="/items/{item.pk}/">关于<mark>污水处理</mark>收费的通知</a>' in html
    assert "对城镇<mark>污水处理</mark>征收费用" in html
    for words in ("测政办〔2014〕31号", item.index_number, bureau.short_name, item.category.name, "2014-06-16", "通知"):
        assert words in html
    assert 'value="污水处理"' in html
    assert '<meta name="robots" content="noindex, follow">' in html


def test_what_an_author_wrote_is_text_and_never_markup(publish, search_page):
    publish("公告<script>alert(1)</script>", "<p>公告 &lt;img src=x onerror=alert(1)&gt;</p>", keywords="<b>公告</b>")
    html = text(search_page("公告"))
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "<mark>公告</mark>&lt;script&gt;" in html


@pytest.mark.parametrize(
    "typed",
    [
        "'; drop & | !(",
        "\\' OR 1=1 --",
        "'':*",
        "a:b & !c <-> d",
        "%_\\",
        '"%_\\"',
        '"' * 99,
        "！？。，、；：",
        "<script>alert(1)</script>",
        "\u202e䃥\ufeff\u200b",
        "😀",
        "〔2014〕",
        "t:公告",
        "n:测",
        "{0}%s%(x)s",
        "的" * 100,
        "公告" * 50,
        "\ud83d",
    ],
)
def test_anything_may_be_typed(publish, search_page, typed):
    publish("关于污水处理的通知")
    for sort in ("", "date"):
        response = search_page(typed.encode("utf-8", "replace").decode(), sort=sort)
        assert response.status_code == 200
        assert "<script>alert" not in text(response)


@pytest.mark.parametrize("typed", ["公" * 101, "公告" * 5_000])
def test_what_can_not_be_searched_for_is_refused_in_words_and_kept(search_page, city, typed):
    response = search_page(typed)
    assert response.status_code == 400
    html = text(response)
    assert 'role="alert"' in html
    assert f'value="{typed[:100]}"' in html
    assert typed[:101] not in html


def test_a_null_character_is_refused(search_page, city):
    assert search_page("a\0b").status_code == 400


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "x"),
        ("branch", "x"),
        ("category", "x"),
        ("theme", "x"),
        ("genre", "x"),
        ("year", "1"),
        ("validity", "x"),
        ("sort", "x"),
        ("after", "2014-01-01"),
        ("after", "2014-01-01_-1"),
        ("after", "9999-99-99_1"),
        ("page", "0"),
        ("page", "99999"),
    ],
)
def test_a_wrong_filter_is_named(search_page, city, name, value):
    response = search_page("公告", **{name: value})
    assert response.status_code == 400
    assert 'role="alert"' in text(response)


def test_without_words_it_says_how_to_ask(client, city):
    response = client.get("/search/")
    assert response.status_code == 200
    assert "hints" in text(response)


def test_signs_alone_are_no_words(search_page, city):
    html = text(search_page("！？"))
    assert "empty" in html


def test_facets_narrow_by_address_and_are_taken_away_again(publish, client, search_page, other_bureau, city):
    county = DepartmentFactory(parent=city, kind="county", name="测试县人民政府", short_name="测试县")
    town = DepartmentFactory(parent=county, kind="township", short_name="流波镇")
    column = CategoryFactory(name="环境监管")
    publish("甲污水公告", genre="公告", category=column)
    publish("乙污水通知", genre="通知", department=town)
    html = text(search_page("污水"))
    link = re.search(r'<a href="([^"]*genre=[^"]*)"><span>公告</span><span class="num">1</span>', html).group(1)
    narrowed = text(client.get(link.replace("&amp;", "&")))
    assert "甲<mark>污水</mark>公告" in narrowed
    assert "乙<mark>污水</mark>" not in narrowed
    away = re.search(r'class="chip" aria-current="true" href="([^"]*)"', narrowed).group(1)
    assert "genre" not in away
    assert "乙<mark>污水</mark>通知" in text(client.get(away.replace("&amp;", "&")))
    branch = text(search_page("污水", branch=county.code))
    assert "乙<mark>污水</mark>通知" in branch
    assert "甲<mark>污水</mark>" not in branch
    assert f"branch={county.code}" in html


def test_pages_go_on_without_script(search_page, client, bureau):
    many(bureau, 45)
    for sort in ("", "date"):
        seen, response = set(), search_page("污水处理", sort=sort)
        while True:
            html = text(response)
            assert 'rel="next"' in html or len(seen) > 30
            seen |= set(re.findall(r'<h3><a href="(/items/\d+/)"', html))
            following = re.search(r'rel="next" href="([^"]*)"', html)
            if following is None:
                break
            response = client.get(following.group(1).replace("&amp;", "&"))
        assert len(seen) == 45


def test_nothing_found_says_what_to_do(publish, search_page, bureau):
    publish("关于污水处理的通知")
    html = text(search_page("垃圾焚烧", genre="公告"))
    assert "垃圾焚烧" in html
    for address in (reverse("disclosure:items"), reverse("interaction:mailboxes"), "/search/?q=%E5%9E%83"):
        assert address in html


def test_an_office_of_that_name_is_named(search_page, bureau):
    html = text(search_page(bureau.short_name))
    assert f'href="/offices/{bureau.code}/"' in html


def test_a_withdrawn_document_is_nowhere_on_the_page(publish, search_page, signatory):
    item = publish("关于污水处理的通知")
    assert "<mark>污水处理</mark>" in text(search_page("污水处理"))
    withdraw_item(item, by=signatory, at=MORNING, reason="附件含个人信息。")
    html = text(search_page("污水处理"))
    assert f"/items/{item.pk}/" not in html
    assert "<mark>" not in html


def test_a_search_that_takes_too_long_is_answered_in_words(search_page, client, city, monkeypatch):
    def slow(*_given, **_more):
        raise SearchTooSlow

    monkeypatch.setattr("disclosure.search.views.ask", slow)
    monkeypatch.setattr("disclosure.search.api.ask", slow)
    response = search_page("公告")
    assert response.status_code == 503
    assert 'role="alert"' in text(response)
    answer = client.get("/api/v1/search/?q=公告")
    assert (answer.status_code, answer.json()["code"]) == (503, "search_too_slow")


@pytest.mark.django_db(transaction=True)
def test_the_database_breaks_off_what_takes_too_long_and_only_that(monkeypatch):
    assert read_rows("SELECT current_setting('statement_timeout')", []) == [(f"{TIMEOUT_MS // 1000}s",)]
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("30s",)
    monkeypatch.setattr("disclosure.search.reading.BOUNDS", BOUNDS.replace(str(TIMEOUT_MS), "20"))

    def ask_for_ever() -> None:
        with search_session():
            read_rows("SELECT pg_sleep(5)", [])

    with pytest.raises(SearchTooSlow):
        ask_for_ever()


def test_within_a_transaction_the_bounds_end_with_the_reading_and_what_was_broken_off_harms_it_not(city, monkeypatch):
    def shown() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting(n) FROM unnest(%s) n", [["statement_timeout", "jit", "enable_seqscan"]]
            )
            return [value for (value,) in cursor.fetchall()]

    before = shown()
    assert read_rows(BY_INDEX + "SELECT current_setting('jit'), current_setting('enable_seqscan')", []) == [
        ("off",) * 2
    ]
    assert shown() == before
    monkeypatch.setattr("disclosure.search.reading.BOUNDS", BOUNDS.replace(str(TIMEOUT_MS), "20"))
    with pytest.raises(SearchTooSlow), search_session():
        read_rows("SELECT pg_sleep(5)", [])
    assert shown() == before
    assert Department.objects.filter(pk=city.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_texts_that_take_too_long_are_answered_in_words_too(search_page, publish, monkeypatch):
    publish("关于污水处理的通知")
    monkeypatch.setattr("disclosure.search.hits.ENTRIES", "SELECT pg_sleep(5), %s, %s::bigint[]")
    monkeypatch.setattr("disclosure.search.reading.BOUNDS", BOUNDS.replace(str(TIMEOUT_MS), "200"))
    assert search_page("污水处理").status_code == 503


@pytest.mark.parametrize("number", [3, 60])
def test_a_page_costs_the_same_queries_whatever_is_found(search_page, bureau, number):
    many(bureau, number)
    search_page("污水处理")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert search_page("污水处理").status_code == 200
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]  # there are none but in a test
    assert len(asked) <= QUERIES, "\n".join(statement[:120] for statement in asked)


def test_the_page_is_in_the_language_of_the_reader(publish, client):
    publish("关于污水处理的通知")
    client.cookies["django_language"] = "zh-hant"
    assert "條結果" in text(client.get("/search/?q=污水"))
