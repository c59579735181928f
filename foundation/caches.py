"""Caches that may be away, and what that means: nothing is remembered; whether anything is counted, no one knows.

Two caches of the settings lie in one place. `default` remembers what can be read again, and forgives: what can't be
read is missing, what can't be kept is not kept. `counters` counts what strangers do, and raises: each guard decides
for itself what follows (docs/decisions/0038-when-a-part-is-away.md). In `own` a process counts for itself meanwhile.
"""

import time
from typing import Any

from django.core.cache import BaseCache, caches
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.utils.connection import ConnectionProxy
from redis import Redis
from redis.exceptions import RedisError, TimeoutError

CACHE_TROUBLE = (RedisError, OSError)
"""What a cache raises that is down, full or out of reach. Never shown to the person who sends a form."""

SILENCE = 5.0
"""Seconds for which a Redis that let one wait in vain is not asked: else each look-up of each page would wait."""

counters = ConnectionProxy(caches, "counters")


class ImpatientRedis(Redis):
    """A client that remembers, for all threads of the process, that the server lets everybody wait."""

    silent_until = 0.0

    def execute_command(self, *words: Any, **options: Any) -> Any:
        if time.monotonic() < ImpatientRedis.silent_until:
            raise TimeoutError("not asked: it did not answer just now")
        try:
            return super().execute_command(*words, **options)
        except TimeoutError:
            ImpatientRedis.silent_until = time.monotonic() + SILENCE
            raise


class ImpatientClient(RedisCacheClient):
    """Django's client of Redis on the impatient one, made once for each server instead of for each look-up."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._client = ImpatientRedis
        self._made: dict[int, Redis] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Redis:
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]
        if id(pool) not in self._made:
            self._made[id(pool)] = self._client(connection_pool=pool)
        return self._made[id(pool)]


class CountingRedisCache(RedisCache):
    """Redis, raising at once while it is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ImpatientClient


class CountingFileCache(FileBasedCache):
    """Files below a folder, raising while the disk takes nothing. May miss one of two who count at once."""


class Forgiving(BaseCache):
    """Put before a cache: what is remembered there may be forgotten at any time, so trouble is forgetting."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except CACHE_TROUBLE:
            return default

    def set(self, key: Any, *arguments: Any, **options: Any) -> None:
        try:
            super().set(key, *arguments, **options)
        except CACHE_TROUBLE:
            return

    def add(self, key: Any, *arguments: Any, **options: Any) -> bool:
        try:
            return super().add(key, *arguments, **options)
        except CACHE_TROUBLE:
            return False

    def delete(self, key: Any, version: int | None = None) -> bool:
        try:
            return super().delete(key, version)
        except CACHE_TROUBLE:
            return False


class RememberingRedisCache(Forgiving, CountingRedisCache):
    """Redis, forgiving."""


class RememberingFileCache(Forgiving, CountingFileCache):
    """Files below a folder, forgiving: a full disk forgets."""
