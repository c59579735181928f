"""What a reader typed, understood: words, numbers, phrases in quotes. Pure.

No sign has a meaning beside quotes and blanks: whatever else is typed is looked for, and what holds no word is nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from disclosure.items.sanitising import INVISIBLE
from disclosure.search.folding import fold
from disclosure.search.lexemes import Choices
from disclosure.search.numbers import Number, find_numbers
from disclosure.search.segmenting import STOP_WORDS, Cut, Segmenter

QUOTED = re.compile(r'"([^"]*)"')
WORDS = re.compile(r"\w")
MOST_TERMS = 30
"""Words of one question that are looked for; who pastes a page finds by its beginning."""

Synonyms = Mapping[str, tuple[str, ...]]
"""Folded word -> all words (folded) that say the same, itself included."""


@dataclass(frozen=True, slots=True)
class Question:
    """`terms` must all be met; of a term any choice; of a choice every lexeme. `phrases` stand as they are (folded).

    `marks` are the folded texts to be marked in what is found, `looser` the terms to try when nothing is found.
    """

    terms: tuple[Choices, ...]
    looser: tuple[Choices, ...]
    phrases: tuple[str, ...]
    marks: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not self.terms


def understand(typed: str, segmenter: Segmenter, synonyms: Synonyms) -> Question:
    """Return the question that was typed."""
    folded = fold(INVISIBLE.sub("", typed))
    phrases = [phrase.strip() for phrase in QUOTED.findall(folded) if WORDS.search(phrase)]
    reader = _Reader(segmenter, synonyms)
    rest = QUOTED.sub(" ", folded).replace('"', " ")
    for phrase in phrases:
        reader.read_phrase(phrase)
    reader.read(rest)
    checked = tuple(phrase for phrase in phrases if not reader.is_one_word(phrase))
    return Question(
        terms=tuple(reader.terms[:MOST_TERMS]),
        looser=tuple(reader.looser[:MOST_TERMS]),
        phrases=checked,
        marks=tuple(dict.fromkeys(reader.marks)),
    )


class _Reader:
    """Gathers terms from pieces of one question."""

    def __init__(self, segmenter: Segmenter, synonyms: Synonyms) -> None:
        self.segmenter = segmenter
        self.synonyms = synonyms
        self.terms: list[Choices] = []
        self.looser: list[Choices] = []
        self.marks: list[str] = []
        self._synonym = re.compile("|".join(map(re.escape, sorted(synonyms, key=len, reverse=True))) or r"(?!)")

    def read(self, folded: str) -> None:
        """Read unquoted text: numbers first, then words that have synonyms, then the rest word by word."""
        place = 0
        for number in sorted(find_numbers(folded)):
            if number.start >= place:
                self._read_words(folded[place : number.start])
                self._add_number(number, folded[number.start : number.end])
                place = number.end
        self._read_words(folded[place:])

    def read_phrase(self, phrase: str) -> None:
        """Ask for the words inside a phrase; single characters of it may belong to longer words of the text."""
        self.marks.append(phrase)
        words = [cut.word for cut in self.segmenter.cut(phrase)]
        long = [word for word in words if len(word) > 1] or words
        self._add([(word,) for word in dict.fromkeys(long)], [])

    def is_one_word(self, phrase: str) -> bool:
        """Tell whether a phrase is a single word, which needs no second look."""
        cuts = self.segmenter.cut(phrase)
        return len(cuts) == 1 and cuts[0].word == phrase and len(phrase) > 1 and not cuts[0].parts

    def _read_words(self, folded: str) -> None:
        place = 0
        for match in self._synonym.finditer(folded):
            self._read_plain(folded[place : match.start()])
            self._add_synonyms(match.group())
            place = match.end()
        self._read_plain(folded[place:])

    def _read_plain(self, folded: str) -> None:
        cuts = self.segmenter.cut(folded)
        if len(cuts) > 1:
            cuts = [cut for cut in cuts if cut.word not in STOP_WORDS] or cuts
        for cut in cuts:
            self._add_word(cut, is_alone=len(cuts) == 1)

    def _add_word(self, cut: Cut, *, is_alone: bool) -> None:
        choices = [(cut.word,), cut.parts] if cut.parts else [(cut.word,)]
        parts = cut.parts or self.segmenter.parts_of(cut.word)
        self.terms.append(choices)
        if len(cut.word) > 1 or is_alone:
            self.looser.append([*choices, parts] if parts and not cut.parts else choices)
            self.marks.append(cut.word)

    def _add_synonyms(self, word: str) -> None:
        choices: list[tuple[str, ...]] = []
        for same in self.synonyms[word]:
            cuts = self.segmenter.cut(same)
            choices.append(tuple(cut.word for cut in cuts))
            if len(cuts) == 1 and cuts[0].parts:
                choices.append(cuts[0].parts)
        self.terms.append(choices)
        self.looser.append(choices)
        self.marks += self.synonyms[word]

    def _add_number(self, number: Number, typed: str) -> None:
        office = tuple(cut.word for cut in self.segmenter.cut(number.office))
        choices = [(*number.lexemes, *office)]
        if number.whole:
            choices.insert(0, (number.whole,))
        self.terms.append(choices)
        self.looser.append([number.lexemes])
        self.marks.append(re.sub(r"\s", "", typed))

    def _add(self, words: list[tuple[str, ...]], looser: list[Choices]) -> None:
        for word in words:
            self.terms.append([word])
            self.looser.append([word])
        self.looser += looser
