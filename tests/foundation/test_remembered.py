"""Values kept in the process while the shared cache says that they are fresh."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import transaction

from foundation.remembered import Kept, Remembered, RememberedByKey, RememberedRows


@pytest.fixture
def counted():
    """A value that counts how often it is read, and its counter."""
    cache.clear()
    readings = []
    return Remembered("test", lambda: readings.append(1) or len(readings)), readings


def test_it_is_read_once(counted):
    value, readings = counted
    assert [value.get(), value.get()] == [1, 1]


def test_it_is_read_anew_after_it_was_forgotten(counted):
    value, readings = counted
    value.get()
    value.forget()
    assert value.get() == 2


def test_it_is_forgotten_in_every_process(counted):
    value, readings = counted
    elsewhere = Remembered("test", value.read)
    assert [value.get(), elsewhere.get(), elsewhere.get()] == [1, 2, 2]
    elsewhere.forget()
    assert value.get() == 3


def test_a_change_while_it_is_read_is_not_missed():
    cache.clear()
    stored = ["old"]

    def read() -> str:
        found = stored[0]
        if found == "old":  # another process commits a change just after we read
            stored[0] = "new"
            value.forget()
        return found

    value = Remembered("test", read)
    assert [value.get(), value.get()] == ["old", "new"]


def test_an_emptied_cache_means_reading_anew(counted):
    value, readings = counted
    value.get()
    cache.clear()
    assert value.get() == 2


@pytest.fixture
def by_key():
    """Values of keys that count how often they are read; two are kept."""
    cache.clear()
    readings = []
    return RememberedByKey("test", lambda key: readings.append(key) or f"{key}{len(readings)}", most=2), readings


def test_each_key_is_read_once(by_key):
    value, readings = by_key
    assert [value.get("a"), value.get("b"), value.get("a")] == ["a1", "b2", "a1"]


def test_no_more_than_the_most_are_kept(by_key):
    value, readings = by_key
    for key in "abca":
        value.get(key)
    assert readings == ["a", "b", "c", "a"]


def test_all_keys_are_forgotten_together_in_every_process(by_key):
    value, readings = by_key
    elsewhere = RememberedByKey("test", value.read, most=2)
    value.get("a"), elsewhere.get("a")
    elsewhere.forget()
    value.get("a"), elsewhere.get("a")
    assert readings == ["a"] * 4


def test_a_change_while_a_key_is_read_is_not_missed():
    cache.clear()
    stored = ["old"]

    def read(_key: str) -> str:
        found = stored[0]
        if found == "old":
            stored[0] = "new"
            value.forget()
        return found

    value = RememberedByKey("test", read, most=2)
    assert [value.get("a"), value.get("a")] == ["old", "new"]


@pytest.fixture
def models_of(db):
    """The names of an app's models as their rows say, and what was read of them."""
    readings = []

    def read(app: str) -> list[str]:
        readings.append(app)
        return list(ContentType.objects.filter(app_label=app).order_by("pk").values_list("model", flat=True))

    stamp = "SELECT md5(string_agg(c::text, ' ' ORDER BY id)) FROM django_content_type c WHERE app_label = %(app)s"
    return RememberedRows(stamp, read, most=2), readings


def test_rows_are_read_once_while_they_are_the_same(models_of, django_assert_num_queries):
    value, readings = models_of
    ContentType.objects.create(app_label="a", model="one")
    value.get(app="a")
    with django_assert_num_queries(2):
        assert [value.get(app="a"), value.get(app="a")] == [["one"], ["one"]]
    assert readings == ["a"]


def test_every_change_of_the_rows_is_seen_at_once_also_one_taken_back(models_of):
    value, _readings = models_of
    assert value.get(app="a") == []
    row = ContentType.objects.create(app_label="a", model="one")
    assert value.get(app="a") == ["one"]
    with transaction.atomic():
        ContentType.objects.filter(pk=row.pk).update(model="two")
        assert value.get(app="a") == ["two"]
        transaction.set_rollback(True)
    assert value.get(app="a") == ["one"]
    row.delete()
    assert value.get(app="a") == []


def test_each_words_have_rows_of_their_own_and_no_more_than_the_most_are_kept(models_of):
    value, readings = models_of
    for app in ("a", "b", "c", "c", "b", "a"):
        value.get(app=app)
    assert readings == ["a", "b", "c", "a"]


def test_a_change_while_rows_are_read_is_seen_the_next_time(db):
    def read() -> int:
        number = ContentType.objects.filter(app_label="a").count()
        ContentType.objects.get_or_create(app_label="a", model="meanwhile")
        return number

    value = RememberedRows("SELECT count(*) FROM django_content_type WHERE app_label = 'a'", read)
    assert [value.get(), value.get(), value.get()] == [0, 1, 1]


def test_rows_that_change_while_they_are_read_and_change_back_later_leave_nothing_behind(models_of, monkeypatch):
    """A mailbox opened while it was read and closed again would take letters for ever: the stamp is the old one."""
    value, _readings = models_of
    row = ContentType.objects.filter(pk=ContentType.objects.create(app_label="a", model="closed").pk)
    read = value.read
    monkeypatch.setattr(value, "read", lambda app: row.update(model="open") and read(app))
    assert value.get(app="a") == ["open"]
    monkeypatch.setattr(value, "read", read)
    row.update(model="closed")
    assert value.get(app="a") == ["closed"]


def test_of_words_without_a_row_nothing_is_kept(db):
    """Strangers may ask for a name of any length, as often as they like."""
    value = RememberedRows("SELECT model FROM django_content_type WHERE app_label = %(app)s", lambda app: None, most=9)
    for app in ("nowhere", "n" * 100_000):
        assert value.get(app=app) is None
    assert not value._kept


def test_of_more_than_it_may_keep_what_was_kept_first_goes():
    kept: Kept[str, int] = Kept(2)
    for key, value in (("a", 1), ("b", 2), ("a", 3), ("c", 4)):
        assert kept.keep(key, value) == value
    assert list(kept.items()) == [("a", 3), ("c", 4)]
    assert kept.get("b") is None


def test_a_value_is_returned_though_another_thread_drops_it_at_once():
    class Emptied(Kept[str, int]):
        def __setitem__(self, key: str, value: int) -> None:
            """Keep nothing, as if it had been dropped already."""

    assert Emptied(2).keep("a", 1) == 1
