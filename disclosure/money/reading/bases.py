"""With what a change is compared: words before it, a parenthesis after it, or the figure before it."""

import re
from decimal import Decimal
from typing import NamedTuple

from disclosure.money.reading import terms
from disclosure.money.reading.mentions import Against, Mention, Role
from disclosure.money.reading.references import Reference, find_references, references_of, resolve
from disclosure.money.reading.state import Mind, Span
from disclosure.money.reading.tokens import Token
from disclosure.money.reading.vocabulary import SAVED


class Comparison(NamedTuple):
    """With what a change is compared: figures of the table, or stated amounts; or as another change is (`linked`)."""

    against: tuple[str, ...] = ()
    is_every: bool = False
    subject: str | None = None
    bases: tuple[Decimal, ...] = ()
    linked: int | None = None
    is_stated: bool = False


_BECAME = re.compile(r"[^,。;\d]*[至到为]")
_UNCLEAR = Comparison((Against.UNKNOWN,))


def compare(mind: Mind, place: int, span: Span, verb: Token | None, draft: Mention) -> Comparison:
    """Return with what a change is compared: the words before it, a parenthesis after it, or the figure before it."""
    if terms.ALTOGETHER in span.words:
        return _over_years(mind)
    comparison = _named_base(mind, span) or _base_after(mind, place) or _base_before(mind, draft)
    if comparison is not None:
        return comparison
    is_saving = verb is not None and SAVED.search(verb.text) is not None
    return Comparison((Against.BUDGET,)) if is_saving and mind.is_account else Comparison()


def _named_base(mind: Mind, span: Span) -> Comparison | None:
    own = mind.own
    near = references_of(span, mind.fiscal_year, mind.year)
    far = [] if any([reference.is_base for reference in near]) else _since_topic(mind, span.far)
    if not near and not far:
        return None
    bases: tuple[str, ...] = ()
    subject = None
    for reference in [*(reference for reference in far if reference.is_base), *near]:
        figure = resolve(reference, mind.fiscal_year, mind.kind)
        if figure is own:
            continue
        if not reference.is_base:
            subject = subject or figure
        elif figure not in bases:
            bases += (figure,)
    if not bases:
        loose = [reference for reference in (*far, *near) if reference.year == mind.fiscal_year - 1]
        return Comparison((Against.PREVIOUS,)) if loose else None
    if Against.STATED in bases:
        return _UNCLEAR
    if subject is Against.BUDGET and bases != (Against.INITIAL,):
        return _UNCLEAR
    return Comparison(bases, is_every=len(bases) > 1, subject=subject)


def _since_topic(mind: Mind, far: list[Token]) -> list[Reference]:
    if not far:
        return []
    places = [place for place, token in enumerate(far) if token.word is terms.TOPIC]
    words = far[places[-1] + 1 :] if places else far
    return find_references(words, mind.fiscal_year, mind.year)


def _base_after(mind: Mind, place: int) -> Comparison | None:
    """Return the base that stands in a parenthesis after the change: 减少1.85万元(上年度为17.75万元)."""
    tokens = mind.tokens
    start = place + 2 if place + 1 < len(tokens) and tokens[place + 1].word is terms.COMMA else place + 1
    if start >= len(tokens) or tokens[start].word is not terms.OPEN:
        return None
    inside = _until_number(tokens, start + 1)
    references = find_references(inside, mind.fiscal_year)
    if not references:
        return None
    figure = resolve(references[-1], mind.fiscal_year, mind.kind)
    return None if figure is mind.own else Comparison((figure,), is_stated=True)


def _base_before(mind: Mind, draft: Mention) -> Comparison | None:
    last = mind.last
    if last is None or mind.topic_token > mind.last_token:
        return None
    if last.role is Role.LEVEL and last.against == (mind.own,):
        return _base_of_result(mind, last)
    if last.role is Role.LEVEL and len(last.against) == 1 and last.against[0] is not mind.own:
        if last.against[0] is Against.STATED:
            return Comparison((Against.STATED,), bases=(last.value,), is_stated=True)
        return Comparison(last.against, is_stated=True)
    if last.role in (Role.CHANGE, Role.RATE) and last.role is not draft.role:
        return Comparison(last.against, last.is_every, last.subject, last.bases, mind.last_place, last.has_stated_base)
    return None


def _base_of_result(mind: Mind, result: Mention) -> Comparison | None:
    """Return the base from which an amount became the one before: 由上年3.70万元减至3.38万元,减少0.32万元."""
    before = mind.mentions[mind.last_place - 1] if mind.last_place else None
    if before is None or before.role is not Role.LEVEL or before.topics != result.topics or not before.against:
        return None
    if not _BECAME.fullmatch(mind.text[before.end : result.start]):
        return None
    return Comparison(before.against, is_stated=len(before.against) == 1)


def _over_years(mind: Mind) -> Comparison:
    """Return the stated amounts of the sentence: a change over several years begins at one of them."""
    stated = tuple(
        mention.value
        for mention in mind.mentions
        if mention.sentence == mind.sentence
        and mention.role is Role.LEVEL
        and not set(mention.against).isdisjoint((Against.STATED, Against.PREVIOUS))
    )
    return Comparison((Against.STATED,), bases=stated, is_stated=True) if stated else _UNCLEAR


def until_comma(tokens: list[Token], start: int) -> list[Token]:
    words = []
    for token in tokens[start:]:
        if token.word in (terms.COMMA, terms.SEMICOLON, terms.STOP, terms.NUMBER, terms.CLOSE):
            break
        words.append(token)
    return words


def _until_number(tokens: list[Token], start: int) -> list[Token]:
    words: list[Token] = []
    for token in tokens[start:]:
        if token.word in (terms.NUMBER, terms.CLOSE, terms.STOP):
            return words if token.word is terms.NUMBER else []
        words.append(token)
    return []
