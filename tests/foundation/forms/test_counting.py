from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import ConnectionError as RedisConnectionError

from foundation.forms.counting import count_once_more, count_so_far, use_up, widen_address

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def empty_cache(settings):
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "counting"}
    settings.CACHES = {"default": memory, "counters": memory}
    cache.clear()
    with time_machine.travel("2014-12-24 08:05:00+08:00", tick=False):  # no window ends in the middle of a test
        yield


def test_each_address_and_each_thing_is_counted_apart():
    assert [count_once_more("letter", "192.0.2.1", window=HOUR) for _ in range(3)] == [1, 2, 3]
    assert count_once_more("letter", "192.0.2.2", window=HOUR) == 1
    assert count_once_more("query", "192.0.2.1", window=HOUR) == 1
    assert count_so_far("letter", "192.0.2.1", window=HOUR) == 3
    assert count_so_far("letter", "192.0.2.9", window=HOUR) == 0


def test_a_new_window_counts_anew():
    with time_machine.travel("2014-12-24 08:59:59+08:00", tick=False) as clock:
        assert count_once_more("letter", "192.0.2.1", window=HOUR) == 1
        assert count_once_more("letter", "192.0.2.1", window=HOUR) == 2
        clock.shift(1)
        assert count_once_more("letter", "192.0.2.1", window=HOUR) == 1


def test_no_address_is_stored():
    count_once_more("letter", "192.0.2.77", window=HOUR)
    stored = "".join(LocMemCache("counting", {})._cache)
    assert "count:letter" in stored
    assert "192.0.2" not in stored


@pytest.mark.parametrize(
    ("address", "widened"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_an_address_of_ipv6_stands_for_its_network(address, widened):
    assert widen_address(address) == widened


def test_nothing_is_lost_when_many_count_at_once():
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _number: count_once_more("letter", "192.0.2.1", window=HOUR), range(200)))
    assert sorted(counts) == list(range(1, 201))


@pytest.mark.parametrize("trouble", [RedisConnectionError("down"), PermissionError("read-only")])
def test_a_cache_that_is_down_is_told_apart_and_hurts_nobody(monkeypatch, trouble):
    def fail(*args, **kwargs):
        raise trouble

    for name in ("add", "incr", "get"):
        monkeypatch.setattr(LocMemCache, name, fail)
    assert count_once_more("letter", "192.0.2.1", window=HOUR) is None
    assert count_so_far("letter", "192.0.2.1", window=HOUR) is None
    assert use_up("token", keep=HOUR)


def test_a_token_is_used_up_once():
    assert use_up("one", keep=HOUR)
    assert not use_up("one", keep=HOUR)
    assert use_up("other", keep=HOUR)
