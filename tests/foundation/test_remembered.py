"""Values kept in the process while the shared cache says that they are fresh."""

import pytest
from django.core.cache import cache

from foundation.remembered import Remembered


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
