"""From folded Chinese text to words. Pure, apart from the dictionary that the segmenter brings along.

A text is cut into the longest words; each long word also counts as the words of the dictionary inside it, so that
人民政府 is found in 六安市人民政府. Nothing is guessed beyond the dictionary: a guess depends on the neighbours of a
word, and a question has other neighbours than the text.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import rjieba

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[.\-][^\W_{HAN}]+)*")
PIECE = re.compile(r"[.\-]")
LONGEST_RUN = 60
"""Characters of a run without Chinese that are looked at: longer ones are no words."""

SHORTEST_WITH_PARTS = 3
NAME_FREQUENCY = 1_000_000
"""High enough for a name to be kept whole wherever it stands."""

STOP_WORDS = frozenset("的了和与及等在是为对于之或个其将以而也被把从到由向就都")
"""Single characters that say nothing beside other words."""


class Cut(NamedTuple):
    """A word of a question; `parts` are the words that a name of ours is made of, empty for any other word."""

    word: str
    parts: tuple[str, ...]


def plain_dictionary() -> Any:
    """Return the shipped dictionary without any name (24 MB); the first time the one that the library has loaded."""
    try:
        return _loaded.pop()
    except IndexError:
        return rjieba.Jieba()


_loaded: list[Any] = [rjieba]


class Segmenter:
    """The shipped dictionary with `names` of the city added to it (folded)."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._dictionary = plain_dictionary()  # the parts of names are cut before the names are added
        self._parts = {
            name: tuple(self._dictionary.cut(name, False))
            for name in names
            if len(name) > 1 and RUN.fullmatch(name) and not self._dictionary.has_word(name)
        }
        for name in self._parts:
            self._dictionary.add_word(name, NAME_FREQUENCY, None)
        self.words_inside = lru_cache(maxsize=50_000)(self._words_inside)

    def index(self, folded: str) -> set[str]:
        """Return every word by which a text is found."""
        words: set[str] = set()
        foreign: set[str] = set()
        for run in RUN.findall(folded):
            if run[0].isascii() or not _is_han(run[0]):
                foreign.update(_foreign(run))
            else:
                words.update(self._dictionary.cut(run, False))
        for word in [word for word in words if len(word) >= SHORTEST_WITH_PARTS]:
            words.update(self.words_inside(word))
        return words | foreign

    def index_title(self, folded: str) -> set[str]:
        """Return the words of a title: also those across the borders of words, and every single character."""
        words = self.index(folded)
        for run in RUN.findall(folded):
            if _is_han(run[0]):
                words.update(self._dictionary.cut_all(run))
                words.update(run)
        return words

    def cut(self, folded: str) -> list[Cut]:
        """Return the words of a question in their order; a name of ours comes with the words it is made of."""
        cuts: list[Cut] = []
        for run in RUN.findall(folded):
            if not _is_han(run[0]):
                cuts.append(Cut(run[:LONGEST_RUN], ()))
            else:
                cuts += [self._cut(word) for word in self._dictionary.cut(run, False)]
        return cuts

    def parts_of(self, word: str) -> tuple[str, ...]:
        """Return words inside `word` that together cover it, or nothing: a looser question for the same thing."""
        found = [part for part in self._dictionary.cut_for_search(word, False) if 1 < len(part) < len(word)]
        covered = bytearray(len(word))
        for part in found:
            for match in re.finditer(re.escape(part), word):
                covered[match.start() : match.end()] = b"\1" * len(part)
        return tuple(dict.fromkeys(found)) if all(covered) else ()

    def _cut(self, word: str) -> Cut:
        return Cut(word, self._parts.get(word, ()))

    def _words_inside(self, word: str) -> frozenset[str]:
        """Return the words of the dictionary inside a Chinese word; of a name also the characters no word covers.

        Of what is kept, no word is made up by a stranger: what the dictionary does not know is cut to characters.
        """
        inside = {part for part in self._dictionary.cut_all(word) if len(part) > 1}
        return frozenset(inside | set(self._parts.get(word, ())))


@lru_cache(maxsize=100_000)
def _is_han(character: str) -> bool:
    return re.match(f"[{HAN}]", character) is not None


def _foreign(run: str) -> list[str]:
    """Return a run of letters and digits whole and in its pieces: pm2.5, pm2, 5."""
    if len(run) > LONGEST_RUN:
        return [run[:LONGEST_RUN]]
    pieces = PIECE.split(run)
    return [run, *pieces] if len(pieces) > 1 else pieces
