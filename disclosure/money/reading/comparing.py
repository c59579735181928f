"""Sums of money, percentages and claims of equality: what the words before them make of them."""

import re
from decimal import Decimal

from disclosure.money.reading import terms
from disclosure.money.reading.bases import Comparison, compare, until_comma
from disclosure.money.reading.levels import interpret_level, is_part_of_row
from disclosure.money.reading.mentions import Against, Mention, Role
from disclosure.money.reading.portions import (
    interpret_completion,
    interpret_part_of_base,
    interpret_per_unit,
    interpret_share,
)
from disclosure.money.reading.references import EXCEEDING, find_references, resolve
from disclosure.money.reading.rows import CHANGING, COUNTED, about_rows, acts_on_row, leans_on
from disclosure.money.reading.state import Mind, Span
from disclosure.money.reading.tokens import Token

_THINGS = frozenset(
    {terms.HELD, terms.BOUGHT, terms.RECEIVED, terms.GROUPS, terms.BATCH, terms.LIMIT, terms.POSTS, terms.PART}
)
LONGEST_WHOLE = 24
"""Characters between 占 and the amount of the whole."""
_WHOLE = re.compile(r"占([^,。;:占\d]*支出[^,。;:占\d]*)$")
_OWN_WHOLES = re.compile(r"三公|预算(?:安排)?(?:数|额)?的?$|决算|上年|去年")
_DIRECTIONS = {terms.UP: 1, terms.DOWN: -1}
_REFERRING = frozenset({terms.YEAR, terms.PREVIOUS, terms.THIS, terms.BUDGET, terms.FINAL, terms.INITIAL})


def interpret_money(mind: Mind, place: int, span: Span, draft: Mention) -> Mention:
    """Return an amount as a level, a change or an amount per unit."""
    per = _unit(span, draft.text)
    if per:
        return interpret_per_unit(mind, span, draft, per)
    if mind.is_foreign or mind.is_part or not mind.topics or leans_on(mind, Role.PER_UNIT):
        return draft
    if _is_other_whole(mind, draft):
        return draft
    if _restates_rate(mind, span, draft):
        draft.role, draft.linked = Role.CHANGE, mind.last_place
        return about_rows(mind, span, draft, wholes=True)
    verb = _verb(span)
    if verb is None or verb.word is terms.BECOMES:
        if is_part_of_row(mind, span):
            return draft
        return interpret_level(mind, span, draft, is_result=verb is not None)
    if not _governs(span.near, verb):
        return draft
    draft.role = Role.CHANGE
    return _compared(mind, span, compare(mind, place, span, verb, draft), draft, _direction(verb))


def interpret_percentage(mind: Mind, place: int, span: Span, draft: Mention) -> Mention:
    """Return a percentage as a share, a completion of the budget, a ratio or a rate of change."""
    if mind.is_foreign or mind.is_part or not mind.topics:
        return draft
    if terms.SHARE in span.words:
        return interpret_share(mind, span, draft)
    if terms.COMPLETE in span.words:
        return interpret_completion(mind, span, draft)
    verb = _verb(span)
    is_added = draft.text[0] in "+-" or (place > 0 and mind.tokens[place - 1].word in (terms.OPEN, terms.JOIN))
    if verb is not None or (is_added and mind.last is not None and mind.last.role is Role.CHANGE):
        return _rate(mind, place, span, verb, draft)
    return interpret_part_of_base(mind, span, draft)


def interpret_equality(mind: Mind, place: int, token: Token) -> Mention | None:
    """Return the claim that rows equal their bases; None where it is about something else."""
    span = mind.span(place)
    if not span.words.isdisjoint(_THINGS) or _follows_unknown(mind):
        return None
    words = [*span.far, *span.near]
    if token.text == "同":
        words = [token, *until_comma(mind.tokens, place + 1)]
    references = find_references(words, mind.fiscal_year, mind.year)
    figures = [(reference.is_base, resolve(reference, mind.fiscal_year, mind.kind)) for reference in references]
    own = mind.own
    if any(not is_base and figure is not own for is_base, figure in figures):
        return None
    against = tuple(dict.fromkeys(figure for is_base, figure in figures if is_base and figure is not own))
    if not against or Against.UNKNOWN in against or Against.STATED in against:
        return None
    return Mention(
        start=token.start,
        end=token.end,
        text=token.text,
        role=Role.EQUALITY,
        value=Decimal(0),
        topics=mind.topics,
        is_each=True,
        against=against,
        is_every=True,
        sentence=mind.sentence,
    )


