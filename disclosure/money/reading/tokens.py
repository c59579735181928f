"""Cutting Chinese prose into the words that matter for its figures."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from disclosure.money.figures import YUAN_PER_WAN, Category
from disclosure.money.reading import terms
from disclosure.money.reading.terms import Word
from disclosure.money.reading.vocabulary import NUMBER_PARTS, VOCABULARY, WORD_OF


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed: money in yuan, all else in its own unit, and one unit of its last printed place.

    Bare numbers count as yuan; only zeros are read so. `is_more` tells of 余: somewhat more than the number.
    """

    value: Decimal
    quantum: Decimal
    unit: str
    is_money: bool
    is_more: bool


class Token(NamedTuple):
    """A word that matters: where it stands, what it does, and what it names."""

    start: int
    end: int
    word: Word
    text: str
    category: Category | None = None
    year: int = 0
    number: Printed | None = None


_token = tuple.__new__
"""Makes a Token of all its fields in half the time; a city's statements have a million of them."""


def cut(text: str) -> list[Token]:
    """Return the words of narrowed prose in their order."""
    tokens = []
    place, length, vocabulary = 0, len(text), VOCABULARY
    while place < length:
        found = vocabulary[text[place]]
        if found is None:
            place += 1
        elif isinstance(found, str):
            tokens.append(_token(Token, (place, place + 1, WORD_OF[found][0], text[place], None, 0, None)))
            place += 1
        elif (match := found(text, place)) is None:
            place += 1
        else:
            start, place, printed = place, match.end(), match[0]
            word, category = WORD_OF[match.lastgroup or ""]
            number = _read_number(printed) if word is terms.NUMBER else None
            year = int(printed[:4]) if word is terms.YEAR else 0
            tokens.append(_token(Token, (start, place, word, printed, category, year, number)))
    return tokens


@lru_cache(maxsize=8192)
def _read_number(text: str) -> Printed:
    match = NUMBER_PARTS.match(text)
    sign, digits, places, more, printed_unit = match.groups("") if match is not None else ("",) * 5
    value = Decimal(digits.replace(",", "") + places)
    unit = printed_unit.replace("余", "")
    yuan = _YUAN.get(unit)
    scale = Decimal(1) if yuan is None else yuan
    quantum = Decimal(1).scaleb(1 - len(places) if places else 0)
    is_more = bool(more) or unit != printed_unit
    return Printed((-value if sign == "-" else value) * scale, quantum * scale, unit, yuan is not None, is_more)


_YUAN = {"万元": YUAN_PER_WAN, "万": YUAN_PER_WAN, "亿元": YUAN_PER_WAN**2, "元": Decimal(1), "": Decimal(1)}
