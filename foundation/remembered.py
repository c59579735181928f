"""Values that every page needs and that change seldom, kept in each process while the shared cache says they are fresh.

Only a token goes through the cache: a page pays for one small look-up, never for unpacking the value.
"""

from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import uuid4

from django.core.cache import cache

T = TypeVar("T")


class Remembered(Generic[T]):
    """What `read` returns, read anew after `forget` in any process, and at least every `seconds`."""

    def __init__(self, key: str, read: Callable[[], T], *, seconds: int = 300) -> None:
        self.key = f"remembered.{key}"
        self.read = read
        self.seconds = seconds
        self._kept: tuple[str, T] | None = None

    def get(self) -> T:
        """Return the value.

        The token is set before the value is read: a change that commits meanwhile takes the token away again, so that
        an old value can be returned once but not kept.
        """
        token: str | None = cache.get(self.key)
        kept = self._kept
        if token is not None and kept is not None and kept[0] == token:
            return kept[1]
        if token is None:
            token = uuid4().hex
            cache.set(self.key, token, self.seconds)
        value = self.read()
        self._kept = (token, value)
        return value

    def forget(self) -> None:
        """Let every process read anew; call it after the commit of a change."""
        cache.delete(self.key)
