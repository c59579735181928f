"""What PostgreSQL is given: vectors and questions, spelt out here so that no parser guesses about Chinese. Pure."""

from collections.abc import Iterable, Sequence

from disclosure.search.numbers import find_numbers
from disclosure.search.segmenting import Segmenter

IN_TITLE = "t:"
"""Begins the lexemes of titles and numbers, so that what has every word in its title can be asked for first."""

LONGEST_TEXT = 200_000
"""Characters of a text that are read for words; what lies behind is found by no word (a book of 400 pages fits)."""

LONGEST_FILES = 300_000
"""The same for all attachments of one entry together; a vector may hold a megabyte at most."""

Choices = Sequence[Sequence[str]]
"""Ways to say one thing: any of them, each with all of its lexemes."""


def write_vector(
    segmenter: Segmenter, *, title: str, numbers: str, keywords: str, text: str, pages: Iterable[str] = ()
) -> str:
    """Return the tsvector literal of an entry from its folded parts.

    Title and numbers weigh A, keywords (and the summary) B; of the text it counts only whether a word is there: the
    places of a million texts would double the table and say little that title and keywords don't.
    """
    headed = segmenter.index_title(title) | segmenter.index(numbers) | _numbers_in(f"{title}\n{numbers}")
    named = segmenter.index(keywords) - headed
    rest = segmenter.index(text[:LONGEST_TEXT]) | _numbers_in(text[:LONGEST_TEXT])
    room = LONGEST_FILES
    for page in pages:
        if room <= 0:
            break
        rest |= segmenter.index(page[:room]) | _numbers_in(page[:room])
        room -= len(page)
    rest -= headed | named
    return " ".join(
        [
            *(f"{quote(word)}:1A {quote(IN_TITLE + word)}" for word in headed),
            *(f"{quote(word)}:2B" for word in named),
            *map(quote, rest),
        ]
    )


def write_question(terms: Iterable[Choices], prefix: str = "") -> str:
    """Return the tsquery literal that asks for all `terms`; "" if there is none."""
    return " & ".join(_any_of([[prefix + word for word in words] for words in choices]) for choices in terms)


def quote(lexeme: str) -> str:
    """Return a lexeme as a literal of both types spells it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _any_of(choices: Choices) -> str:
    written = [" & ".join(map(quote, words)) for words in choices]
    if len(written) == 1:
        return written[0]
    return "(" + " | ".join(f"({one})" for one in written) + ")"


def _numbers_in(folded: str) -> set[str]:
    found: set[str] = set()
    if "[" in folded or "-" in folded:
        for number in find_numbers(folded):
            found.update(number.lexemes)
            if number.whole:
                found.add(number.whole)
    return found
