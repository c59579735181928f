"""What the journal holds: one row for every change of what the public reads, whoever makes it, and no more."""

from importlib import import_module

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError

from disclosure.items.services import return_item, sign_item, submit_item, withdraw_item
from disclosure.models import Change, Item, Notice, Subscription
from tests.factories.disclosure import MORNING, DraftFactory, published, submitted, under_revision, withdrawn
from tests.factories.policies import (
    published_interpretation,
    published_policy,
    withdrawn_interpretation,
    withdrawn_policy,
)

pytestmark = pytest.mark.django_db


def test_what_is_not_public_leaves_no_trace(bureau, signatory, committed):
    DraftFactory(department=bureau)
    waiting = submitted(bureau)
    return_item(waiting, by=signatory, at=MORNING, reason="请补充附件。")
    withdraw_item(waiting, by=signatory, at=MORNING, reason="不再需要。")
    assert committed() == []


def test_a_publication_is_told_with_its_place_and_digest(bureau, committed):
    item = published(bureau, title="关于污水处理的通知")
    assert committed() == [("appeared", item.pk, "关于污水处理的通知")]
    change = Change.objects.get()
    assert (change.kind, change.department, change.category) == ("item", bureau, item.category)
    assert change.url == item.get_absolute_url()
    assert change.digest == item.current_version.digest
    assert change.at is not None


def test_a_correction_is_told_when_it_is_signed_and_not_before(bureau, signatory, committed):
    item = under_revision(bureau, title="旧标题")
    item.title = "新标题"
    item.save()
    submit_item(item, by=item.author, at=MORNING)
    assert committed() == [("appeared", item.pk, "旧标题")]
    sign_item(item, by=signatory, at=MORNING)
    assert committed() == [("appeared", item.pk, "旧标题"), ("changed", item.pk, "新标题")]


def test_of_what_went_no_title_stays_in_the_journal(bureau, committed):
    stays = published(bureau, title="留下的通知")
    item = withdrawn(bureau, title="含个人信息的通知")
    assert committed() == [("appeared", stays.pk, "留下的通知"), ("appeared", item.pk, ""), ("went", item.pk, "")]
    assert Change.objects.get(action="went").digest == ""


def test_whatever_code_hides_an_item_the_journal_tells(bureau, committed):
    item = published(bureau)
    Item.objects.filter(pk=item.pk).update(visibility="withdrawn")
    assert [row[0] for row in committed()] == ["appeared", "went"]


def test_what_the_public_does_not_see_of_a_public_item_is_no_change(bureau, committed):
    item = published(bureau)
    Item.objects.filter(pk=item.pk).update(title="另一稿", status="draft")
    assert [row[0] for row in committed()] == ["appeared"]


def test_a_change_that_is_rolled_back_is_not_told(bureau, committed):
    with transaction.atomic():
        published(bureau)
        transaction.set_rollback(True)
    assert committed() == []


@pytest.mark.parametrize("make", [published_policy, published_interpretation])
def test_a_policy_and_an_interpretation_are_told_of_as_what_they_are(bureau, committed, make):
    item = make(bureau, title="测试市油烟防治办法")
    assert committed() == [("appeared", item.pk, "测试市油烟防治办法")]
    change = Change.objects.get()
    assert (change.kind, change.url) == (item.kind, item.get_absolute_url())
    assert change.digest == item.current_version.digest


@pytest.mark.parametrize("make", [withdrawn_policy, withdrawn_interpretation])
def test_a_policy_or_interpretation_that_went_leaves_its_address_and_no_title(bureau, committed, make):
    item = make(bureau, title="含个人信息的文件")
    assert committed() == [("appeared", item.pk, ""), ("went", item.pk, "")]
    told = set(Change.objects.values_list("kind", "url"))
    assert told == {(item.kind, item.get_absolute_url())}


def test_what_was_told_of_a_policy_before_is_put_right_by_the_migration(bureau, committed):
    item, policy = published(bureau), published_policy(bureau)
    committed()
    migration = import_module("disclosure.migrations.0057_changes_by_their_kind")
    subscription = Subscription.objects.create(
        digest="5" * 64, data_key=b"", sealed=b"", topic="office", department=bureau, asked_at=MORNING
    )
    for key in (item.pk, policy.pk):
        Notice.objects.create(subscription=subscription, digest="5" * 64, kind="item", key=key, noted_at=MORNING)

    def told() -> list[tuple]:
        return list(Change.objects.order_by("number").values_list("kind", "url"))

    now = [("item", f"/items/{item.pk}/"), ("policy", f"/policies/{policy.pk}/")]
    before = [now[0], ("item", f"/items/{policy.pk}/")]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a migration has a transaction of its own
        cursor.execute(migration.WRITTEN_SINCE)
        assert told() == before
        cursor.execute(migration.WRITTEN_BEFORE)
        assert told() == now
    assert set(Notice.objects.values_list("kind", "key")) == {("item", item.pk), ("policy", policy.pk)}
    with pytest.raises(InternalError):
        Change.objects.update(kind="item")


def test_the_journal_can_not_be_rewritten(bureau, committed):
    published(bureau)
    committed()
    change = Change.objects.get()
    for attempt in (
        lambda: Change.objects.update(number=change.number + 7),
        lambda: Change.objects.update(action="changed"),
        lambda: Change.objects.update(key=1),
        lambda: Change.objects.all().delete(),
        change.delete,
    ):
        with pytest.raises(InternalError), transaction.atomic():
            attempt()
    assert committed() == [("appeared", change.key, change.title)]


def test_a_row_of_what_went_can_hold_no_words(bureau):
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.create(action="went", kind="item", key=1, department=bureau, title="标题", url="/items/1/")


def test_the_journal_begins_with_what_was_published_before_it(bureau, committed):
    from importlib import import_module

    fill = import_module("disclosure.migrations.0052_published_before").FILL
    first, second = published(bureau, title="第一号"), published(bureau, title="第二号")
    gone = withdrawn(bureau)
    committed()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE disclosure_change")
        cursor.execute(fill)
        cursor.execute(fill)  # a second run finds them told
    assert committed() == [("appeared", first.pk, "第一号"), ("appeared", second.pk, "第二号")]
    assert not Change.objects.filter(key=gone.pk).exists()
    assert list(Change.objects.after(0).values_list("digest", flat=True)) == [
        first.current_version.digest,
        second.current_version.digest,
    ]
