"""The meaning of a number from the words before it: which kind of figure it is, and of which row."""

from dataclasses import replace

from disclosure.money.reading import comparing, counting, portions, terms
from disclosure.money.reading.mentions import Mention, Role
from disclosure.money.reading.state import Mind, Plan, Span
from disclosure.money.reading.tokens import Printed, Token

_CAPPED = ("以内", "以下", "以上")
_ROUGH = ("左右", "上下")
_THINGS = frozenset({terms.HELD, terms.BOUGHT, terms.GROUPS, terms.BATCH, terms.RECEIVED})
_NAMING = frozenset({terms.TOPIC, terms.DOMESTIC})
_SILENCING = frozenset({terms.LIMIT, terms.PART, terms.POSTS})
_BEFORE_ZERO = "为是:均"


def interpret(mind: Mind, place: int, token: Token) -> Mention | None:
    """Return what the number at `place` says; None for a bare number that is no figure (an ordinal, a model)."""
    number = token.number
    if number is None:
        return None
    span = mind.span(place)
    if not number.unit and not _is_bare_zero(mind, span, token, number):
        return None
    draft = _draft(mind, token, number, span)
    plan = mind.plans.get(place)
    if _says_nothing(mind, token, span) or (plan is not None and not plan.is_known):
        return draft
    if plan is not None and plan.leader != place:
        return _follow(mind, plan, draft)
    if plan is None:
        return _interpret_kind(mind, place, number, span, draft)
    topics, mind.topics = mind.topics, plan.topics or mind.topics
    mention = _interpret_kind(mind, place, number, span, draft)
    mind.topics = topics
    return _lead(mind, plan, mention)


def _interpret_kind(mind: Mind, place: int, number: Printed, span: Span, draft: Mention) -> Mention:
    if number.is_money:
        return comparing.interpret_money(mind, place, span, draft)
    if number.unit == "%":
        return comparing.interpret_percentage(mind, place, span, draft)
    if "百分点" in number.unit:
        return portions.interpret_points(mind, draft)
    return counting.interpret_count(mind, place, number, span, draft)


def _is_bare_zero(mind: Mind, span: Span, token: Token, number: Printed) -> bool:
    """Tell whether a number without a unit is the zero of a sum of money: 决算数为0, but not 保有量为0."""
    if not span.words.isdisjoint(_THINGS):
        return False
    after = mind.text[token.end : token.end + 1]
    return number.value == 0 and mind.text[token.start - 1 : token.start] in _BEFORE_ZERO and after in ",。;、)和"


def _draft(mind: Mind, token: Token, number: Printed, span: Span) -> Mention:
    """Return the mention as far as the number itself tells; its role is still open."""
    is_rough = (
        number.is_more
        or (bool(span.near) and span.near[-1].word is terms.ABOUT)
        or mind.text[token.end : token.end + 2] in _ROUGH
    )
    return Mention(
        token.start,
        token.end,
        token.text,
        Role.OTHER,
        number.value,
        number.quantum,
        is_rough,
        mind.topics,
        sentence=mind.sentence,
    )


def _says_nothing(mind: Mind, token: Token, span: Span) -> bool:
    """Tell whether the number stands in a reason, names a limit or a part, or another purpose."""
    is_reason = mind.reason is not None and mind.topics_before_reason is None
    if is_reason or mind.text[token.end : token.end + 2] in _CAPPED:
        return True
    if span.words.isdisjoint(_SILENCING):
        return False
    for word in reversed(span.near):
        if word.word in _NAMING:
            return False
        if word.word in _SILENCING:
            return True
    return False


def _follow(mind: Mind, plan: Plan, draft: Mention) -> Mention:
    """Return a later number of a 分别 list: in the role of the first, with its own share."""
    leader = mind.leaders.get(plan.leader)
    if leader is None:
        return draft
    return replace(
        leader,
        start=draft.start,
        end=draft.end,
        text=draft.text,
        value=draft.value,
        quantum=draft.quantum,
        is_rough=draft.is_rough,
        topics=plan.topics or leader.topics,
        against=plan.against or leader.against,
    )


def _lead(mind: Mind, plan: Plan, mention: Mention) -> Mention:
    led = mention.become(
        against=plan.against or mention.against,
        linked=None if plan.against else mention.linked,
    )
    mind.leaders[plan.leader] = led
    return led


def interpret_equality(mind: Mind, place: int, token: Token) -> Mention | None:
    """Return the claim that a row equals its base (与上年持平); None where it is about something else."""
    is_about_rows = mind.reason is None and bool(mind.topics) and not mind.is_foreign and not mind.is_part
    if not is_about_rows or mind.topic_sentence != mind.sentence or token.text[:2] in ("基本", "大致", "大体"):
        return None
    return comparing.interpret_equality(mind, place, token)
