"""Which figure of a row a phrase points to: 上年, 年初预算, 2015年预算, 本年决算."""

from collections.abc import Iterable
from dataclasses import dataclass

from disclosure.money.figures import Kind
from disclosure.money.reading import terms
from disclosure.money.reading.mentions import Against
from disclosure.money.reading.state import Span
from disclosure.money.reading.terms import Word
from disclosure.money.reading.tokens import Token

YEARS = frozenset({terms.YEAR, terms.PREVIOUS, terms.THIS})
COLUMNS = frozenset({terms.BUDGET, terms.FINAL, terms.INITIAL})
VERBS = frozenset({terms.DOWN, terms.UP})
_NAMED = YEARS | COLUMNS
_REFERRING = YEARS | COLUMNS | VERBS | {terms.COMPARE, terms.JOIN, terms.EQUAL}
_FIGURES: dict[Word | None, str] = {terms.BUDGET: Against.BUDGET, terms.INITIAL: Against.INITIAL}
EXCEEDING = ("超", "高于", "大于", "多于", "低于", "小于", "少于")
"""Verbs whose base stands after them: 超出预算0.28万元."""


@dataclass(slots=True)
class Reference:
    """A year, a column or both. `is_base` tells that something is compared with it (比上年, 与预算相比)."""

    year: int | None
    column: Word | None
    is_base: bool


def references_of(span: Span, fiscal_year: int, default_year: int | None) -> list[Reference]:
    """Return the references in the clause of a number, as `find_references` does; most clauses hold none."""
    return [] if span.words.isdisjoint(_NAMED) else find_references(span.near, fiscal_year, default_year)


def find_references(tokens: Iterable[Token], fiscal_year: int, default_year: int | None = None) -> list[Reference]:
    """Return the references in a run of words, in their order; a year and a column side by side are one."""
    found: list[Reference] = []
    is_base = is_open = False
    for token in tokens:
        word = token.word
        if word not in _REFERRING:
            continue
        if word is terms.COMPARE:
            is_base, is_open = True, False
        elif word in YEARS:
            found.append(Reference(_year_of(token, fiscal_year), None, is_base or token.text == "同比"))
            is_open = True
        elif word in COLUMNS:
            if is_open:
                found[-1] = Reference(found[-1].year, word, found[-1].is_base)
            else:
                found.append(Reference(default_year, word, is_base))
            is_open = False
        elif word is terms.JOIN:
            is_open = False
        elif word in VERBS:
            is_base, is_open = token.text.startswith(EXCEEDING), False
        elif word is terms.EQUAL:
            found.clear()
            is_base, is_open = token.text == "同", False
    return found


def resolve(reference: Reference, fiscal_year: int, kind: Kind) -> str:
    """Return the figure that `reference` points to in a statement of `kind` for `fiscal_year`."""
    year = reference.year or fiscal_year
    if year not in (fiscal_year, fiscal_year - 1):
        return Against.STATED
    is_previous = year == fiscal_year - 1
    if kind is Kind.BUDGET:
        if reference.column is terms.FINAL:
            return Against.UNKNOWN
        return Against.PREVIOUS if is_previous else Against.BUDGET
    if is_previous:
        return Against.PREVIOUS if reference.column in (None, terms.FINAL) else Against.UNKNOWN
    return _FIGURES.get(reference.column, Against.FINAL)


def _year_of(token: Token, fiscal_year: int) -> int:
    if token.word is terms.YEAR:
        return token.year
    return fiscal_year - 1 if token.word is terms.PREVIOUS else fiscal_year
