"""The public pages: what is there, what is gone, what was never public; and what they cost."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from disclosure.items import fragments, listing, presentation
from disclosure.items.services import save_draft, sign_item, start_revision, submit_item, withdraw_item
from tests.factories.departments import DepartmentFactory
from tests.factories.disclosure import (
    MORNING,
    CategoryFactory,
    DraftFactory,
    ItemAttachmentFactory,
    published,
    submitted,
    under_revision,
    withdrawn,
)

pytestmark = pytest.mark.django_db

BODY_WORDS = "信息化提升年"


@pytest.fixture
def corrected(bureau, signatory):
    """An item whose second version is current; both have the same file."""
    draft = DraftFactory(department=bureau, title="第一版标题")
    ItemAttachmentFactory(item=draft, name="附件一.xlsx", size=98_304)
    item = sign_item(submit_item(draft, by=draft.author, at=MORNING), by=signatory, at=MORNING)
    item = start_revision(item, by=item.author, at=MORNING, reason="更正标题。")
    item.title = "第二版标题"
    save_draft(item, by=item.author, at=MORNING)
    return sign_item(submit_item(item, by=item.author, at=MORNING), by=signatory, at=MORNING + timedelta(days=2))


def page(client, name, *args, **query):
    return client.get(reverse(f"disclosure:{name}", args=args), query)


def text(response) -> str:
    return response.content.decode()


def test_a_document_shows_its_metadata_text_and_versions(client, corrected):
    response = page(client, "item", corrected.pk)
    assert response.status_code == 200
    html = text(response)
    for words in (
        "第二版标题",
        corrected.index_number,
        corrected.department.name,
        "2014-06-12",
        "2014-06-16 09:30",
        "更正标题。",
        "附件一.xlsx",
        "96 KB",
        BODY_WORDS,
        corrected.document_number,
    ):
        assert words in html


def test_the_meta_tags_are_those_that_government_sites_must_carry(client, corrected):
    html = text(page(client, "item", corrected.pk))
    for name, content in {
        "ArticleTitle": "第二版标题",
        "PubDate": "2014-06-16 09:30",
        "ContentSource": corrected.department.name,
        "Keywords": "政务公开",
    }.items():
        assert f'<meta name="{name}" content="{content}">' in html


def test_an_older_version_stays_readable_and_says_that_it_is_old(client, corrected):
    response = page(client, "version", corrected.pk, 1)
    html = text(response)
    assert "<title>第一版标题" in html.replace("\n", "")
    assert f'href="{corrected.get_absolute_url()}"' in html
    assert 'content="noindex' in html
    assert page(client, "version", corrected.pk, 3).status_code == 404


@pytest.mark.parametrize("make", [submitted, lambda office: DraftFactory(department=office)])
def test_what_was_never_published_is_not_found(client, bureau, make):
    item = make(bureau)
    assert page(client, "item", item.pk).status_code == 404
    assert item.title not in text(page(client, "items"))


def test_an_officer_of_another_office_finds_no_draft_either(client, bureau, outsider):
    client.force_login(outsider)
    assert page(client, "item", submitted(bureau).pk).status_code == 404


def test_the_public_reads_the_published_version_while_a_correction_is_written(client, bureau):
    item = under_revision(bureau, title="已公布的标题")
    item.title = "没有签发的标题"
    save_draft(item, by=item.author, at=MORNING)
    for response in (
        page(client, "item", item.pk),
        page(client, "items"),
        page(client, "category", item.category.code),
    ):
        assert "已公布的标题" in text(response)
        assert "没有签发的标题" not in text(response)


def test_a_withdrawn_document_is_gone_with_its_reason(client, bureau):
    item = withdrawn(bureau, reason="附件含个人信息。")
    response = page(client, "item", item.pk)
    assert response.status_code == 410
    html = text(response)
    assert "附件含个人信息。" in html
    assert item.index_number in html
    assert BODY_WORDS not in html
    assert page(client, "version", item.pk, 1).status_code == 410
    assert item.title not in text(page(client, "items"))


def test_a_published_file_is_handed_out_and_a_withdrawn_one_is_gone(client, bureau, signatory):
    draft = DraftFactory(department=bureau)
    ItemAttachmentFactory(
        item=draft, name="目录.txt", content_type="text/plain", file=ContentFile(b"abc of the file", name="x.txt")
    )
    item = sign_item(submit_item(draft, by=draft.author, at=MORNING), by=signatory, at=MORNING)
    address = item.current_version.attachments.get().get_absolute_url()
    response = client.get(address)
    assert (response.status_code, b"".join(response)) == (200, b"abc of the file")
    assert "no-cache" in response["Cache-Control"]
    withdraw_item(item, by=signatory, at=MORNING, reason="有误")
    gone = client.get(address)
    assert gone.status_code == 410
    assert b"abc of the file" not in gone.content


def test_a_script_in_a_title_is_words(client, bureau):
    item = published(bureau, title="<script>alert(1)</script>", keywords='"><script>x</script>')
    for response in (page(client, "item", item.pk), page(client, "items")):
        assert "<script>alert" not in text(response)
        assert "<script>x" not in text(response)


def test_words_in_angle_brackets_stay_whole_on_every_page(client, bureau):
    item = published(bureau, title="关于印发《A市<新图>》的通知", body="<p>关于印发&lt;A市新图&gt;的通知，流波䃥镇</p>")
    assert "A市&lt;新图&gt;" in text(page(client, "items"))
    html = text(page(client, "item", item.pk))
    assert "&lt;A市新图&gt;" in html
    assert "流波䃥镇" in html


def test_the_list_narrows_by_office_branch_column_year_genre_and_words(client, bureau, other_bureau, city):
    item = published(bureau, title="环境质量月报", genre="公告")
    published(other_bureau, title="别的文件", at=MORNING.replace(year=2015))
    for query in (
        {"office": bureau.code},
        {"category": item.category.code},
        {"year": 2014},
        {"genre": "公告"},
        {"q": "质量"},
        {"branch": bureau.code},
    ):
        html = text(page(client, "items", **query))
        assert "环境质量月报" in html, query
        assert "别的文件" not in html, query
    assert "环境质量月报" in text(page(client, "items", branch=city.code))


def test_a_filter_stays_in_the_addresses_of_the_neighbours(client, bureau):
    category = CategoryFactory()
    for _ in range(21):
        published(bureau, category=category, genre="通知")
    html = text(page(client, "items", genre="通知", office=bureau.code))
    assert f"?office={bureau.code}&amp;genre=%E9%80%9A%E7%9F%A5&amp;after=2014-06-16_" in html
    second = client.get("/items/", {"office": bureau.code, "after": f"2014-06-16_{10**9}"})
    assert second.status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"office": "x"},
        {"branch": "x"},
        {"category": "x"},
        {"year": "二〇一四"},
        {"year": 12},
        {"genre": "诗"},
        {"after": "9"},
    ],
)
def test_a_wrong_filter_is_named_and_nothing_is_listed(client, bureau, query):
    item = published(bureau)
    response = page(client, "items", **query)
    assert response.status_code == 400
    assert 'role="alert"' in text(response)
    assert item.title not in text(response)


def test_an_office_founded_a_moment_ago_is_a_filter_at_once(client, bureau):
    page(client, "items")
    later = DepartmentFactory(parent=bureau.parent)
    assert page(client, "items", office=later.code).status_code == 200


def test_an_empty_column_says_so(client):
    response = page(client, "category", CategoryFactory(name="空栏目").code)
    assert "empty-title" in text(response)


def test_a_column_that_does_not_exist_is_not_found(client):
    assert page(client, "category", "999999").status_code == 404


def test_only_reading_is_possible(client, bureau):
    assert client.post(reverse("disclosure:item", args=[published(bureau).pk])).status_code == 405


def test_the_newest_others_of_the_column_stand_beside_a_document(client, bureau):
    category = CategoryFactory()
    item = published(bureau, category=category, title="本件标题")
    for number in range(6):
        published(bureau, category=category, title=f"同栏目第{number}件", at=MORNING + timedelta(days=number))
    published(bureau, title="别的栏目")
    html = text(page(client, "item", item.pk))
    assert [f"同栏目第{number}件" in html for number in range(6)] == [False, True, True, True, True, True]
    assert "别的栏目" not in html


def test_addresses_made_from_constants_are_those_of_the_pages():
    assert fragments.ITEM_ADDRESS.format(7) == reverse("disclosure:item", args=[7])
    assert fragments.VERSION_ADDRESS.format(7, 2) == reverse("disclosure:version", args=[7, 2])
    assert listing.ADDRESS.format(7) == reverse("disclosure:item", args=[7])
    assert presentation.FILE_ADDRESS.format(7) == reverse("disclosure:attachment", args=[7])
    assert presentation.CATALOGUE_ADDRESS.format("010100") == reverse("disclosure:category", args=["010100"])


@pytest.mark.parametrize("number", [1, 20])
def test_a_list_costs_two_queries_however_long(client, bureau, django_assert_num_queries, number):
    category = CategoryFactory()
    for _ in range(number):
        published(bureau, category=category)
    page(client, "items")
    with django_assert_num_queries(2):
        page(client, "items")
    with django_assert_num_queries(4):
        page(client, "category", category.code)


def test_a_document_costs_one_query(client, corrected, django_assert_num_queries):
    page(client, "item", corrected.pk)
    with django_assert_num_queries(1):
        page(client, "item", corrected.pk)


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_a_list_is_downloaded_as_the_filters_say(client, bureau, other_bureau, form):
    item = published(bureau, title="=HYPERLINK(0)关于空气质量")
    published(other_bureau, title="别的文件")
    response = client.get(f"/items/table.{form}", {"office": bureau.code})
    content = b"".join(response.streaming_content)
    assert response.status_code == 200
    assert "别的文件".encode() not in content
    if form == "csv":
        assert f"{item.index_number},'=HYPERLINK(0)关于空气质量".encode() in content
        assert f"http://testserver/items/{item.pk}/".encode() in content
    assert f'href="/items/table.{form}?office={bureau.code}"' in text(page(client, "items", office=bureau.code))


def test_a_wrong_filter_downloads_nothing(client):
    assert client.get("/items/table.csv", {"office": "x"}).status_code == 400
    assert client.get("/items/table.exe").status_code == 404


def test_the_address_of_a_table_is_the_one_in_the_page():
    assert reverse("disclosure:download", args=["csv"]) == "/items/table.csv"
