"""One pass over the words of a prose: keeps in mind what is spoken of, and hands numbers to their interpretation."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from disclosure.money.figures import Category, Kind
from disclosure.money.reading import distribution, meaning, passages, terms
from disclosure.money.reading.amounts import narrow
from disclosure.money.reading.mentions import Against, Mention
from disclosure.money.reading.references import YEARS
from disclosure.money.reading.rows import COUNTED, own_figure
from disclosure.money.reading.state import Mind, Parenthesis, Reason, Segment
from disclosure.money.reading.terms import Word
from disclosure.money.reading.tokens import Token, cut

_FOREIGN_RECEPTION = re.compile(
    r"(?:外事|外宾|涉外|国\(境\)外)(?:公务)?接待(?:费用?|支出|经费)?[^,。;\d]{0,8}(?!0+(?:\.0+)?[^\d.])\d"
)
_ATTRIBUTED = re.compile(r"(?:全部|全都|大部分|主要|均|都|全|仅|只)(?:为|是|系|来自|在于|出自)$")
"""Before a row: what was said of the row before is due to this one (节余0.45万元,全部为公务用车运行费)."""
LONGEST_ATTRIBUTION = 5
_PARTS_OF = {
    Category.VEHICLE: (Category.PURCHASE, Category.RUNNING),
    Category.TOTAL: (Category.ABROAD, Category.VEHICLE, Category.PURCHASE, Category.RUNNING, Category.RECEPTION),
}


class Reading(NamedTuple):
    """Everything that the prose says in numbers, the reasons that it gives, and where it speaks of which row."""

    text: str
    mentions: list[Mention]
    reasons: list[Reason]
    segments: list[Segment]


def read_prose(prose: str, fiscal_year: int, kind: Kind) -> Reading:
    """Return the figures that `prose` mentions and the reasons it gives; pure, and never fails on any text."""
    text = narrow(prose)
    is_account = kind is Kind.FINAL_ACCOUNT
    is_split = _FOREIGN_RECEPTION.search(text) is not None
    mind = Mind(text, cut(text), fiscal_year, kind, is_split, own_figure(kind), is_account)
    for place, token in enumerate(mind.tokens):
        act = _ACTS.get(token.word)
        if act is not None:
            act(mind, place, token)
    mind.end_reason(len(text))
    return Reading(text, mind.mentions, mind.reasons, mind.segments)


def _stop(mind: Mind, place: int, token: Token) -> None:
    _break(mind, place, token)
    mind.sentence += 1
    mind.enumerated = mind.listed = None
    mind.sentence_token = place
    if len(mind.topics) > 1 and mind.wholes:
        mind.topics = mind.wholes[:1]
    mind.parentheses.clear()
    mind.year = None


def _break(mind: Mind, place: int, token: Token) -> None:
    mind.end_reason(token.start)
    mind.first, mind.comma, mind.last = place + 1, place, None


def _heading(mind: Mind, place: int, token: Token) -> None:
    """Begin another point; where reasons are counted (原因:一是...;二是...), the next of them."""
    before = mind.reason
    if token.text == "一是" and before is not None and before.token == place - 1:
        mind.enumerated = before
    _break(mind, place, token)
    counted = mind.enumerated
    if counted is not None and token.text[-1] == "是":
        mind.reason = replace(counted, start=token.end, token=place, is_first=False)


def _semicolon(mind: Mind, place: int, token: Token) -> None:
    listed = mind.listed if passages.goes_on(mind, place) else None
    _break(mind, place, token)
    mind.named.clear()
    if listed is not None:
        mind.reason = replace(listed, start=token.end, token=place, is_first=False)


def _comma(mind: Mind, place: int, token: Token) -> None:
    mind.comma = place
    if mind.reason is not None and (passages.opens_sentence(mind) or passages.resumes(mind, place)):
        mind.end_reason(token.start)


def _open(mind: Mind, place: int, token: Token) -> None:
    mind.parentheses.append(Parenthesis(mind.topics, mind.is_foreign, mind.year, mind.last, mind.last_place))
    before = mind.tokens[place - 1] if place else None
    if before is not None and before.word in YEARS and token.start - before.end <= 2:
        mind.year = before.year or mind.fiscal_year - (before.word is terms.PREVIOUS)
    mind.comma = place


def _close(mind: Mind, place: int, token: Token) -> None:
    if mind.parentheses:
        before = mind.parentheses.pop()
        mind.topics, mind.is_foreign, mind.year = before.topics, before.is_foreign, before.year
        if mind.last is not None and mind.last.role in COUNTED and before.last is not None:
            mind.last, mind.last_place = before.last, before.last_place
    mind.comma = place


def _topic(mind: Mind, place: int, token: Token) -> None:
    category = token.category or Category.RECEPTION
    if mind.reason is not None and not passages.is_row_of_figure(mind, place, token):
        return
    if mind.is_recent(mind.share_token):
        return
    if _continues_list(mind, place):
        mind.topics += (category,)
    elif mind.topics and _ATTRIBUTED.search(mind.text, max(token.start - LONGEST_ATTRIBUTION, 0), token.start):
        mind.wholes, mind.topics = (*mind.topics, *mind.wholes), (category,)
    else:
        mind.wholes = _wholes(mind, place, category)
        mind.topics = (category,)
    mind.is_foreign = False
    mind.is_part = token.word is terms.DOMESTIC and mind.is_reception_split
    mind.topic_sentence, mind.topic_token = mind.sentence, place
    mind.named.clear()
    mind.segments.append(Segment(token.start, mind.topics))


def _continues_list(mind: Mind, place: int) -> bool:
    tokens = mind.tokens
    if mind.topic_token != place - 2 or not mind.topics or mind.topic_sentence != mind.sentence:
        return False
    join, other = tokens[place - 1], tokens[place - 2]
    return join.word in (terms.JOIN, terms.COMPARE) and join.start == other.end and tokens[place].start == join.end


def _wholes(mind: Mind, place: int, category: Category) -> tuple[Category, ...]:
    """Return the rows of which `category` is told as a part in this sentence (其中, 包括)."""
    if mind.topic_sentence != mind.sentence:
        return ()
    if any(category in _PARTS_OF.get(whole, ()) for whole in mind.wholes):
        return mind.wholes
    if mind.within_token < mind.topic_token:
        return ()
    return tuple(topic for topic in mind.topics if category in _PARTS_OF.get(topic, ()))


def _that(mind: Mind, place: int, token: Token) -> None:
    """Go back to the row named last: 主要是公务用车购置费19.36万元,...;该项较预算减少0.64万元."""
    if mind.reason is None and mind.segments and mind.segments[-1].topics:
        mind.topics, mind.topic_sentence, mind.topic_token = mind.segments[-1].topics, mind.sentence, place


def _foreign(mind: Mind, place: int, token: Token) -> None:
    if mind.reason is not None or mind.is_recent(mind.share_token):
        return
    mind.topics, mind.wholes, mind.is_foreign, mind.is_part = (), (), True, False
    mind.topic_sentence, mind.topic_token = mind.sentence, place
    mind.segments.append(Segment(token.start, ()))
    mind.named.clear()


def _within(mind: Mind, place: int, token: Token) -> None:
    mind.within_token = place


def _share(mind: Mind, place: int, token: Token) -> None:
    mind.share_token = place


def _visit(mind: Mind, place: int, token: Token) -> None:
    mind.visit_token = place


def _base(mind: Mind, place: int, token: Token) -> None:
    is_previous = token.word is terms.PREVIOUS or token.year == mind.fiscal_year - 1
    if is_previous:
        mind.named.add(Against.PREVIOUS)
    elif token.word is not terms.YEAR and mind.is_account:
        mind.named.add(Against.BUDGET)


def _number(mind: Mind, place: int, token: Token) -> None:
    if place not in mind.plans and place + 1 < len(mind.tokens) and mind.tokens[place + 1].word is terms.JOIN:
        mind.plans.update(distribution.distribute_list(mind, place))
    mention = meaning.interpret(mind, place, token)
    if mention is not None:
        mind.add(mention, place)


def _equal(mind: Mind, place: int, token: Token) -> None:
    mention = meaning.interpret_equality(mind, place, token)
    if mention is not None:
        mind.mentions.append(mention)


def _each(mind: Mind, place: int, token: Token) -> None:
    mind.plans.update(distribution.distribute(mind, place))


_ACTS: Mapping[Word, Callable[[Mind, int, Token], None]] = {
    terms.STOP: _stop,
    terms.SEMICOLON: _semicolon,
    terms.HEADING: _heading,
    terms.COMMA: _comma,
    terms.OPEN: _open,
    terms.CLOSE: _close,
    terms.TOPIC: _topic,
    terms.DOMESTIC: _topic,
    terms.THAT: _that,
    terms.FOREIGN: _foreign,
    terms.REASON: passages.begin,
    terms.WITHIN: _within,
    terms.SHARE: _share,
    terms.RECEIVED: _visit,
    terms.GROUPS: _visit,
    terms.PREVIOUS: _base,
    terms.YEAR: _base,
    terms.BUDGET: _base,
    terms.INITIAL: _base,
    terms.COMPLETE: _base,
    terms.NUMBER: _number,
    terms.EQUAL: _equal,
    terms.EACH: _each,
}
