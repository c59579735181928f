"""A cache that is away costs nobody a page, and tells whoever counts that no one knows."""

import socket
import time

import pytest
from redis.exceptions import RedisError

from foundation import caches
from foundation.caches import CountingRedisCache, ImpatientRedis, RememberingFileCache, RememberingRedisCache

PATIENCE = {"OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}}
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def asked_again():
    ImpatientRedis.silent_until = 0.0
    yield
    ImpatientRedis.silent_until = 0.0


@pytest.fixture
def deaf():
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_without_redis_what_is_remembered_is_missing_and_nothing_fails():
    cache = RememberingRedisCache(NOWHERE, PATIENCE)
    cache.set("a", 1)
    assert cache.get("a", "missing") == "missing"
    assert cache.get_or_set("a", lambda: "made") == "made"
    assert cache.add("a", 1) is False
    assert cache.delete("a") is False


def test_without_redis_counting_says_so():
    cache = CountingRedisCache(NOWHERE, PATIENCE)
    for ask in (lambda: cache.add("a", 1), lambda: cache.get("a"), lambda: cache.incr("a"), lambda: cache.set("a", 1)):
        with pytest.raises(RedisError):
            ask()


def test_a_redis_that_does_not_answer_is_waited_for_once_and_asked_again_later(deaf, monkeypatch):
    cache = RememberingRedisCache(deaf, PATIENCE)
    begun = time.monotonic()
    for number in range(50):
        assert cache.get(str(number)) is None
    assert 0.15 < time.monotonic() - begun < 5, "each look-up waited"
    monkeypatch.setattr(caches.time, "monotonic", lambda: begun + caches.SILENCE + 10)
    with pytest.raises(RedisError, match="reading|connecting"):
        CountingRedisCache(deaf, PATIENCE).get("a")


def test_a_full_disk_forgets(tmp_path, monkeypatch):
    cache = RememberingFileCache(str(tmp_path), {})
    cache.set("a", 1)
    assert cache.get("a") == 1

    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    cache.set("b", 2)
    assert (cache.get("a"), cache.get("b")) == (1, None)
