"""Who is told of what: once, after the yes, of what fits, in a mail that ends by one click."""

import re
from datetime import UTC, datetime, timedelta
from unittest import mock
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from disclosure.items.services import withdraw_item
from disclosure.models import Change, Notice, ReadingPlace, SearchEntry, Subscription
from disclosure.subscriptions import telling
from disclosure.subscriptions.questions import chosen_of, question_of
from disclosure.subscriptions.services import Search, ask_for, confirm, forget_unanswered, stop
from disclosure.subscriptions.telling import (
    begin_reading,
    forget_old_notices,
    note_next_changes,
    queue_next_mails,
    tell_subscribers,
)
from disclosure.subscriptions.tickets import Wish
from foundation.outbox.models import OutboxEntry
from foundation.outbox.services import deliver_next
from tests.factories.disclosure import MORNING, CategoryFactory, published
from tests.factories.policies import published_interpretation, published_policy

pytestmark = pytest.mark.django_db

READER = "Reader@Example.org"
EVENING = datetime(2130, 6, 16, 14, 0, tzinfo=UTC)
"""22:00 in Shanghai, after anything the tests publish."""


def work_off() -> list[mail.EmailMessage]:
    """Let the outbox be done; return the mails since the last time."""
    mail.outbox.clear()
    while deliver_next(now=EVENING + timedelta(days=9)):
        pass
    assert not OutboxEntry.objects.exclude(status="done").exists()
    return list(mail.outbox)


def subscribe(topic, *, address: str = READER, pace: str = "at_once") -> Subscription:
    """Ask and confirm."""
    begin_reading()
    at = timezone.now()
    ask_for(topic, address=address, pace=pace, at=at)
    subscription = Subscription.objects.latest("pk")
    work_off()
    return confirm(Wish(subscription.pk, pace), at=at)


def tell(now: datetime = EVENING) -> list[mail.EmailMessage]:
    """Commit what was published and run the task."""
    connection.check_constraints()
    tell_subscribers(now=now)
    return work_off()


def test_an_address_is_stored_sealed(bureau):
    subscription = subscribe(bureau)
    stored = bytes(subscription.sealed) + bytes(subscription.data_key) + subscription.digest.encode()
    assert b"example" not in stored.lower()
    assert "example" not in str(list(OutboxEntry.objects.values_list("payload", flat=True))).lower()


def test_nothing_is_told_before_the_yes(bureau):
    begin_reading()
    ask_for(bureau, address=READER, pace="at_once", at=timezone.now())
    (question,) = work_off()
    assert question.to == [READER.lower()]
    assert bureau.short_name in question.subject
    published(bureau)
    assert tell() == []
    assert not Notice.objects.exists()


def test_a_new_policy_is_told_too_once_and_by_its_own_page(bureau):
    subscribe(bureau)
    policy = published_policy(bureau, title="测试市油烟防治办法")
    (sent,) = tell()
    assert sent.subject == "测试市油烟防治办法"
    assert f"/policies/{policy.pk}/" in sent.body
    assert tell() == []


def test_a_new_policy_is_told_to_whoever_waits_for_a_search_that_finds_it(bureau):
    subscribe(sought(q="油烟"))
    published_policy(bureau, title="测试市油烟防治办法")
    published(bureau, title="关于路灯的通知")
    work_off()
    assert [sent.subject for sent in tell()] == ["测试市油烟防治办法"]


def test_a_new_document_is_told_with_its_address_and_a_way_out(bureau, client):
    subscribe(bureau)
    item = published(bureau, title="关于污水处理的通知")
    (sent,) = tell()
    assert sent.to == [READER.lower()]
    assert sent.subject == "关于污水处理的通知"
    assert f"http://127.0.0.1:8000/items/{item.pk}/" in sent.body or f"/items/{item.pk}/" in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<https?://[^/]+(/subscriptions/stop/.+/)>", sent.extra_headers["List-Unsubscribe"])[1]
    assert address in sent.body
    answer = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not Subscription.objects.exists()
    assert not Notice.objects.exists()


