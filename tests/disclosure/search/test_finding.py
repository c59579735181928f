"""What is found, when, and what never is: with PostgreSQL, through the services and the worker."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.db import connection
from django.utils import timezone

from departments.officers.roles import Role
from disclosure.items.services import save_draft, sign_item, start_revision, submit_item, withdraw_item
from disclosure.items.statuses import Validity
from disclosure.items.validity import Register, validity_on
from disclosure.models import EntryText, Item, SearchEntry, Synonym
from disclosure.search import finding, planning, reading
from disclosure.search.dictionary import forget_dictionary
from disclosure.search.facets import read_facets
from disclosure.search.items import follow_item
from disclosure.search.kinds import EntryKind, Order
from disclosure.search.narrowing import DAYS_ASKED, VALIDITY, Narrowing
from disclosure.search.services import index_entry, remove_entry
from disclosure.search.sources import EntrySource
from foundation.outbox.models import OutboxEntry
from tests.disclosure.search.conftest import look_for, titles, work_off
from tests.factories.departments import DepartmentFactory, officer_in
from tests.factories.disclosure import MORNING, CategoryFactory, published, submitted, under_revision

pytestmark = pytest.mark.django_db


def entry(department, key: int = 1, **fields) -> EntrySource:
    facts = {"title": f"第{key}件", "text": "正文。", "published_on": date(2014, 1, 1) + timedelta(days=key)}
    return EntrySource(
        kind=EntryKind.INTERPRETATION, key=key, department_id=department.pk, url=f"/x/{key}/", **(facts | fields)
    )


# -- words -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        "污水处理",
        "污水",
        "汙水處理",
        "收费 污水",
        "水",
        "测政办〔2014〕31号",
        "测政办[2014]31号",
        "測政辦（2014） 31",
        "〔2014〕３１号",
        "PM2.5",
        "ｐｍ２．５",
        "监测公布",
        '"每日监测公布"',
        "“每日監測公佈”",
        "收费办法的通知",
    ],
)
def test_a_document_is_found_however_it_is_asked_for(publish, typed):
    publish(
        "关于污水处理收费办法的通知",
        "<p>对PM2.5<strong>每日</strong>监测公布。</p>",
        document_number="测政办〔2014〕31号",
    )
    publish("关于义务教育招生的公告", "<p>划片入学。</p>", document_number="测教〔2014〕3号")
    assert titles(typed) == ["关于污水处理收费办法的通知"]


def test_an_index_number_is_found_as_typed(publish):
    item = publish("关于污水处理收费办法的通知")
    publish("另一份通知")
    assert titles(item.index_number) == ["关于污水处理收费办法的通知"]
    assert titles(item.index_number.lower().replace("/", "／")) == ["关于污水处理收费办法的通知"]


def test_a_traditional_document_is_found_in_simplified_and_shown_as_written(publish):
    publish("關於徵地補償的公告")
    assert titles("征地补偿") == ["關於徵地補償的公告"]


def test_the_document_with_the_number_stands_before_those_that_mention_it(publish):
    publish("原文", document_number="测政办〔2014〕31号", at=MORNING)
    publish("后来的通知", "<p>根据测政办〔2014〕31号文件。</p>", at=MORNING + timedelta(days=9))
    assert titles("测政办〔2014〕31号") == ["原文", "后来的通知"]


def test_synonyms_find_each_other_at_once_and_for_documents_indexed_before(publish):
    publish("关于公共租赁住房分配的公告")
    assert titles("公租房") == []
    Synonym.objects.create(words="公租房、公共租赁住房")
    forget_dictionary()
    assert titles("公租房") == ["关于公共租赁住房分配的公告"]
    publish("公租房申请须知")
    assert set(titles("公共租赁住房")) == {"关于公共租赁住房分配的公告", "公租房申请须知"}


def test_a_name_that_comes_later_is_found_in_what_was_indexed_before(publish, city):
    publish("流波䃥镇防汛预案")
    DepartmentFactory(parent=city, name="流波䃥镇人民政府", short_name="流波䃥镇")
    forget_dictionary()
    assert titles("流波䃥镇") == ["流波䃥镇防汛预案"]
    assert titles("䃥") == ["流波䃥镇防汛预案"]


def test_when_nothing_holds_a_long_word_its_parts_are_looked_for_and_it_is_said(publish):
    publish("关于环境问题的说明", "<p>加强保护。</p>")
    found = look_for("环境保护")
    assert found.is_loose
    assert len(found.keys) == 1


def test_a_phrase_must_stand_as_it_is(publish):
    publish("甲", "<p>公开政府信息工作要点。</p>")
    publish("乙", "<p>工作要点：政府信息应当公开。</p>")
    assert titles('"政府信息工作"') == ["甲"]
    assert set(titles("政府 信息 工作")) == {"甲", "乙"}


def test_signs_of_patterns_in_a_phrase_are_signs(publish):
    publish("甲", "<p>完成率100%以上_合格</p>")
    publish("乙", "<p>完成率100分以上合格</p>")
    assert titles('"100%以上"') == ["甲"]


# -- what is public, at once ----------------------------------------------------------------------------------------
def test_a_draft_is_not_found_before_it_is_signed(bureau, signatory):
    item = submitted(bureau, title="尚未签发的污水处理通知")
    work_off()
    assert titles("污水处理") == []
    sign_item(item, by=signatory, at=MORNING)
    work_off()
    assert titles("污水处理") == ["尚未签发的污水处理通知"]


def test_the_work_that_makes_it_findable_stands_or_falls_with_the_publication(bureau):
    item = published(bureau)
    entry = OutboxEntry.objects.get(handler="disclosure.search.items.follow_item")
    assert entry.payload == {"item_id": item.pk}


def test_a_withdrawn_document_is_gone_with_the_withdrawal_itself(publish, bureau, signatory):
    item = publish("关于污水处理的通知")
    withdraw_item(item, by=signatory, at=MORNING, reason="内容有误。")
    assert titles("污水处理") == []
    assert not EntryText.objects.exists()
    work_off()
    assert titles("污水处理") == []


def test_whatever_hides_an_item_takes_it_out(publish):
    item = publish("关于污水处理的通知")
    Item.objects.filter(pk=item.pk).update(visibility="withdrawn")
    assert not SearchEntry.objects.exists()


def test_work_that_comes_late_does_not_bring_a_withdrawn_document_back(bureau, signatory):
    item = published(bureau, title="关于污水处理的通知")
    withdraw_item(item, by=signatory, at=MORNING, reason="内容有误。")
    follow_item(item.pk)
    assert titles("污水处理") == []


def test_a_correction_is_found_by_its_new_words_only(publish, signatory):
    item = publish("关于污水处理的通知")
    item = start_revision(item, by=item.author, at=MORNING, reason="更正标题。")
    work_off()
    assert titles("污水处理") == ["关于污水处理的通知"]
    item.title = "关于垃圾处理的通知"
    save_draft(item, by=item.author, at=MORNING)
    sign_item(submit_item(item, by=item.author, at=MORNING), by=signatory, at=MORNING)
    work_off()
    assert titles("污水处理") == []
    assert titles("垃圾处理") == ["关于垃圾处理的通知"]
    assert SearchEntry.objects.count() == 1


def test_the_working_copy_of_a_correction_is_not_found(bureau):
    item = under_revision(bureau, title="公开的题目")
    item.title = "秘密的题目"
    save_draft(item, by=item.author, at=MORNING)
    work_off()
    assert titles("秘密") == []


def test_another_noun_enters_replaces_and_removes_its_things(bureau):
    index_entry(entry(bureau, title="政策解读"))
    index_entry(entry(bureau, title="图解政策"))
    assert titles("解读") == []
    assert titles("图解") == ["图解政策"]
    remove_entry(EntryKind.INTERPRETATION, 1)
    remove_entry(EntryKind.INTERPRETATION, 1)
    assert titles("图解") == []


# -- narrowing, order, pages -----------------------------------------------------------------------------------------
def test_filters_narrow(publish, bureau, other_bureau):
    column = CategoryFactory()
    publish("甲公告", genre="公告", category=column)
    publish("乙公告", genre="通知", department=other_bureau, theme="民政、扶贫、救灾")
    assert titles("公告", genre="通知") == ["乙公告"]
    assert titles("公告", departments=[bureau.pk]) == ["甲公告"]
    assert titles("公告", departments=[bureau.pk, other_bureau.pk], theme="民政、扶贫、救灾") == ["乙公告"]
    assert titles("公告", categories=[column.pk]) == ["甲公告"]
    assert titles("公告", year=2013) == []
    assert len(titles("公告", year=2014, kind=EntryKind.ITEM, validity="effective")) == 2
    assert titles("公告", departments=[]) == []


@pytest.mark.parametrize("declared", Validity.values)
def test_validity_in_the_database_is_that_of_the_rule(declared):
    today = date(2014, 6, 16)
    choices = [None, *(today + timedelta(days=days) for days in (-2, -1, 0, 1))]
    columns = ", ".join(f"%s::date AS {name}" for name in ("effective_on", "abolished_on", "lapsed_on", "amended_on"))
    statement = f"SELECT {VALIDITY} FROM (SELECT %s AS validity, {columns}) e"  # noqa: S608 — constants
    with connection.cursor() as cursor:
        for effective, abolished, lapsed, amended in product(choices, repeat=4):
            days = [effective, abolished, lapsed, amended]
            cursor.execute(statement, [*[today] * DAYS_ASKED, declared, *days])
            register = Register(amended_since=amended, lapsed_since=lapsed)
            assert cursor.fetchone()[0] == validity_on(today, declared, effective, abolished, register), days


def test_by_date_the_newest_first_and_by_relevance_titles_first(bureau):
    index_entry(entry(bureau, 1, title="污水处理办法"))
    index_entry(entry(bureau, 2, title="会议纪要", text="提到污水处理。"))
    assert titles("污水处理", order=Order.DATE) == ["会议纪要", "污水处理办法"]
    assert titles("污水处理", order=Order.RELEVANCE) == ["污水处理办法", "会议纪要"]


@pytest.mark.parametrize("is_walked", [True, False])
def test_pages_by_date_meet_every_document_once_whatever_the_plan(bureau, monkeypatch, is_walked):
    """Both statements must give the same pages, also where many documents share a day."""
    if is_walked:
        monkeypatch.setattr("disclosure.search.reading.window_for", lambda *_: 10**6)
    else:
        monkeypatch.setattr("disclosure.search.reading.window_for", lambda *_: None)
    for key in range(1, 48):
        index_entry(entry(bureau, key, title=f"公告{key}", published_on=date(2014, 1, 1 + key // 20)))
    seen, after = [], None
    while True:
        found = look_for("公告", order=Order.DATE, after=after)
        seen += found.keys
        if (after := found.older) is None:
            break
    assert len(seen) == 47 == len(set(seen))
    newest = SearchEntry.objects.order_by("-published_on", "-pk").values_list("pk", flat=True)
    assert seen == list(newest)


def test_a_walk_that_finds_too_little_gives_way_to_the_index(bureau, monkeypatch):
    monkeypatch.setattr("disclosure.search.reading.window_for", lambda *_: 2)
    for key in range(1, 9):
        index_entry(entry(bureau, key, title="旧公告" if key < 5 else "新闻"))
    assert len(titles("公告", order=Order.DATE)) == 4


def test_pages_by_relevance_end_and_say_whether_there_is_more_by_date(bureau, monkeypatch):
    monkeypatch.setattr(finding, "RANKED", 30)
    for key in range(1, 48):
        index_entry(entry(bureau, key, title=f"公告{key}"))
    first = look_for("公告")
    second = look_for("公告", page=2)
    assert (len(first.keys), first.has_more) == (20, True)
    assert (len(second.keys), second.has_more, second.ranked_all) == (10, False, False)
    assert not set(first.keys) & set(second.keys)


def test_a_phrase_is_looked_for_in_bounded_steps_until_the_end(bureau, monkeypatch):
    monkeypatch.setattr(finding, "CANDIDATES", 5)
    for key in range(1, 13):
        index_entry(entry(bureau, key, text="管理公开" if key == 2 else "公开的管理"))
    seen, after, steps = [], None, 0
    while True:
        found = look_for('"管理公开"', after=after)
        seen += found.keys
        steps += 1
        if (after := found.older) is None:
            break
        assert found.is_partial
    assert len(seen) == 1
    assert steps == 3


@pytest.mark.parametrize("number", [0, 1, 20, 21, 60])
def test_the_number_of_hits_is_exact(bureau, number):
    for key in range(1, number + 1):
        index_entry(entry(bureau, key, title=f"公告{key}"))
    assert look_for("公告").total == number
    assert look_for("公告", order=Order.DATE).total == number


def test_numbers_stop_at_a_limit(bureau, monkeypatch):
    monkeypatch.setattr("disclosure.search.reading.COUNT_LIMIT", 10)
    monkeypatch.setattr(finding, "COUNT_LIMIT", 10)
    for key in range(1, 40):
        index_entry(entry(bureau, key, title=f"公告{key}"))
    found = look_for("公告", order=Order.DATE)
    assert found.is_many
    assert found.total == 11


def test_facets_count_what_was_found(publish, bureau, other_bureau):
    publish("甲公告", genre="公告")
    publish("乙公告", genre="公告", department=other_bureau)
    publish("丙公告", genre="通知", effective_on=timezone.localdate() + timedelta(days=1))
    publish("无关", genre="函")
    narrowing = Narrowing(today=timezone.localdate())
    counts = read_facets(look_for("公告"), narrowing, narrowing.today).counts
    assert counts["genre"] == [("公告", 2), ("通知", 1)]
    assert counts["department_id"] == [(bureau.pk, 2), (other_bureau.pk, 1)]
    assert counts["year"] == [(2014, 3)]
    assert dict(counts["validity"]) == {"effective": 2, "not_yet": 1}
    assert len(counts["category_id"]) == 3


# -- the choice of the plan: pure ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("hits", "within", "is_walked"),
    [
        (800_000, 1_000_000, True),
        (300_000, 69_000, True),
        (100_000, 1_000_000, True),
        (1_000, 1_000_000, False),
        (1, 1_000_000, False),
        (1_000, 69_000, False),
        (800_000, 1_000, True),
    ],
)
def test_common_words_are_walked_for_and_rare_ones_looked_up(hits, within, is_walked):
    believed = planning.Estimate(rows=1_000_000, hits=hits, within=within)
    assert (planning.window_for(believed, 21) is not None) == is_walked


def test_a_walk_over_all_that_is_believed_to_exist_misses_nothing_of_what_exists(bureau, monkeypatch):
    for key in range(1, 9):
        index_entry(entry(bureau, key, title="旧公告" if key == 1 else "新闻"))
    believed = planning.Estimate(rows=3, hits=3, within=3)
    monkeypatch.setattr(reading, "window_for", lambda *_: 3)
    assert [
        place.pk for place in reading.read_newest("'公告'", Narrowing(today=date(2014, 6, 1)), believed, 1).places
    ] == [SearchEntry.objects.get(key=1).pk]


def test_a_search_is_planned_in_an_empty_database_too(db):
    assert look_for("公告").total == 0


def test_every_role_sees_the_same(publish, client, bureau):
    publish("关于污水处理的通知")
    client.force_login(officer_in(bureau, *Role))
    assert "关于" in client.get("/search/?q=污水处理").content.decode()
