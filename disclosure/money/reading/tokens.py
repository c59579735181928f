"""Cutting Chinese prose into the words that matter for its figures."""

import re
from decimal import Decimal
from typing import NamedTuple

from disclosure.money.figures import YUAN_PER_WAN, Category
from disclosure.money.reading.amounts import narrow
from disclosure.money.reading.vocabulary import MASTER, WORD_OF, Word


class Printed(NamedTuple):
    """A number as printed: its value in its own unit, that unit, its decimal places, and what stands beside it."""

    value: Decimal
    unit: str
    places: int
    after: str
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


def cut(prose: str) -> list[Token]:
    """Return the words of `prose` in their order; places are those of `prose` itself."""
    tokens = []
    for match in MASTER.finditer(narrow(prose)):
        word, category = WORD_OF[match.lastgroup or ""]
        start, end = match.span()
        if word is Word.NUMBER:
            token = Token(start, end, word, match[0], number=_read_number(match["sign"], match))
        elif word is Word.YEAR:
            token = Token(start, end, word, match[0], year=int(match["year"]))
        else:
            token = Token(start, end, word, match[0], category)
        tokens.append(token)
    return tokens


def _read_number(sign: str | None, match: re.Match[str]) -> Printed:
    places = match["places"] or ""
    value = Decimal(match["digits"].replace(",", "") + places)
    unit = (match["unit"] or "").replace("余", "")
    is_more = bool(match["more"]) or "余" in (match["unit"] or "")
    return Printed(-value if sign == "-" else value, unit, max(len(places) - 1, 0), match["after"] or "", is_more)


def in_yuan(number: Printed) -> Decimal:
    """Return a sum of money as yuan; bare numbers count as yuan (only zeros are read so)."""
    return number.value * _YUAN.get(number.unit, Decimal(1))


_YUAN = {"万元": YUAN_PER_WAN, "万": YUAN_PER_WAN, "亿元": YUAN_PER_WAN**2, "元": Decimal(1)}
