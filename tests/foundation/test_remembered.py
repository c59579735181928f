"""Values kept in the process while the shared cache says that they are fresh."""

import pytest
from django.core.cache import cache

from foundation.remembered import Remembered, RememberedByKey


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
