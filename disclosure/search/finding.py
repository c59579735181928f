"""Find: a question and its filters in, a page of hits out. What the page and the API show is made from it elsewhere."""

from dataclasses import dataclass, field

from disclosure.search.kinds import Order
from disclosure.search.lexemes import IN_TITLE, Choices, write_question
from disclosure.search.narrowing import Narrowing
from disclosure.search.parsing import Question
from disclosure.search.planning import Estimate, newest_ms
from disclosure.search.reading import (
    COUNT_LIMIT,
    estimate,
    estimate_each,
    rank,
    read_count,
    read_newest,
    recheck,
    search_session,
)
from foundation.paging.keyset import Place

PAGE_SIZE = 20
RANKED = 200
"""So many of the newest hits are put in order by relevance: ranking all of a common word takes seconds."""

TITLES_MS = 20
"""What it may cost to ask for titles by themselves."""

CANDIDATES = 2_000
"""So many of the newest texts with all words of a phrase are looked into for the phrase itself."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits.

    `keys`: primary keys of entries in their order. `total`: their number, COUNT_LIMIT + 1 for more, None where only
    looking further would tell (phrases); `is_counted`: not estimated. `older`: where the next page by date begins;
    `has_more`: whether a next page by relevance exists; `ranked_all`: whether everything found was put in order.
    `is_partial`: the candidates for a phrase ran out before the page was full. `is_loose`: found by parts of the words.
    `sample`: the entries with a phrase that are known, for counting facets.
    """

    keys: list[int]
    total: int | None
    is_counted: bool = True
    older: Place | None = None
    has_more: bool = False
    ranked_all: bool = True
    is_partial: bool = False
    is_loose: bool = False
    sample: list[int] | None = None
    asked: str = ""
    believed: Estimate | None = field(default=None, repr=False)

    @property
    def is_many(self) -> bool:
        return self.total is not None and self.total > COUNT_LIMIT


def find(
    question: Question,
    narrowing: Narrowing,
    *,
    order: Order,
    after: Place | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Found:
    """Return a page of what a question finds: by date the one behind `after`, by relevance the `page`-th.

    When nothing has all the words, parts of the longer ones will do. Raises SearchTooSlow.
    """
    if question.is_empty:
        return Found([], 0)
    with search_session():
        found = _find(question, question.terms, narrowing, order, after, page, size)
        is_first = after is None and page == 1
        if not found.keys and not found.is_partial and is_first and _is_looser(question):
            looser = _find(question, question.looser, narrowing, order, after, page, size)
            if looser.keys:
                return _as_loose(looser)
        return found


def find_loosely(
    question: Question, narrowing: Narrowing, *, order: Order, after: Place | None, page: int, size: int = PAGE_SIZE
) -> Found:
    """Return a further page of what was found by parts of the words. Raises SearchTooSlow."""
    with search_session():
        return _as_loose(_find(question, question.looser, narrowing, order, after, page, size))


def _is_looser(question: Question) -> bool:
    return bool(question.looser) and write_question(question.looser) != write_question(question.terms)


def _as_loose(found: Found) -> Found:
    values = {name: getattr(found, name) for name in Found.__slots__ if name != "is_loose"}
    return Found(**values, is_loose=True)


def _find(
    question: Question,
    terms: tuple[Choices, ...],
    narrowing: Narrowing,
    order: Order,
    after: Place | None,
    page: int,
    size: int,
) -> Found:
    asked = write_question(terms)
    if order == Order.RELEVANCE and not question.phrases:
        return _find_ranked(terms, asked, narrowing, page, size)
    believed = estimate(asked, narrowing)
    if question.phrases:
        return _find_phrases(question, asked, believed, narrowing, after, size)
    newest = read_newest(asked, narrowing, believed, size + 1, after=after)
    shown = newest.places[:size]
    total, is_counted = _count(asked, narrowing, believed, newest.total, newest.places, after, size)
    return Found(
        [place.pk for place in shown],
        total,
        is_counted,
        older=shown[-1] if len(newest.places) > size else None,
        asked=asked,
        believed=believed,
    )


def _find_ranked(terms: tuple[Choices, ...], asked: str, narrowing: Narrowing, page: int, size: int) -> Found:
    """Rank the newest hits, and before them those that have all the words in their titles, as far as both are cheap."""
    in_title = write_question(terms, IN_TITLE)
    believed, titled = estimate_each([asked, in_title], narrowing)
    places: list[Place] = []
    if _is_worth_asking(believed, titled):
        places = read_newest(in_title, narrowing, titled, RANKED).places
    anywhere = read_newest(asked, narrowing, believed, RANKED)
    known = {place.pk for place in places}
    places += [place for place in anywhere.places if place.pk not in known]
    is_cut = len(anywhere.places) >= RANKED
    keys = rank(asked, [place.pk for place in places], size + 1, (page - 1) * size) if places else []
    if not is_cut:
        count, is_counted = len(places), True
    elif anywhere.total is not None:
        count, is_counted = anywhere.total, True
    else:
        count, is_counted = read_count(asked, narrowing, believed)
    return Found(
        keys[:size],
        min(count, COUNT_LIMIT + 1),
        is_counted,
        has_more=len(keys) > size,
        ranked_all=not is_cut,
        asked=asked,
        believed=believed,
    )


def _is_worth_asking(believed: Estimate, titled: Estimate) -> bool:
    """Tell whether titles must be asked for by themselves.

    Not where all hits are ranked anyway, nor where the newest hits hold about a page of titles already, nor where it
    would take long.
    """
    if believed.found < RANKED / 2 or RANKED * titled.found / believed.found >= PAGE_SIZE:
        return False
    return newest_ms(titled, RANKED) <= TITLES_MS


def _find_phrases(
    question: Question, asked: str, believed: Estimate, narrowing: Narrowing, after: Place | None, size: int
) -> Found:
    """Look into the newest candidates, the newest first; a phrase has no other order."""
    candidates = read_newest(asked, narrowing, believed, CANDIDATES, after=after).places
    is_bounded = len(candidates) >= CANDIDATES
    found = recheck(candidates, question.phrases, CANDIDATES) if candidates else []
    shown, older = found[:size], None
    if len(found) > size:
        older = shown[-1]
    elif is_bounded:
        older = candidates[-1]
    return Found(
        [place.pk for place in shown],
        None if is_bounded or after else len(found),
        older=older,
        is_partial=is_bounded and len(found) <= size,
        sample=[place.pk for place in found],
        asked=asked,
        believed=believed,
    )


def _count(
    asked: str,
    narrowing: Narrowing,
    believed: Estimate,
    total: int | None,
    places: list[Place],
    after: Place | None,
    size: int,
) -> tuple[int, bool]:
    if total is not None:
        return min(total, COUNT_LIMIT + 1), True
    if after is None and len(places) <= size:
        return len(places), True
    return read_count(asked, narrowing, believed)