def test_what_was_published_before_the_yes_is_not_told(bureau):
    published(bureau)
    connection.check_constraints()
    subscribe(bureau)
    assert tell() == []


def test_offices_and_columns_below_count_and_others_do_not(bureau, other_bureau, city):
    top = CategoryFactory()
    below, apart = CategoryFactory(parent=top), CategoryFactory()
    subscribe(city, address="city@example.org")
    subscribe(bureau, address="bureau@example.org")
    subscribe(top, address="top@example.org")
    subscribe("卫生、体育", address="theme@example.org")
    published(bureau, category=apart)
    assert sorted(sent.to[0] for sent in tell()) == ["bureau@example.org", "city@example.org"]
    published(other_bureau, category=below, theme="卫生、体育")
    assert sorted(sent.to[0] for sent in tell()) == ["city@example.org", "theme@example.org", "top@example.org"]


def sought(**query: str) -> Search:
    return Search(question_of(QueryDict(urlencode(query))))


def test_what_a_search_finds_is_told_to_whoever_waits_for_it(bureau, other_bureau):
    subscribe(sought(q="汙水處理", branch=bureau.code), address="words@example.org")
    subscribe(sought(q='"污水处理费"'), address="phrase@example.org")
    subscribe(sought(q="公租房"), address="other@example.org")
    items = [
        published(bureau, title="关于污水处理的通知"),
        published(other_bureau, title="关于污水处理费的通知"),
        published(bureau, title="关于空气质量的通知"),
    ]
    work_off()
    mails = tell()
    assert sorted((sent.to[0], sent.subject) for sent in mails) == [
        ("phrase@example.org", items[1].title),
        ("words@example.org", items[0].title),
    ]


def test_a_search_may_be_as_long_as_the_search_takes_it(bureau):
    words = "关于印发城乡居民 基本养老保险&100%补贴的" * 4
    subscription = subscribe(sought(q=words[:100], branch=bureau.code, theme="人口与计划生育、妇女儿童工作"))
    assert chosen_of(subscription.question)["q"] == words[:100]
    assert chosen_of(subscription.question)["branch"].code == bureau.code


def test_policies_and_interpretations_are_told_to_whoever_waits_for_them(bureau):
    subscribe(sought(q="油烟", kind="policy"), address="rules@example.org")
    subscribe(sought(q="油烟"), address="words@example.org")
    policy = published_policy(bureau, title="油烟防治办法")
    interpretation = published_interpretation(bureau, policy=policy, title="油烟防治办法说了什么")
    work_off()
    rules, words = sorted(tell(), key=lambda sent: sent.to)
    assert (rules.to, words.to) == (["rules@example.org"], ["words@example.org"])
    assert policy.get_absolute_url() in rules.body
    assert interpretation.get_absolute_url() not in rules.body
    assert policy.get_absolute_url() in words.body
    assert interpretation.get_absolute_url() in words.body


def test_who_waits_for_a_search_is_told_when_the_document_is_found_and_not_passed_over(bureau):
    subscribe(sought(q="污水处理"))
    published(bureau, title="关于污水处理的通知")
    connection.check_constraints()
    now = timezone.now()
    tell_subscribers(now=now)
    assert not Notice.objects.exists()
    work_off()  # the index comes only now
    tell_subscribers(now=now)
    assert len(work_off()) == 1


def test_an_index_that_stands_still_does_not_hold_the_others_up_for_ever(bureau):
    subscribe(sought(q="污水处理"), address="words@example.org")
    subscribe(bureau, address="office@example.org")
    published(bureau, title="关于污水处理的通知")
    connection.check_constraints()
    SearchEntry.objects.all().delete()
    now = timezone.now()
    tell_subscribers(now=now)
    assert not Notice.objects.exists()
    tell_subscribers(now=now + timedelta(minutes=11))
    assert [sent.to for sent in work_off() if sent.to == ["office@example.org"]] == [["office@example.org"]]


