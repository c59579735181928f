"""The statements of the search: the newest entries with some words, their number, their rank, their texts.

Each carries its own bounds (time, no parallel plans), so that a search needs no transaction and no round trip for them;
`search_session` turns a broken-off one into SearchTooSlow. Words are always literals of lexemes (lexemes.py), values of
the filters always parameters.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import OperationalError, connection, transaction
from psycopg2 import errors

from disclosure.search.narrowing import Condition, Narrowing, all_of
from disclosure.search.planning import Estimate, walk_ms, window_for
from disclosure.search.planning import index_ms as index_cost
from foundation.paging.keyset import Place

COUNT_LIMIT = 10_000
COUNT_MS = 150
"""Above this price a number is estimated, not counted."""

SURELY_MANY = 3 * COUNT_LIMIT
TIMEOUT_MS = 2_000
BOUNDS = f"""
SET LOCAL statement_timeout = {TIMEOUT_MS}; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off;
"""
"""Statements sent together run as one transaction, so these hold for the last of them and no longer."""

BY_INDEX = "SET LOCAL enable_seqscan = off;"
"""The planner does not price the reading of vectors: left alone it reads a whole short table for a common word."""

TABLE = "disclosure_searchentry"
NEWEST = "ORDER BY published_on DESC, id DESC"
# every {} below is filled from constants of this noun; what a reader types goes through parameters
EXPLAIN = "EXPLAIN (FORMAT JSON) SELECT 1 FROM {table} UNION ALL SELECT 1 FROM {table} WHERE {where}{asked}"
ASKED = " UNION ALL SELECT 1 FROM {table} WHERE words @@ %s::tsquery"
WALK = """
SELECT id, published_on FROM (
  SELECT id, published_on, words FROM {table} WHERE {where} {newest} LIMIT %s
) w WHERE words @@ %s::tsquery {newest} LIMIT %s
"""
LOOK_UP = """
WITH m AS MATERIALIZED (SELECT id, published_on FROM {table} WHERE words @@ %s::tsquery AND {where})
SELECT id, published_on, (SELECT count(*) FROM m) FROM m {newest} LIMIT %s
"""
COUNT_BY_INDEX = """
SELECT count(*) FROM (SELECT 1 FROM {table} WHERE words @@ %s::tsquery AND {where} LIMIT %s) z
"""
COUNT_BY_WALK = """
SELECT count(*) FROM (
  SELECT 1 FROM (SELECT words FROM {table} WHERE {where} OFFSET 0) w WHERE words @@ %s::tsquery LIMIT %s
) z
"""
RANK = """
SELECT id FROM {table} WHERE id = ANY(%s)
ORDER BY ts_rank(words, %s::tsquery) DESC, published_on DESC, id DESC LIMIT %s OFFSET %s
"""
RECHECK = """
SELECT c.id, c.published_on FROM unnest(%s::bigint[], %s::date[]) WITH ORDINALITY AS c(id, published_on, place)
JOIN LATERAL (SELECT 1 FROM disclosure_entrytext t WHERE t.entry_id = c.id AND ({conditions}) OFFSET 0) z ON true
ORDER BY c.place LIMIT %s
"""
PHRASE = """
(t.folded LIKE %s OR EXISTS (
  SELECT 1 FROM disclosure_entryfile f JOIN disclosure_entrypage p ON p.file_id = f.id
  WHERE f.entry_id = t.entry_id AND p.folded LIKE %s))
