"""Which of some entries does a question find? For those who wait for something new."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from disclosure.search.dictionary import read_dictionary
from disclosure.search.filters import narrowing_of
from disclosure.search.lexemes import write_question
from disclosure.search.narrowing import all_of
from disclosure.search.parsing import understand
from disclosure.search.reading import TABLE, read_rows, recheck
from foundation.paging.keyset import Place

AMONG = "SELECT id, published_on FROM {table} WHERE id = ANY(%s) AND {where} AND words @@ %s::tsquery"


def found_among(keys: Sequence[int], chosen: dict[str, Any], *, today: date) -> set[int]:
    """Return those of the entries with these primary keys that a valid `SearchForm` finds, all words whole."""
    dictionary = read_dictionary()
    question = understand(chosen["q"], dictionary.segmenter, dictionary.synonyms)
    if question.is_empty or not keys:
        return set()
    where, values = all_of(narrowing_of(chosen, today).conditions)
    statement = AMONG.format(table=TABLE, where=where)
    rows = read_rows(statement, [list(keys), *values, write_question(question.terms)])
    places = [Place(day, pk) for pk, day in rows]
    if question.phrases and places:
        places = recheck(places, question.phrases, len(places))
    return {place.pk for place in places}
