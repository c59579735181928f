"""The six counts in the prose: vehicles, groups, batches and people."""

import re

from disclosure.money.figures import Category, CountKind
from disclosure.money.reading import terms
from disclosure.money.reading.mentions import Mention, Role
from disclosure.money.reading.state import Mind, Span
from disclosure.money.reading.terms import Word
from disclosure.money.reading.tokens import Printed, Token

_PLAIN_VEHICLES = re.compile(
    r"(?:^|[,。;、:.)])(?:[^,。;、:\d]{0,4}有|(?:截至)?(?:[年期][末底]|目前|现)?(?:[^,。;、:\d购新]{0,4}的)?|[^,。;:\d]{0,12}(?:拨款|经费)[^,。;:\d]{0,6}的)"
    r"(?:公务用车|公务车辆|公务车|公车|车辆|车)(?:共|为|总数|数量)?$"
    r"|(?:^|[,。;、:.)])(?:截至)?(?:[年期][末底]|目前|现)共?有$"
)
LONGEST_NAME = 40
"""Characters before a number in which vehicles are named plainly."""
_VEHICLES = frozenset({"辆", "台"})
_COMPARING = frozenset(
    {terms.COMPARE, terms.UP, terms.DOWN, terms.BECOMES, terms.PREVIOUS, terms.POSTS, terms.LIMIT, terms.EACH}
)
_COUNTING = frozenset({terms.HELD, terms.BOUGHT, terms.GROUPS, terms.RECEIVED, terms.DOMESTIC})
_RECEIVING = frozenset({terms.RECEIVED, terms.DOMESTIC})
_TRAVELLING = frozenset({terms.GROUPS, terms.TRAVELLED})


def interpret_count(mind: Mind, place: int, number: Printed, span: Span, draft: Mention) -> Mention:
    """Return the number as one of the six counts; a part, a change or another year's count stays without a role."""
    near = _with_bracketed(mind, place, span.near)
    words = {token.word for token in near}
    if _is_not_whole(mind, near, words):
        return draft
    if number.unit in _VEHICLES:
        kind = _vehicles(near) or _named_plainly(mind, draft.start)
    elif number.unit.startswith("人"):
        kind = _people(mind, number, near, words)
    else:
        kind = _groups_or_batches(mind, number, near, words)
    if kind is not None:
        draft.role, draft.count = Role.COUNT, kind
    return draft


def _with_bracketed(mind: Mind, place: int, near: list[Token]) -> list[Token]:
    """Return the words before the number; in 未购车(0辆) they stand before the parenthesis."""
    if not near and place >= 2 and mind.tokens[place - 1].word is terms.OPEN:
        return mind.tokens[place - 2 : place - 1]
    return near


def _is_not_whole(mind: Mind, near: list[Token], words: set[Word]) -> bool:
    if not words.isdisjoint(_COMPARING) or (terms.WITHIN in words and words.isdisjoint(_COUNTING)):
        return True
    if terms.YEAR in words and any(token.word is terms.YEAR and token.year != mind.fiscal_year for token in near):
        return True
    return mind.year is not None and mind.year != mind.fiscal_year


def _vehicles(near: list[Token]) -> CountKind | None:
    for token in reversed(near):
        if token.word is terms.HELD:
            return CountKind.HELD
        if token.word is terms.BOUGHT or token.category is Category.PURCHASE:
            return CountKind.BOUGHT
        if token.word in (terms.PART, terms.FOREIGN):
            return None
    return None


def _named_plainly(mind: Mind, start: int) -> CountKind | None:
    """Return the vehicles held where nothing but their name stands before the number: 公务用车5辆,接待58批次."""
    before = mind.text[max(start - LONGEST_NAME, 0) : start]
    return CountKind.HELD if mind.reason is None and _PLAIN_VEHICLES.search(before) else None


def _people(mind: Mind, number: Printed, near: list[Token], words: set[Word]) -> CountKind | None:
    labelled = _label(near, words)
    last = mind.last
    if labelled is None and last is not None and not near_has_topic(near):
        if last.role is Role.COUNT:
            return {CountKind.BATCHES: CountKind.GUESTS, CountKind.GROUPS: CountKind.TRAVELLERS}.get(
                last.count or CountKind.HELD
            )
        if last.role is Role.OTHER:
            return None
    if labelled is None and number.unit.startswith(("人次", "人(次)")):
        labelled = _topic_label(mind)
    if labelled is CountKind.GROUPS:
        return CountKind.TRAVELLERS
    return CountKind.GUESTS if labelled is CountKind.BATCHES and not _is_foreign(mind) else None


def _groups_or_batches(mind: Mind, number: Printed, near: list[Token], words: set[Word]) -> CountKind | None:
    labelled = _label(near, words)
    has_group = "团" in number.unit or terms.GROUPS in words
    if labelled is None and has_group:
        labelled = CountKind.GROUPS
    if labelled is None and number.unit.startswith(("批", "个批")):
        labelled = _topic_label(mind)
    if labelled is CountKind.BATCHES:
        is_counted = has_group or "批" in number.unit
        return CountKind.BATCHES if is_counted and not _is_foreign(mind) else None
    if labelled is CountKind.GROUPS and (has_group or "批" in number.unit):
        return CountKind.GROUPS
    return None


def _label(near: list[Token], words: set[Word]) -> CountKind | None:
    """Return whether the words speak of receiving guests (as batches) or of travelling (as groups)."""
    rows = {token.category for token in near} if terms.TOPIC in words else ()
    if not words.isdisjoint(_RECEIVING) or Category.RECEPTION in rows:
        return CountKind.BATCHES
    if not words.isdisjoint(_TRAVELLING) or Category.ABROAD in rows:
        return CountKind.GROUPS
    return None


def near_has_topic(near: list[Token]) -> bool:
    """Tell whether a row is named among the words."""
    return any(token.category is not None for token in near)


def _topic_label(mind: Mind) -> CountKind | None:
    if Category.RECEPTION in mind.topics:
        return CountKind.BATCHES
    return CountKind.GROUPS if Category.ABROAD in mind.topics else None


def _is_foreign(mind: Mind) -> bool:
    """Tell whether the sentence speaks of foreign guests or of a part of the reception."""
    return mind.is_part or (mind.is_foreign and mind.topic_sentence == mind.sentence)
