"""Write every entry anew, in batches that stand by themselves: interrupted anywhere, the next run goes on there.

Publications go on meanwhile: a batch holds the rows it reads, so that whatever is signed or withdrawn comes before or
after it, and is right either way.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from disclosure.search.dictionary import forget_dictionary, read_dictionary
from disclosure.search.models import Reindexing, SearchEntry
from disclosure.search.services import index_entries, remove_entry
from disclosure.search.sources import EntryReader

BATCH = 400
"""Rows held at a time: about a third of a second."""
LOCK = "SELECT pg_try_advisory_lock(hashtext('disclosure.search.reindex'))"
UNLOCK = "SELECT pg_advisory_unlock(hashtext('disclosure.search.reindex'))"


class AlreadyRunning(Exception):
    """Another process walks already."""


def readers() -> list[EntryReader]:
    """Return the readers of all kinds, in the order in which they are walked."""
    return [import_string(name) for name in settings.SEARCH_READERS]


def reindex(*, at: datetime, restart: bool, progress: Callable[[int], None]) -> Reindexing:
    """Walk everything public; `progress` is told the number of entries after each batch. Raises AlreadyRunning.

    Goes on where a walk with the same dictionary was interrupted, unless `restart`.
    """
    if not _ask(LOCK):
        raise AlreadyRunning
    try:
        walk = open_walk(at=at, restart=restart)
        progress(walk.entries)
        for written in _walk_all(walk):
            progress(written)
        _close(walk)
        return walk
    finally:
        _ask(UNLOCK)


def open_walk(*, at: datetime, restart: bool) -> Reindexing:
    """Return the walk that was interrupted, or a new one."""
    forget_dictionary()
    digest = read_dictionary().digest
    last = None if restart else Reindexing.objects.filter(finished_at=None, dictionary=digest).first()
    if last is not None:
        return last
    Reindexing.objects.filter(finished_at=None).delete()
    return Reindexing.objects.create(dictionary=digest, started_at=at, kind=readers()[0].kind)


def _walk_all(walk: Reindexing) -> Iterator[int]:
    kinds = [reader.kind for reader in readers()]
    first = kinds.index(walk.kind) if walk.kind in kinds else 0
    for reader in readers()[first:]:
        if walk.kind != reader.kind:
            walk.kind, walk.last_key = reader.kind, 0
        while written := _write_batch(walk, reader):
            yield written
        _remove_gone(reader, _entries_behind(walk))


@transaction.atomic
def _write_batch(walk: Reindexing, reader: EntryReader) -> int:
    """Write the next entries, take away those between them that are public no more, and remember the place."""
    sources = reader.read(walk.last_key, BATCH)
    if not sources:
        return 0
    index_entries(sources)
    keys = [source.key for source in sources]
    _remove_gone(reader, _entries_behind(walk).filter(key__lte=keys[-1]).exclude(key__in=keys))
    walk.last_key, walk.entries = keys[-1], walk.entries + len(sources)
    walk.save(update_fields=["kind", "last_key", "entries"])
    return len(sources)


def _entries_behind(walk: Reindexing) -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(kind=walk.kind, key__gt=walk.last_key)


@transaction.atomic
def _remove_gone(reader: EntryReader, entries: QuerySet[SearchEntry]) -> None:
    """Take away those of `entries` that are public no more.

    Each is asked about once more: among them stands what was signed, and found its way here, since the batch was read.
    """
    for key in entries.order_by("key").values_list("key", flat=True).iterator():
        if not any(source.key == key for source in reader.read(key - 1, 1)):
            remove_entry(reader.kind, key)


def _close(walk: Reindexing) -> None:
    """Finish the walk and let the planner learn the words, by which every search is planned."""
    walk.finished_at = timezone.now()
    walk.save(update_fields=["finished_at"])
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("ANALYZE disclosure_searchentry")
        cursor.execute("RESET statement_timeout")


def _ask(statement: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return bool(cursor.fetchone()[0])