def test_a_search_of_an_office_that_is_gone_finds_nothing_and_harms_nobody(bureau):
    subscription = subscribe(sought(q="通知", branch=bureau.code), address="words@example.org")
    Subscription.objects.filter(pk=subscription.pk).update(question="q=%E9%80%9A%E7%9F%A5&branch=nowhere")
    subscribe(bureau, address="office@example.org")
    published(bureau)
    work_off()
    assert [sent.to[0] for sent in tell()] == ["office@example.org"]


def test_an_address_is_told_once_of_a_document_that_fits_several_of_its_subscriptions(bureau, city):
    category = CategoryFactory()
    for topic in (bureau, city, category, "综合政务"):
        subscribe(topic)
    published(bureau, category=category)
    assert len(tell()) == 1
    assert not Notice.objects.waiting().exists()
    assert tell() == []


def test_what_one_subscription_tells_at_once_does_not_wait_for_the_morning_of_another(bureau, city):
    subscribe(bureau, pace="daily")
    subscribe(city)
    published(bureau)
    before_the_morning = EVENING + timedelta(hours=4)
    assert len(tell(before_the_morning)) == 1
    assert tell(EVENING + timedelta(days=1)) == []


def test_a_run_that_reads_the_same_changes_again_tells_nothing_twice(bureau):
    subscribe(bureau)
    published(bureau)
    assert len(tell()) == 1
    ReadingPlace.objects.update(number=0)
    assert tell() == []
    assert Notice.objects.count() == 1


def test_corrections_and_removals_are_no_news(bureau, signatory):
    item = published(bureau, by=signatory)
    connection.check_constraints()
    subscribe(bureau)
    withdraw_item(item, by=signatory, at=MORNING, reason="内容有误。")
    assert tell() == []
    assert ReadingPlace.objects.get().number == Change.objects.last_number()


def test_what_went_before_the_mail_left_is_not_told(bureau, signatory):
    subscribe(bureau)
    item = published(bureau, by=signatory, title="含个人信息的通知")
    connection.check_constraints()
    tell_subscribers(now=EVENING)
    withdraw_item(item, by=signatory, at=MORNING, reason="含个人信息。")
    assert work_off() == []


def test_the_mail_of_the_day_holds_everything_and_goes_once_after_eight(bureau):
    subscribe(bureau, pace="daily")
    first, second = published(bureau, title="第一号"), published(bureau, title="第二号")
    night = datetime(2130, 6, 16, 23, 59, tzinfo=UTC)  # 07:59 in Shanghai, on the 17th
    assert tell(night) == []
    (sent,) = tell(night + timedelta(minutes=1))
    assert "第一号" in sent.subject
    for item in (first, second):
        assert f"/items/{item.pk}/" in sent.body
    published(bureau, title="第三号")
    assert tell(night + timedelta(hours=3)) == []
    (next_day,) = tell(night + timedelta(days=1, minutes=1))
    assert next_day.subject == "第三号"


def test_the_mail_of_the_day_holds_everything_however_many_readers_there_are(bureau, monkeypatch):
    monkeypatch.setattr("disclosure.subscriptions.telling.ADDRESSES_AT_ONCE", 2)
    for number in range(5):
        subscribe(bureau, pace="daily", address=f"reader{number}@example.org")
    for _ in range(3):
        published(bureau)
    night = datetime(2130, 6, 16, 20, 0, tzinfo=UTC)
    assert tell(night) == []
    mails = tell(night + timedelta(hours=5))
    assert [sent.body.count("/items/") for sent in mails] == [3] * 5
    assert not Notice.objects.waiting().exists()


def test_what_comes_after_the_morning_waits_for_the_next_also_where_no_mail_went_that_day(bureau):
    subscribe(bureau, pace="daily")
    published(bureau, title="傍晚号")
    assert tell(EVENING) == []
    assert tell(EVENING + timedelta(hours=1)) == []
    (sent,) = tell(EVENING + timedelta(hours=10))
    assert sent.subject == "傍晚号"


def test_many_new_documents_are_told_in_few_mails(bureau):
    subscribe(bureau)
    for _ in range(3):
        published(bureau)
    (sent,) = tell()
    assert sent.body.count("/items/") == 3


