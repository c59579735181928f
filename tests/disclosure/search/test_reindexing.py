"""Reindex: complete, interruptible, resumable, beside publications; and when it is due."""

import io
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from departments.officers.roles import Role
from disclosure.items.services import sign_item, withdraw_item
from disclosure.models import EntryText, Item, Reindexing, SearchEntry, Synonym
from disclosure.search import reindexing
from disclosure.search.dictionary import forget_dictionary, is_reindex_due
from disclosure.search.kinds import EntryKind
from disclosure.search.reindexing import AlreadyRunning, reindex
from disclosure.search.services import index_entry
from disclosure.search.sources import EntrySource
from tests.disclosure.search.conftest import titles, work_off
from tests.disclosure.search.test_finding import entry
from tests.factories.departments import officer_in
from tests.factories.disclosure import MORNING, published, submitted, withdrawn

pytestmark = pytest.mark.django_db


def walk(**options) -> Reindexing:
    return reindex(at=timezone.now(), restart=options.pop("restart", False), progress=options.pop("progress", int))


def test_everything_public_and_nothing_else_is_written(bureau):
    kept = published(bureau, title="甲公告")
    withdrawn(bureau, title="乙公告")
    submitted(bureau, title="丙公告")
    index_entry(replace(entry(bureau, 1, title="丁公告"), kind="of another noun"))
    call_command("reindex", verbosity=0, stdout=(told := io.StringIO()))
    assert "1 entries" in told.getvalue()
    assert set(titles("公告")) == {"甲公告", "丁公告"}
    assert SearchEntry.objects.get(kind=EntryKind.ITEM).key == kept.pk


def test_what_is_public_no_more_goes_wherever_it_stands(bureau):
    gone = [withdrawn(bureau).pk for _ in range(3)]
    published(bureau, title="公告一")
    gone += [withdrawn(bureau).pk]
    published(bureau, title="公告二")
    gone += [withdrawn(bureau).pk]
    for key in gone:
        index_entry(replace(entry(bureau, 1, title="公告"), kind=EntryKind.ITEM, key=key))
    walk()
    assert set(titles("公告")) == {"公告一", "公告二"}


def test_interrupted_it_goes_on_where_it_was(bureau, monkeypatch):
    monkeypatch.setattr(reindexing, "BATCH", 2)
    for n in range(5):
        published(bureau, title=f"公告{n}")
    told: list[int] = []

    def press_ctrl_c(number: int) -> None:
        told.append(number)
        if sum(told) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        walk(progress=press_ctrl_c)
    assert SearchEntry.objects.count() == 4
    written = dict(EntryText.objects.values_list("entry__key", "pk"))
    rest: list[int] = []
    done = walk(progress=rest.append)
    assert rest == [4, 1]
    assert (done.entries, Reindexing.objects.count()) == (5, 1)
    assert written.items() <= dict(EntryText.objects.values_list("entry__key", "pk")).items()


def test_what_is_published_and_withdrawn_meanwhile_is_right_in_the_end(bureau, signatory, monkeypatch):
    monkeypatch.setattr(reindexing, "BATCH", 1)
    items = [published(bureau, title=f"公告{n}", by=signatory) for n in range(4)]
    told: list[int] = []

    def meanwhile(number: int) -> None:
        told.append(number)
        if len(told) == 3:  # two are written, two are not
            for item in items[1:3]:
                withdraw_item(item, by=signatory, at=MORNING, reason="内容有误。")
            published(bureau, title="公告新", by=signatory)

    walk(progress=meanwhile)
    work_off()
    assert set(titles("公告")) == {"公告0", "公告3", "公告新"}


@pytest.mark.parametrize("place", [0, 1])
def test_what_is_signed_while_a_batch_is_written_is_found_at_once_and_stays_found(
    bureau, signatory, monkeypatch, place
):
    monkeypatch.setattr(reindexing, "BATCH", 2)
    waiting = [submitted(bureau, title="公告甲")]
    for name in "乙丙":
        published(bureau, title=f"公告{name}", by=signatory)
    waiting.append(submitted(bureau, title="公告丁"))
    work_off()
    read = reindexing.readers()[0].read
    done: list[int] = []

    def read_and_sign(after: int, limit: int) -> list[EntrySource]:
        """Read a batch; while it is held, another one is signed and a worker makes it findable."""
        sources = read(after, limit)
        if len(done) == place and waiting:
            sign_item(waiting.pop(0 if place == 0 else -1), by=signatory, at=MORNING)
            work_off()
        done.append(len(sources))
        return sources

    readers = [replace(reindexing.readers()[0], read=read_and_sign), *reindexing.readers()[1:]]
    monkeypatch.setattr(reindexing, "readers", lambda: readers)
    walk()
    assert set(titles("公告")) == {"公告乙", "公告丙", "公告甲" if place == 0 else "公告丁"}


def test_the_command_says_that_it_was_interrupted_and_how_to_go_on(bureau, monkeypatch):
    def interrupt(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr("disclosure.management.commands.reindex.reindex", interrupt)
    with pytest.raises(CommandError, match="goes on from here"):
        call_command("reindex", verbosity=0)


def test_told_to_restart_it_begins_at_the_beginning(bureau, monkeypatch):
    published(bureau)
    Reindexing.objects.create(dictionary="x", kind="item", last_key=Item.objects.get().pk, started_at=timezone.now())
    assert walk(restart=True).entries == 1


def test_with_other_names_it_begins_anew(bureau):
    published(bureau)
    Reindexing.objects.create(dictionary="x", kind="item", last_key=Item.objects.get().pk, started_at=timezone.now())
    assert walk().entries == 1


def test_two_do_not_walk_at_once(bureau, monkeypatch):
    monkeypatch.setattr(reindexing, "_ask", lambda statement: statement != reindexing.LOCK)
    with pytest.raises(AlreadyRunning):
        walk()
    with pytest.raises(CommandError, match="already"):
        call_command("reindex", verbosity=0)


def test_a_new_name_or_synonym_makes_it_due_and_the_back_office_says_so(client, city, bureau):
    client.force_login(officer_in(city, Role.ADMINISTRATOR))
    address = reverse("admin:disclosure_synonym_changelist")
    walk()
    assert not is_reindex_due()
    assert "重建索引" not in client.get(address).content.decode()
    added = client.post(reverse("admin:disclosure_synonym_add"), {"words": "公租房、公共租赁住房"})
    assert added.status_code == 302
    assert Synonym.objects.count() == 1
    forget_dictionary()
    assert is_reindex_due()
    assert "重建索引" in client.get(address).content.decode()
    walk()
    assert not is_reindex_due()


def test_a_synonym_needs_two_words(client, city):
    client.force_login(officer_in(city, Role.ADMINISTRATOR))
    for words in ("公租房", "公租房 公租房", "、，"):
        answer = client.post(reverse("admin:disclosure_synonym_add"), {"words": words})
        assert answer.context["adminform"].errors
    assert not Synonym.objects.exists()
