"""Percentages of a whole, and amounts for each vehicle, person or batch."""

import re

from disclosure.money.figures import Category, CountKind
from disclosure.money.reading import terms
from disclosure.money.reading.mentions import Against, Mention, Role
from disclosure.money.reading.references import references_of, resolve
from disclosure.money.reading.rows import about_rows, last_of, leans_on
from disclosure.money.reading.state import Mind, Span

_OF_PERSONS = {
    CountKind.GUESTS: (Category.RECEPTION, CountKind.GUESTS),
    CountKind.TRAVELLERS: (Category.ABROAD, CountKind.TRAVELLERS),
}
_RUNNING = re.compile("运行|维护|运维|维修|油")
_SHARE_FILLING = frozenset("“”\"'的支出决算总额合计为约达到比例重本年全部经费,一般公共财政拨款数体(")


def interpret_share(mind: Mind, span: Span, draft: Mention) -> Mention:
    share = max(place for place, token in enumerate(span.near) if token.word is terms.SHARE)
    after = span.near[share + 1 :]
    topic = last_of(after, terms.TOPIC)
    if topic is None and any(token.word in (terms.BUDGET, terms.INITIAL) for token in after):
        return interpret_completion(mind, span, draft)
    between = mind.text[span.near[share].end : draft.start]
    for token in after:
        if token.word in (terms.TOPIC, terms.FINAL, terms.ABOUT, terms.SKIP, terms.THIS):
            between = between.replace(token.text, "", 1)
    is_odd = any(token.word in (terms.PREVIOUS, terms.YEAR, terms.FOREIGN, terms.BUDGET) for token in after)
    if is_odd or not set(between) <= _SHARE_FILLING:
        return draft
    whole = Category.TOTAL if topic is None or topic.category is None else topic.category
    return about_rows(mind, span, draft.become(role=Role.SHARE, whole=whole), wholes=False)


def interpret_completion(mind: Mind, span: Span, draft: Mention) -> Mention:
    references = references_of(span, mind.fiscal_year, mind.year)
    is_other_year = any(reference.year not in (None, mind.fiscal_year) for reference in references)
    if not mind.is_account:
        return draft
    if is_other_year or mind.year not in (None, mind.fiscal_year):
        return _past_completion(mind, draft)
    is_initial = any(reference.column is terms.INITIAL for reference in references)
    against = (Against.INITIAL if is_initial else Against.BUDGET,)
    return about_rows(mind, span, draft.become(role=Role.COMPLETION, against=against), wholes=True)


def _past_completion(mind: Mind, draft: Mention) -> Mention:
    """Return last year's completion where the prose states last year's budget beside it: 预算13.50万元、执行率88.9%."""
    bases = tuple(
        mention.value
        for mention in mind.mentions
        if mention.sentence == mind.sentence
        and mention.role is Role.LEVEL
        and mention.against == (Against.UNKNOWN,)
        and mention.topics == mind.topics
    )
    if len(bases) != 1 or len(mind.topics) != 1:
        return draft
    return draft.become(role=Role.COMPLETION, topics=mind.topics, against=(Against.UNKNOWN,), bases=bases)


def interpret_points(mind: Mind, draft: Mention) -> Mention:
    """Return a difference in percentage points between the two completions that its sentence states, if it does."""
    stated = [
        mention.value
        for mention in mind.mentions
        if mention.sentence == mind.sentence and mention.role is Role.COMPLETION
    ]
    return draft.become(role=Role.POINTS, bases=tuple(stated)) if len(stated) == 2 and mind.topics else draft


def interpret_part_of_base(mind: Mind, span: Span, draft: Mention) -> Mention:
    """Return a percentage that follows its base: 为预算的44.4%, 预算12.60万元的44.4%."""
    before = mind.text[: draft.start].rstrip("约近达")
    if not before.endswith("的"):
        return draft
    references = references_of(span, mind.fiscal_year, mind.year)
    if references and references[-1].is_base:
        return draft
    if references:
        figure = resolve(references[-1], mind.fiscal_year, mind.kind)
    elif not span.near and mind.last is not None and mind.last.role is Role.LEVEL and len(mind.last.against) == 1:
        figure = mind.last.against[0]
    else:
        return draft
    if figure in (Against.BUDGET, Against.INITIAL) and mind.is_account:
        return about_rows(mind, span, draft.become(role=Role.COMPLETION, against=(figure,)), wholes=True)
    if figure is Against.PREVIOUS:
        return about_rows(mind, span, draft.become(role=Role.RATIO, against=(figure,)), wholes=True)
    return draft


def interpret_per_unit(mind: Mind, span: Span, draft: Mention, unit: str) -> Mention:
    is_past = any(
        token.word in (terms.PREVIOUS, terms.YEAR, terms.UP, terms.DOWN)
        for token in span.near
        if token.year != mind.fiscal_year
    )
    if is_past:
        return draft
    if any(sign in unit for sign in "车辆台"):
        is_bought = _is_of_bought(mind, span, draft.start)
        topic, count = (Category.PURCHASE, CountKind.BOUGHT) if is_bought else (Category.RUNNING, CountKind.HELD)
    elif "批" in unit:
        topic, count = Category.RECEPTION, CountKind.BATCHES
    elif "团" in unit:
        topic, count = Category.ABROAD, CountKind.GROUPS
    elif "人" in unit and (person := _person(mind, span)) is not None:
        topic, count = person
    else:
        return draft
    return draft.become(role=Role.PER_UNIT, topics=(topic,), count=count)


def _is_of_bought(mind: Mind, span: Span, start: int) -> bool:
    """Tell whether an amount per vehicle is a price: by its own words, the count before it, or the row."""
    for token in reversed(span.near):
        if token.word is terms.BOUGHT or token.category is Category.PURCHASE:
            return True
        if token.word is terms.HELD or token.category is Category.RUNNING:
            return False
        if token.word is terms.PER and _RUNNING.search(mind.text[token.end : start]):
            return False
    if leans_on(mind, Role.COUNT) and mind.last is not None:
        return mind.last.count is CountKind.BOUGHT
    return mind.topics == (Category.PURCHASE,) and mind.topic_sentence == mind.sentence


def _person(mind: Mind, span: Span) -> tuple[Category, CountKind] | None:
    """Return whose amount per head is told: that of guests or of travellers, by the words or by the row."""
    words = {token.word for token in span.near}
    if mind.last is not None and leans_on(mind, Role.COUNT) and mind.last.count in _OF_PERSONS:
        return _OF_PERSONS[mind.last.count]
    if terms.RECEIVED in words or Category.RECEPTION in mind.topics:
        return Category.RECEPTION, CountKind.GUESTS
    if words & {terms.TRAVELLED, terms.GROUPS} or Category.ABROAD in mind.topics:
        return Category.ABROAD, CountKind.TRAVELLERS
    return None