"""


class SearchTooSlow(Exception):
    """The question took longer than a reader should wait; a narrower one will not."""


class Newest(NamedTuple):
    """The newest entries with some words; `total` where it came for free."""

    places: list[Place]
    total: int | None


@contextmanager
def search_session() -> Iterator[None]:
    """Run the statements of one search. Raises SearchTooSlow when one of them is broken off."""
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, errors.QueryCanceled):
            raise SearchTooSlow from None
        raise


def estimate(question: str, narrowing: Narrowing) -> Estimate:
    """Return what the planner believes of a question (a tsquery literal); nothing is executed."""
    return estimate_each([question], narrowing)[0]


def estimate_each(questions: Sequence[str], narrowing: Narrowing) -> list[Estimate]:
    """Return what the planner believes of several questions within the same filters, in one round trip."""
    where, values = all_of(narrowing.conditions)
    asked = ASKED.format(table=TABLE) * len(questions)
    rows = read_rows(EXPLAIN.format(table=TABLE, where=where, asked=asked), [*values, *questions])
    plan = rows[0][0] if not isinstance(rows[0][0], str) else json.loads(rows[0][0])
    every, within, *hits = (float(branch["Plan Rows"]) for branch in plan[0]["Plan"]["Plans"])
    return [Estimate(rows=every, hits=number, within=within) for number in hits]


def read_newest(
    question: str, narrowing: Narrowing, believed: Estimate, wanted: int, *, after: Place | None = None
) -> Newest:
    """Return the `wanted` newest entries with the words, behind `after`, by whichever statement is sooner."""
    conditions = [*narrowing.conditions, *_older_than(after)]
    window = window_for(believed, wanted)
    if window is not None:
        where, values = all_of(conditions)
        # over all that is believed to exist: without a bound, for more may exist, and nobody looks further afterwards
        bound = None if window >= believed.rows else window
        found = read_rows(WALK.format(table=TABLE, where=where, newest=NEWEST), [*values, bound, question, wanted])
        if bound is None or len(found) >= wanted:
            return Newest([Place(day, pk) for pk, day in found], None)
    where, values = all_of(conditions)
    rows = read_rows(BY_INDEX + LOOK_UP.format(table=TABLE, where=where, newest=NEWEST), [question, *values, wanted])
    total = rows[0][2] if rows else 0
    return Newest([Place(day, pk) for pk, day, _total in rows], None if after else total)


def read_count(question: str, narrowing: Narrowing, believed: Estimate) -> tuple[int, bool]:
    """Return the number of entries, at most COUNT_LIMIT + 1, and whether it was counted (not estimated)."""
    if believed.found >= SURELY_MANY:
        return COUNT_LIMIT + 1, True
    where, values = all_of(narrowing.conditions)
    by_index = index_cost(believed)
    by_walk = walk_ms(believed, min(believed.within, COUNT_LIMIT / believed.frequency))
    if min(by_index, by_walk) > COUNT_MS:
        return min(int(believed.found), COUNT_LIMIT + 1), False
    if by_index <= by_walk:
        rows = read_rows(
            BY_INDEX + COUNT_BY_INDEX.format(table=TABLE, where=where), [question, *values, COUNT_LIMIT + 1]
        )
    else:
        rows = read_rows(COUNT_BY_WALK.format(table=TABLE, where=where), [*values, question, COUNT_LIMIT + 1])
    return rows[0][0], True


def rank(question: str, keys: Sequence[int], wanted: int, offset: int) -> list[int]:
    """Return the primary keys of a bounded set in the order of their relevance, a page of it."""
    return [pk for (pk,) in read_rows(RANK.format(table=TABLE), [list(keys), question, wanted, offset])]


def recheck(places: Sequence[Place], phrases: Sequence[str], wanted: int) -> list[Place]:
    """Return those of `places` in whose text or attachments every (folded) phrase stands as it is, in order."""
    likes = [f"%{escape_like(phrase)}%" for phrase in phrases]
    conditions = " AND ".join([PHRASE] * len(phrases))
    values: list[Any] = [[place.pk for place in places], [place.value for place in places]]
    values += [like for like in likes for _twice in range(2)]
    return [Place(day, pk) for pk, day in read_rows(RECHECK.format(conditions=conditions), [*values, wanted])]


def escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _older_than(after: Place | None) -> list[Condition]:
    if after is None:
        return []
    return [("(published_on, id) < (%s, %s)", [after.value, after.pk])]


def read_rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with _bounds_of_its_own(), connection.cursor() as cursor:
        cursor.execute(BOUNDS + statement, values)
        return cursor.fetchall()


@contextmanager
def _bounds_of_its_own() -> Iterator[None]:
    """Let bounds end with the reading also within a transaction of the caller's: a savepoint given up takes them along.

    Releasing it would not: what is set stays until the end of the outermost transaction. Costs nothing without one.
    """
    if not connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
