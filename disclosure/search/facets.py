"""What the hits can be narrowed by, and how many of them there are of each: counted over the newest ones."""

from datetime import date
from typing import NamedTuple

from disclosure.search.finding import Found
from disclosure.search.narrowing import VALIDITY, Narrowing
from disclosure.search.reading import TABLE, read_newest, read_rows, search_session

SAMPLE = 1_000
"""So many of the newest hits are counted; where there are more, a number is followed by "+"."""

FACETS = ("kind", "department_id", "category_id", "theme", "genre", "year", "validity")
COUNTS = """
SELECT kind, department_id, category_id, theme, genre, year, validity, count(*) FROM (
  SELECT kind, department_id, category_id, theme, genre, extract(year FROM published_on)::int AS year,
    {validity} AS validity
  FROM {table} WHERE id = ANY(%s)
) e GROUP BY GROUPING SETS ((kind), (department_id), (category_id), (theme), (genre), (year), (validity))
"""


class Facets(NamedTuple):
    """For each facet its values with their numbers, the largest first; `is_cut`: there are more hits than counted."""

    counts: dict[str, list[tuple[object, int]]]
    is_cut: bool


def read_facets(found: Found, narrowing: Narrowing, today: date) -> Facets:
    """Return the facets of what was found by words. Raises SearchTooSlow."""
    if found.believed is None or not found.keys:
        return Facets({}, is_cut=False)
    with search_session():
        keys = found.sample
        if keys is None:
            newest = read_newest(found.asked, narrowing, found.believed, SAMPLE + 1)
            keys = [place.pk for place in newest.places]
        rows = read_rows(COUNTS.format(table=TABLE, validity=VALIDITY), [today, today, keys[:SAMPLE]])
    return Facets(_by_facet(rows), is_cut=len(keys) > SAMPLE or found.is_partial)


def _by_facet(rows: list[tuple[object, ...]]) -> dict[str, list[tuple[object, int]]]:
    counts: dict[str, list[tuple[object, int]]] = {name: [] for name in FACETS}
    for *values, number in rows:
        for name, value in zip(FACETS, values, strict=True):
            if value not in (None, ""):
                counts[name].append((value, int(str(number))))
    for pairs in counts.values():
        pairs.sort(key=lambda pair: (-pair[1], str(pair[0])))
    return counts
