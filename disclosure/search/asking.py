"""One search from its cleaned form to what is shown of it; the page and the API ask alike."""

from dataclasses import dataclass
from datetime import date
from hashlib import blake2s
from typing import Any

from django.core.cache import cache

from disclosure.search.dictionary import read_dictionary
from disclosure.search.facets import Facets, read_facets
from disclosure.search.failing import count_failed
from disclosure.search.filters import FILTERS, narrowing_of
from disclosure.search.finding import PAGE_SIZE, Found, find, find_loosely
from disclosure.search.hits import Hit, hits_of
from disclosure.search.kinds import Order
from disclosure.search.narrowing import Narrowing
from disclosure.search.parsing import Question, understand
from disclosure.search.reading import search_session

REMEMBERED_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and what it found."""

    question: Question
    found: Found
    hits: list[Hit]
    facets: Facets
    order: Order


def ask(chosen: dict[str, Any], *, today: date, size: int = PAGE_SIZE) -> Answer:
    """Return the answer to a valid `SearchForm`; counts a question in vain. Raises SearchTooSlow."""
    dictionary = read_dictionary()
    question = understand(chosen["q"], dictionary.segmenter, dictionary.synonyms)
    narrowing = narrowing_of(chosen, today)
    order = Order.DATE if question.phrases or chosen["after"] else chosen["sort"]
    search = find_loosely if chosen["loose"] and not question.is_empty else find
    found = search(question, narrowing, order=order, after=chosen["after"], page=chosen["page"], size=size)
    is_plain = not (chosen["after"] or chosen["page"] > 1 or any(chosen[name] for name in FILTERS))
    if is_plain and not question.is_empty and (found.total == 0 or found.is_loose):
        count_failed(chosen["q"], day=today)
    with search_session():
        hits = hits_of(found.keys, question.marks, today)
    return Answer(question, found, hits, _facets_of(found, narrowing, today), order)


def _facets_of(found: Found, narrowing: Narrowing, today: date) -> Facets:
    """Return the facets; those of very many hits are remembered for a minute, fewer are counted each time."""
    if not found.keys:
        return Facets({}, is_cut=False)
    name = "search.facets." + blake2s(f"{found.asked}|{found.sample}|{narrowing}".encode()).hexdigest()
    remembered: Facets | None = cache.get(name)
    if remembered is not None:
        return remembered
    facets = read_facets(found, narrowing, today)
    if facets.is_cut:
        cache.set(name, facets, REMEMBERED_SECONDS)
    return facets