def _rate(mind: Mind, place: int, span: Span, verb: Token | None, draft: Mention) -> Mention:
    if verb is not None and verb.word is terms.BECOMES:
        return draft
    draft.role = Role.RATE
    comparison = compare(mind, place, span, verb, draft)
    if not comparison.against and comparison.linked is None and _follows_unknown(mind):
        return draft.become(role=Role.OTHER)
    direction = 0 if verb is None else _direction(verb)
    if draft.text[0] in "+-":
        draft.value, direction = abs(draft.value), 1 if draft.text[0] == "+" else -1
    elif verb is None and mind.last is not None:
        direction = mind.last.direction
    return _compared(mind, span, comparison, draft, direction)


def _compared(mind: Mind, span: Span, comparison: Comparison, draft: Mention, direction: int) -> Mention:
    draft.direction = direction
    if Against.UNKNOWN in comparison.against or comparison.subject in (Against.PREVIOUS, Against.STATED):
        return draft.become(role=Role.OTHER)
    draft.against, draft.is_every, draft.subject = comparison.against, comparison.is_every, comparison.subject
    draft.bases, draft.linked, draft.has_stated_base = comparison.bases, comparison.linked, comparison.is_stated
    return about_rows(mind, span, draft, wholes=True)


def _verb(span: Span) -> Token | None:
    """Return the last verb of change."""
    for token in reversed(span.near):
        if token.word in CHANGING:
            return token
    return None


def _unit(span: Span, text: str) -> str:
    """Return the words that make the amount one for each unit (车均, 元/人); mostly there are none."""
    per = "".join([token.text for token in span.near if token.word is terms.PER]) if terms.PER in span.words else ""
    return per + text[-3:] if "/" in text or "·" in text else per


def _is_other_whole(mind: Mind, draft: Mention) -> bool:
    """Tell whether an amount is a whole that the table lacks, of which a share is told: 占基本支出168.40万元的1.9%."""
    start = max(draft.start - LONGEST_WHOLE, 0)
    if mind.text.find("占", start, draft.start) < 0:
        return False
    whole = _WHOLE.search(mind.text[start : draft.start])
    return whole is not None and not _OWN_WHOLES.search(whole[1])


def _restates_rate(mind: Mind, span: Span, draft: Mention) -> bool:
    """Tell whether an amount only says again what the rate before it said: 压减10%,即4.60万元."""
    if span.near or mind.last is None or mind.last.role is not Role.RATE:
        return False
    return mind.text.endswith((",即", ",也就是"), 0, draft.start)


def _follows_unknown(mind: Mind) -> bool:
    return mind.last is not None and mind.last.role in COUNTED and mind.topic_token < mind.last_token


def _governs(near: list[Token], verb: Token) -> bool:
    """Tell whether the verb speaks of the number: no row, and no base but that of 超出, stands between.

    A row may be what the verb acts on: 减少公务接待费1.50万元.
    """
    after = near[near.index(verb) + 1 :]
    if not after:
        return True
    if len(after) == 1 and after[0].category is not None and acts_on_row(verb, after[0]):
        return True
    if any(token.word in (terms.TOPIC, terms.DOMESTIC, terms.FOREIGN) for token in after):
        return False
    return verb.text.startswith(EXCEEDING) or not any(
        token.word in _REFERRING for token in after if token.word is not terms.FINAL
    )


def _direction(verb: Token) -> int:
    return _DIRECTIONS.get(verb.word, 0)
