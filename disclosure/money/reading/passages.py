"""Passages that give reasons: where they begin, for which rows they are given, where the prose returns to figures."""

import re

from disclosure.money.figures import LEAVES
from disclosure.money.reading import terms
from disclosure.money.reading.rows import CHANGING, acts_on_row, named_in_sentence
from disclosure.money.reading.state import Mind, Reason, Topics
from disclosure.money.reading.tokens import Token

_NUMBER_FOLLOWS = re.compile(r"[^,;。、:\d]{0,10}\d")
_EACH_LEAD = re.compile(r"(?:分别|依次)$")
_EACH_NEXT = re.compile(r"(?:主要)?(?:分别|依次)")
LONGEST_OPENING = 4
"""Characters before the word by which a clause is known for one of figures: 公务用车保有量5辆."""
_COUNTED = frozenset({"批", "批次", "个批次", "批(次)", "人次", "人(次)", "辆", "个团组", "团组"})
_CLAUSE_ENDS = frozenset({terms.COMMA, terms.SEMICOLON, terms.STOP})
_ROWS = frozenset({terms.TOPIC, terms.DOMESTIC, terms.FOREIGN, terms.HEADING})
_RESUMING = frozenset(
    {
        terms.COMPARE,
        terms.PREVIOUS,
        terms.BUDGET,
        terms.INITIAL,
        terms.FINAL,
        terms.COMPLETE,
        terms.SHARE,
        terms.EQUAL,
        terms.DOWN,
        terms.UP,
        terms.HELD,
        terms.BOUGHT,
        terms.RECEIVED,
        terms.GROUPS,
        terms.DOMESTIC,
        terms.THIS,
        terms.WITHIN,
        terms.PER,
    }
)


def begin(mind: Mind, place: int, token: Token) -> None:
    """Begin a reason; one within the clause of another (主要原因是受疫情影响) is given for the same."""
    outer = mind.reason if mind.reason is not None and mind.comma < mind.reason.token else None
    mind.end_reason(token.start)
    start = token.start if token.text.startswith("受") else token.end
    lead = mind.text[_clause_start(mind.text, token.start) : token.start]
    is_first = not place or mind.tokens[place - 1].word in (terms.STOP, terms.HEADING)
    mind.reason_token = place
    named = frozenset(mind.named)
    topics = _meant_topics(mind, place, lead)
    if outer is not None:
        lead, named, is_first = outer.lead, outer.named | named, outer.is_first
    mind.reason = Reason(start, lead, topics, named, place, token.text, is_first=is_first)
    mind.reason.is_carried = mind.topic_sentence != mind.sentence
    mind.named.clear()
    if is_list(mind, mind.reason):
        mind.listed = mind.reason


def goes_on(mind: Mind, place: int) -> bool:
    """Tell whether a list of reasons goes on after the semicolon at `place`: 变化原因:来访减少;里程减少.

    It does where a colon opened the list and the next clause neither names a row nor holds a figure.
    """
    if mind.listed is None:
        return False
    clause = _clause_after(mind, place)
    return not clause or not (clause[0].word in _ROWS or any(word.word is terms.NUMBER for word in clause))


def is_list(mind: Mind, reason: Reason) -> bool:
    """Tell whether a colon stands between the word that introduces the reason and its content."""
    return reason.marker.endswith(":") or mind.text.startswith(":", reason.start)


def opens_sentence(mind: Mind) -> bool:
    """Tell whether the reason stands first in its sentence: 受疫情影响,全年支出5.60万元."""
    reason = mind.reason
    return reason is not None and not reason.lead and reason.is_first and not is_list(mind, reason)


def resumes(mind: Mind, place: int) -> bool:
    """Tell whether after the comma at `place` the prose goes back from a reason to figures."""
    clause = _clause_after(mind, place)
    if not clause or clause[0].start - mind.tokens[place].end > LONGEST_OPENING:
        return False
    if clause[0].word is terms.PLAN:
        return any(token.number is not None and token.number.unit in _COUNTED for token in clause)
    if clause[0].word not in _RESUMING:
        return False
    return any(token.word is terms.NUMBER for token in clause) or clause[0].word in (terms.WITHIN, terms.COMPARE)


def is_row_of_figure(mind: Mind, place: int, token: Token) -> bool:
    """Tell whether a row named inside a reason is the subject of a number; then the reason has figures of its own.

    In a list of reasons the change told next (来访减少,公务接待费减少0.44万元) is what the reason was given for.
    """
    before = mind.tokens[place - 1] if place else None
    if before is None or token.start - before.end > 2 or not _NUMBER_FOLLOWS.match(mind.text, token.end):
        return False
    if before.word is terms.COMMA:
        reason = mind.reason
        if reason is not None and reason.topics and token.category is not None and is_list(mind, reason):
            tells_change = any(word.word in CHANGING for word in _clause_after(mind, place))
            reason.topics += (token.category,) if tells_change else ()
        mind.end_reason(before.start)
        return True
    if before.word in (terms.REASON, terms.JOIN) or acts_on_row(before, token):
        mind.topics_before_reason = mind.topics_before_reason or mind.topics
        return True
    return False


def _meant_topics(mind: Mind, place: int, lead: str) -> Topics:
    """Return the rows a reason is given for: those spoken of, all of the sentence (分别), one of two (前者)."""
    if _EACH_LEAD.search(lead) or _EACH_NEXT.match(mind.text, mind.tokens[place].end):
        return tuple(row for row in named_in_sentence(mind.tokens, place) if row in LEAVES) or mind.topics
    if not lead.endswith(("前者", "后者")):
        return mind.topics
    named = [topic for segment in mind.segments[-2:] for topic in segment.topics][-2:]
    if not named:
        return mind.topics
    return (named[0],) if lead.endswith("前者") else (named[-1],)


def _clause_after(mind: Mind, place: int) -> list[Token]:
    """Return the words between the token at `place` and the end of the clause that follows it."""
    clause = []
    for token in mind.tokens[place + 1 : place + 14]:
        if token.word in _CLAUSE_ENDS:
            break
        clause.append(token)
    return clause


def _clause_start(text: str, place: int) -> int:
    return max([text.rfind(mark, 0, place) for mark in ",。;:"]) + 1