def test_a_stranger_can_not_fill_a_letter_box(bureau, city):
    for _ in range(4):
        ask_for(bureau, address=READER, pace="daily", at=MORNING)
        ask_for(city, address=READER.upper(), pace="daily", at=MORNING)
    assert len(work_off()) == 5
    assert Subscription.objects.count() == 2


def test_a_known_address_is_asked_again_and_changes_the_pace_with_its_yes_alone(bureau):
    subscription = subscribe(bureau)
    ask_for(bureau, address=READER, pace="daily", at=timezone.now())
    assert len(work_off()) == 1
    subscription.refresh_from_db()
    assert subscription.pace == "at_once"
    confirm(Wish(subscription.pk, "daily"), at=timezone.now())
    subscription.refresh_from_db()
    assert subscription.pace == "daily"


def test_who_ends_one_subscription_keeps_the_others(bureau, city):
    first, second = subscribe(bureau), subscribe(city)
    stop(first.pk)
    stop(first.pk)
    assert list(Subscription.objects.all()) == [second]
    published(bureau)
    assert len(tell()) == 1


@pytest.mark.parametrize("paces", [("at_once", "at_once"), ("daily", "daily"), ("daily", "at_once")])
@pytest.mark.parametrize("ended", [0, 1])
def test_what_an_ended_subscription_would_have_told_comes_by_another_of_the_address(bureau, city, paces, ended):
    both = [subscribe(topic, pace=pace) for topic, pace in zip((bureau, city), paces, strict=True)]
    published(bureau, title="仍有人等的公文")
    connection.check_constraints()
    while note_next_changes(now=EVENING):
        pass
    stop(both[ended].pk)
    (sent,) = tell(EVENING + timedelta(hours=11))
    assert sent.subject == "仍有人等的公文"
    assert tell(EVENING + timedelta(days=2)) == []


def test_what_stands_in_a_mail_that_has_not_left_comes_by_another_of_the_address(bureau, city):
    ended, kept = subscribe(bureau), subscribe(city)
    stranger = subscribe(bureau, address="other@example.org")
    published(bureau, title="关于调整公交线路的通告")
    connection.check_constraints()
    assert tell_subscribers(now=EVENING) == 2, "one for each address, and neither has left"
    stop(ended.pk)
    told = tell()
    assert sorted(sent.to[0] for sent in told) == ["other@example.org", READER.lower()]
    assert {sent.subject for sent in told} == {"关于调整公交线路的通告"}
    stop(stranger.pk)
    stop(kept.pk)
    assert tell() == []


def test_nothing_of_an_address_is_left_when_its_last_subscription_ends(bureau, city):
    both = subscribe(bureau), subscribe(city)
    published(bureau)
    assert len(tell()) == 1
    for subscription in both:
        stop(subscription.pk)
    assert not Notice.objects.exists()


def test_two_that_tell_at_once_tell_nothing_twice(bureau, city):
    subscribe(bureau)
    published(bureau)
    connection.check_constraints()
    with mock.patch.object(telling, "_hold_place", return_value=None):  # somebody else holds it
        assert queue_next_mails(now=EVENING) == 0
    assert len(tell()) == 1


def test_wishes_without_a_yes_and_old_notices_are_forgotten(bureau, city):
    now = timezone.now()
    subscribe(city)
    published(bureau)
    tell()
    ask_for(bureau, address="other@example.org", pace="daily", at=now)
    forget_unanswered(now=now + timedelta(days=6))
    forget_old_notices(now=EVENING + timedelta(days=29))
    assert (Subscription.objects.count(), Notice.objects.count()) == (2, 1)
    forget_unanswered(now=now + timedelta(days=8))
    forget_old_notices(now=EVENING + timedelta(days=31))
    assert (Subscription.objects.count(), Notice.objects.count()) == (1, 0)


def test_a_run_with_nothing_to_do_costs_little(bureau, django_assert_max_num_queries):
    begin_reading()
    with django_assert_max_num_queries(9):  # three of them savepoints
        assert tell_subscribers(now=EVENING) == 0
    assert queue_next_mails(now=EVENING) == 0
