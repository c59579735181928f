"""Which of two statements finds the newest entries with some words sooner. Pure.

The planner of PostgreSQL does not price the reading of long vectors, so it walks the list of the newest for a word that
stands nowhere (13 s over a million entries). It does know how frequent a word is, and that is asked of it without
running anything; the choice is made here. Measured: docs/decisions (search), bench/search.py.
"""

from dataclasses import dataclass

MS_PER_WALKED = 0.011
"""Reading the vector of one entry on the walk."""

MS_PER_SKIPPED = 0.0004
"""Passing an entry that the filters exclude."""

MS_PER_POSTING = 0.00004
MS_PER_FETCHED = 0.0008
"""A word's entry in the inverted index, and looking at what it points to."""

WINDOW_FACTOR = 3
WINDOW_SPARE = 200
"""The walk looks at so many entries at most: where the words crowd in other years, the inverted index takes over."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the planner believes: all entries, those with the words, those within the filters (all without filters)."""

    rows: float
    hits: float
    within: float

    @property
    def frequency(self) -> float:
        return min(1.0, max(self.hits, 1.0) / max(self.rows, 1.0))

    @property
    def share(self) -> float:
        return min(1.0, max(self.within, 1.0) / max(self.rows, 1.0))

    @property
    def found(self) -> float:
        """Return about how many entries have the words within the filters."""
        return self.rows * self.frequency * self.share


def walk_rows(estimate: Estimate, wanted: int) -> float:
    """Return how many entries within the filters must be read until `wanted` of them have the words."""
    return min(wanted / estimate.frequency, estimate.share * estimate.rows)


def walk_ms(estimate: Estimate, rows: float) -> float:
    """Return what a walk over `rows` entries within the filters costs."""
    passed = min(rows / estimate.share, estimate.rows) - rows
    return rows * MS_PER_WALKED + max(0.0, passed) * MS_PER_SKIPPED


def index_ms(estimate: Estimate) -> float:
    """Return what the inverted index costs: its postings, and looking at each of them or at all within the filters."""
    hits = estimate.rows * estimate.frequency
    fetched = hits * MS_PER_FETCHED
    if estimate.share < 1:
        fetched = min(fetched, estimate.within * 0.00006 + estimate.found * MS_PER_FETCHED)
    return hits * MS_PER_POSTING + fetched


def newest_ms(estimate: Estimate, wanted: int) -> float:
    """Return what the sooner of the two statements costs."""
    return min(walk_ms(estimate, walk_rows(estimate, wanted)), index_ms(estimate))


def window_for(estimate: Estimate, wanted: int) -> int | None:
    """Return the window of a walk for `wanted` entries, or None where the inverted index is sooner."""
    rows = walk_rows(estimate, wanted)
    if walk_ms(estimate, rows) > index_ms(estimate):
        return None
    return int(WINDOW_FACTOR * rows) + WINDOW_SPARE
