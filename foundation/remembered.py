"""Values that are needed all the time and change seldom, kept in each process while somebody says that they are fresh.

For pages that is the shared cache, through which only a token goes: a page pays for one small look-up, never for
unpacking the value. For what must not be a moment old it is the database: a stamp of the rows is read each time.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Any, Generic, TypeVar
from uuid import uuid4

from django.core.cache import cache
from django.db.transaction import get_connection

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Kept(OrderedDict[K, T]):
    """Values of this process by their keys; of more than `most` the one that was kept first goes.

    Threads may make a value twice and drop one under another's hands: whoever has found or kept one goes on with it.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def keep(self, key: K, value: T) -> T:
        """Keep the value as the newest one and return it."""
        self[key] = value
        with suppress(KeyError):  # another thread may have dropped it already
            self.move_to_end(key)
        while len(self) > self.most:
            with suppress(KeyError):
                self.popitem(last=False)
        return value


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


class RememberedByKey(Generic[K, T]):
    """As `Remembered`, for values of several keys: the `most` read last are kept, and all are forgotten together."""

    def __init__(self, key: str, read: Callable[[K], T], *, most: int, seconds: int = 300) -> None:
        self.read = read
        self._token: Remembered[object] = Remembered(key, object, seconds=seconds)
        self._kept: Kept[K, tuple[object, T]] = Kept(most)

    def get(self, key: K) -> T:
        """Return the value of `key`. It is kept under the token that stood before it was read."""
        token = self._token.get()
        kept = self._kept.get(key)
        if kept is not None and kept[0] is token:
            return kept[1]
        return self._kept.keep(key, (token, self.read(key)))[1]

    def forget(self) -> None:
        """Let every process read every key anew; call it after the commit of a change."""
        self._token.forget()


class RememberedRows(Generic[T]):
    """What `read` returns for some words, kept while the database holds the rows from which it was made, unchanged.

    `stamp` is a SELECT of one row that is another one after every change of these rows, such as a digest of all their
    columns. It costs a tenth of reading rows through their models. Of words to which the database has no row at all
    nothing is kept: strangers may send any. Nobody may change what is returned: other requests get the same.
    """

    def __init__(self, stamp: str, read: Callable[..., T], *, most: int = 1) -> None:
        self.stamp = stamp
        self.read = read
        self._kept: Kept[tuple, tuple[tuple, T]] = Kept(most)

    def get(self, **words: Any) -> T:
        """Return the value for `words`, which `stamp` takes by their names.

        The stamp is read before the rows and after them: rows that change in between, and back later (a mailbox opened
        and closed again), would leave their other state under the stamp that holds again.
        """
        stamp = self._stamp_of(words)
        key = tuple(words.values())
        kept = self._kept.get(key)
        if kept is not None and kept[0] == stamp:
            return kept[1]
        value = self.read(**words)
        if stamp is not None and stamp == self._stamp_of(words):
            self._kept.keep(key, (stamp, value))
        return value

    def _stamp_of(self, words: dict[str, Any]) -> tuple | None:
        with get_connection().cursor() as cursor:
            cursor.execute(self.stamp, words)
            return cursor.fetchone()
