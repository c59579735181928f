"""What the benchmark of the search asks: of the product, and of the database in the raw statements beside it."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from bench.search_tables import TABLE, fetch

TODAY = date(2026, 6, 1)
WANTED = 21

NEWEST = "ORDER BY published_on DESC, id DESC"
WALK = f"SELECT id, published_on FROM {TABLE} WHERE words @@ %s::tsquery {{within}} {NEWEST} LIMIT %s"
LOOK_UP = f"""
WITH m AS MATERIALIZED (SELECT id, published_on FROM {TABLE} WHERE words @@ %s::tsquery {{within}})
SELECT id, published_on FROM m {NEWEST} LIMIT %s
"""


def quoted(word: str) -> str:
    return f"'{word}'"


def inside(departments: Sequence[int] | None) -> tuple[str, list[Any]]:
    return ("", []) if departments is None else ("AND department_id = %s", [departments[0]])


def raw_plans(word: str, departments: Sequence[int] | None, wanted: int) -> list[Callable[[], Any]]:
    """Return the two raw plans: walking the newest until there are enough, and looking the word up."""
    within, values = inside(departments)

    return [
        partial(fetch, switch + form.format(within=within), [quoted(word), *values, wanted])
        for form, switch in ((WALK, "SET LOCAL enable_bitmapscan = off; "), (LOOK_UP, ""))
    ]


def narrowing_of(departments: Sequence[int] | None) -> Any:
    from disclosure.search.narrowing import Narrowing

    return Narrowing(today=TODAY, departments=departments)


def newest(word: str, departments: Sequence[int] | None, after: Any = None) -> None:
    """Our newest 21: the bounds, the estimate and the statement it picks."""
    from disclosure.search.reading import estimate, read_newest, search_session

    narrowing = narrowing_of(departments)
    with search_session():
        read_newest(quoted(word), narrowing, estimate(quoted(word), narrowing), WANTED, after=after)


def counter(word: str, departments: Sequence[int] | None) -> Callable[[], Any]:
    """Our capped number; the estimate is that of the search it belongs to."""
    from disclosure.search.reading import estimate, read_count

    narrowing = narrowing_of(departments)
    return partial(read_count, quoted(word), narrowing, estimate(quoted(word), narrowing))


def ask(word: str, order: Any) -> None:
    """A whole search without its page: understood, found, counted."""
    from disclosure.search.dictionary import read_dictionary
    from disclosure.search.finding import find
    from disclosure.search.parsing import understand

    dictionary = read_dictionary()
    question = understand(word, dictionary.segmenter, dictionary.synonyms)
    find(question, narrowing_of(None), order=order)
