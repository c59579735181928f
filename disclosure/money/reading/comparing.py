"""Amounts, changes, rates and shares: with which figure a sentence compares."""

from dataclasses import dataclass, replace
from decimal import Decimal

from disclosure.money.figures import Category, CountKind, Kind
from disclosure.money.reading.mentions import Against, Mention, Role
from disclosure.money.reading.references import EXCEEDING, Reference, find_references, resolve
from disclosure.money.reading.state import Mind, Span, Topics
from disclosure.money.reading.tokens import Token
from disclosure.money.reading.vocabulary import SAVED, Word

_VERBS = frozenset({Word.DOWN, Word.UP, Word.NEUTRAL, Word.BECOMES})
_COUNTED = frozenset({Role.COUNT, Role.PER_UNIT, Role.OTHER})
_THINGS = frozenset({Word.HELD, Word.BOUGHT, Word.RECEIVED, Word.GROUPS, Word.BATCH, Word.LIMIT, Word.POSTS, Word.PART})
_SHARE_FILLING = frozenset("“”\"'的支出决算总额合计为约达到比例重本年全部经费,一般公共财政拨款数体(")
_REFERRING = frozenset({Word.YEAR, Word.PREVIOUS, Word.THIS, Word.BUDGET, Word.FINAL, Word.INITIAL})


@dataclass(frozen=True, slots=True)
class Comparison:
    """With what a change is compared: figures of the table, or stated amounts; or as another change is (`linked`)."""

    against: tuple[Against, ...] = ()
    is_every: bool = False
    subject: Against | None = None
    bases: tuple[Decimal, ...] = ()
    linked: int | None = None
    is_stated: bool = False


_UNCLEAR = Comparison((Against.UNKNOWN,))


def own_figure(kind: Kind) -> Against:
    """Return the figure that a statement of `kind` is about."""
    return Against.BUDGET if kind is Kind.BUDGET else Against.FINAL


def interpret_money(mind: Mind, place: int, span: Span, draft: Mention) -> Mention:
    """Return an amount as a level, a change or an amount per unit."""
    verb, per = _verb_and_unit(span.near, draft.text)
    if per:
        return _per_unit(mind, span, draft, per)
    if mind.is_foreign or mind.is_part or not mind.topics or _leans_on(mind, Role.PER_UNIT):
        return draft
    if _restates_rate(mind, span, draft):
        return replace(_about_rows(mind, span, draft, wholes=True), role=Role.CHANGE, linked=mind.last_place)
    if verb is None or verb.word is Word.BECOMES:
        if _is_part_of_row(mind, span):
            return draft
        return _level(mind, span, draft, is_result=verb is not None)
    if not _governs(span.near, verb):
        return draft
    return _change(mind, place, span, verb, draft.become(role=Role.CHANGE))


def interpret_percentage(mind: Mind, place: int, span: Span, draft: Mention) -> Mention:
    """Return a percentage as a share, a completion of the budget, a ratio or a rate of change."""
    if mind.is_foreign or mind.is_part or not mind.topics:
        return draft
    words = {token.word for token in span.near}
    if Word.SHARE in words:
        return _share(mind, span, draft)
    if Word.COMPLETE in words:
        return _completion(mind, span, draft)
    verb = next((token for token in reversed(span.near) if token.word in _VERBS), None)
    is_added = draft.text[0] in "+-" or (place > 0 and mind.tokens[place - 1].word is Word.OPEN)
    if verb is not None or (is_added and mind.last is not None and mind.last.role is Role.CHANGE):
        return _rate(mind, place, span, verb, draft)
    return _part_of_base(mind, span, draft)


def interpret_equality(mind: Mind, place: int, token: Token) -> Mention | None:
    """Return the claim that rows equal their bases; None where it is about something else."""
    span = mind.span(place)
    if any(word.word in _THINGS for word in span.near) or any(_leans_on(mind, role) for role in _COUNTED):
        return None
    words = [*span.far, *span.near]
    if token.text == "同":
        words = [token, *_until_comma(mind.tokens, place + 1)]
    references = find_references(words, mind.fiscal_year, mind.year)
    figures = [(reference.is_base, resolve(reference, mind.fiscal_year, mind.kind)) for reference in references]
    own = own_figure(mind.kind)
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


def _level(mind: Mind, span: Span, draft: Mention, *, is_result: bool) -> Mention:
    references = [] if is_result else find_references(span.near, mind.fiscal_year, _inherited_year(mind, span))
    figures = tuple(resolve(reference, mind.fiscal_year, mind.kind) for reference in references)
    if not figures and span.near and span.near[-1].text in ("由", "从"):
        figures = (Against.PREVIOUS, Against.BUDGET)
        return _about_rows(mind, span, draft.become(role=Role.LEVEL, against=figures), wholes=False)
    has_all = any(token.word is Word.ALL for token in span.near)
    is_every = len(figures) > 1 and has_all
    if not figures:
        figures = _unnamed_level(mind, span, is_result)
    elif not is_every:
        figures = figures[-1:]
    return _about_rows(mind, span, draft.become(role=Role.LEVEL, against=figures, is_every=is_every), wholes=False)


def _verb_and_unit(near: list[Token], text: str) -> tuple[Token | None, str]:
    """Return the last verb of change, and the words that make the amount one for each unit (车均, 元/人)."""
    verb, per = None, ""
    for token in near:
        if token.word in _VERBS:
            verb = token
        elif token.word is Word.PER:
            per += token.text
    return verb, per + text[-3:] if "/" in text or "·" in text else per


def _is_part_of_row(mind: Mind, span: Span) -> bool:
    """Tell whether an amount is only a part of the row: of one visit, of a list after 其中, beside a count."""
    if not span.near and _leans_on(mind, Role.COUNT):
        return True
    if any(token.word is Word.INITIAL for token in span.near):
        return False
    is_visit = mind.visit_token > max(mind.topic_token, mind.first - 1)
    return is_visit or mind.within_token > max(mind.topic_token, mind.sentence_token)


def _unnamed_level(mind: Mind, span: Span, is_result: bool) -> tuple[Against, ...]:
    year = _inherited_year(mind, span)
    if year is not None and year != mind.fiscal_year and not is_result:
        return (resolve(Reference(year, None, False), mind.fiscal_year, mind.kind),)
    own = own_figure(mind.kind)
    is_planned = any(token.word is Word.PLAN for token in span.near)
    return (own, Against.BUDGET) if is_planned and own is not Against.BUDGET else (own,)


def _inherited_year(mind: Mind, span: Span) -> int | None:
    """Return the year that a bare column word means: of the parenthesis, or of the list that it continues."""
    if not span.near or span.near[0].word is not Word.JOIN:
        return mind.year
    earlier = mind.tokens[mind.comma + 1 : mind.first]
    references = [reference for reference in find_references(earlier, mind.fiscal_year) if not reference.is_base]
    is_whole = bool(references) and references[-1].column is not None
    return (references[-1].year if is_whole else None) or mind.year


def _change(mind: Mind, place: int, span: Span, verb: Token, draft: Mention) -> Mention:
    comparison = _compare(mind, place, span, verb, draft)
    return _compared(mind, span, comparison, draft.become(direction=_direction(verb)))


def _rate(mind: Mind, place: int, span: Span, verb: Token | None, draft: Mention) -> Mention:
    draft = draft.become(role=Role.RATE)
    if verb is not None and verb.word is Word.BECOMES:
        return draft.become(role=Role.OTHER)
    comparison = _compare(mind, place, span, verb, draft)
    if not comparison.against and comparison.linked is None and _follows_unknown(mind):
        return draft.become(role=Role.OTHER)
    direction = 0 if verb is None else _direction(verb)
    if draft.text[0] in "+-":
        draft, direction = draft.become(value=abs(draft.value)), 1 if draft.text[0] == "+" else -1
    elif verb is None and mind.last is not None:
        direction = mind.last.direction
    return _compared(mind, span, comparison, draft.become(direction=direction))


def _compared(mind: Mind, span: Span, comparison: Comparison, draft: Mention) -> Mention:
    if Against.UNKNOWN in comparison.against or comparison.subject in (Against.PREVIOUS, Against.STATED):
        return draft.become(role=Role.OTHER)
    mention = draft.become(
        against=comparison.against,
        is_every=comparison.is_every,
        subject=comparison.subject,
        bases=comparison.bases,
        linked=comparison.linked,
        has_stated_base=comparison.is_stated,
    )
    return _about_rows(mind, span, mention, wholes=True)


def _compare(mind: Mind, place: int, span: Span, verb: Token | None, draft: Mention) -> Comparison:
    """Return with what a change is compared: the words before it, a parenthesis after it, or the figure before it."""
    if any(token.word is Word.ALTOGETHER for token in span.near):
        return _over_years(mind)
    comparison = _named_base(mind, span) or _base_after(mind, place) or _base_before(mind, draft)
    if comparison is not None:
        return comparison
    is_saving = verb is not None and SAVED.search(verb.text) is not None
    return Comparison((Against.BUDGET,)) if is_saving and mind.kind is Kind.FINAL_ACCOUNT else Comparison()


def _named_base(mind: Mind, span: Span) -> Comparison | None:
    own = own_figure(mind.kind)
    near = find_references(span.near, mind.fiscal_year, mind.year)
    references = near if any(reference.is_base for reference in near) else [*_since_topic(mind, span.far), *near]
    figures = [(reference.is_base, resolve(reference, mind.fiscal_year, mind.kind)) for reference in references]
    bases = tuple(dict.fromkeys(figure for is_base, figure in figures if is_base and figure is not own))
    if not bases:
        loose = [figure for is_base, figure in figures if not is_base and figure is Against.PREVIOUS]
        return Comparison((Against.PREVIOUS,)) if loose else None
    subject = next((figure for is_base, figure in figures if not is_base and figure is not own), None)
    if Against.STATED in bases:
        return _UNCLEAR
    if subject is Against.BUDGET and bases != (Against.INITIAL,):
        return _UNCLEAR
    return Comparison(bases, is_every=len(bases) > 1, subject=subject)


def _since_topic(mind: Mind, far: list[Token]) -> list[Reference]:
    places = [place for place, token in enumerate(far) if token.word is Word.TOPIC]
    words = far[places[-1] + 1 :] if places else far
    return [reference for reference in find_references(words, mind.fiscal_year, mind.year) if reference.is_base]


def _base_after(mind: Mind, place: int) -> Comparison | None:
    """Return the base that stands in a parenthesis after the change: 减少1.85万元(上年度为17.75万元)."""
    tokens = mind.tokens
    start = place + 2 if place + 1 < len(tokens) and tokens[place + 1].word is Word.COMMA else place + 1
    if start >= len(tokens) or tokens[start].word is not Word.OPEN:
        return None
    inside = _until_number(tokens, start + 1)
    references = find_references(inside, mind.fiscal_year)
    if not references:
        return None
    figure = resolve(references[-1], mind.fiscal_year, mind.kind)
    return None if figure is own_figure(mind.kind) else Comparison((figure,), is_stated=True)


def _base_before(mind: Mind, draft: Mention) -> Comparison | None:
    last = mind.last
    if last is None or mind.topic_token > mind.last_token:
        return None
    if last.role is Role.LEVEL and len(last.against) == 1 and last.against[0] is not own_figure(mind.kind):
        if last.against[0] is Against.STATED:
            return Comparison((Against.STATED,), bases=(last.value,), is_stated=True)
        return Comparison(last.against, is_stated=True)
    if last.role in (Role.CHANGE, Role.RATE) and last.role is not draft.role:
        return Comparison(last.against, last.is_every, last.subject, last.bases, mind.last_place, last.has_stated_base)
    return None


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


def _share(mind: Mind, span: Span, draft: Mention) -> Mention:
    share = max(place for place, token in enumerate(span.near) if token.word is Word.SHARE)
    after = span.near[share + 1 :]
    topic = _last(after, Word.TOPIC)
    if topic is None and any(token.word in (Word.BUDGET, Word.INITIAL) for token in after):
        return _completion(mind, span, draft)
    between = mind.text[span.near[share].end : draft.start]
    for token in after:
        if token.word in (Word.TOPIC, Word.FINAL, Word.ABOUT, Word.SKIP, Word.THIS):
            between = between.replace(token.text, "", 1)
    is_odd = any(token.word in (Word.PREVIOUS, Word.YEAR, Word.FOREIGN, Word.BUDGET) for token in after)
    if is_odd or not set(between) <= _SHARE_FILLING:
        return draft
    whole = Category.TOTAL if topic is None or topic.category is None else topic.category
    return _about_rows(mind, span, draft.become(role=Role.SHARE, whole=whole), wholes=False)


def _completion(mind: Mind, span: Span, draft: Mention) -> Mention:
    references = find_references(span.near, mind.fiscal_year, mind.year)
    is_other_year = any(reference.year not in (None, mind.fiscal_year) for reference in references)
    if mind.kind is Kind.BUDGET:
        return draft
    if is_other_year or mind.year not in (None, mind.fiscal_year):
        return _past_completion(mind, draft)
    is_initial = any(reference.column is Word.INITIAL for reference in references)
    against = (Against.INITIAL if is_initial else Against.BUDGET,)
    return _about_rows(mind, span, draft.become(role=Role.COMPLETION, against=against), wholes=True)


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


def _part_of_base(mind: Mind, span: Span, draft: Mention) -> Mention:
    """Return a percentage that follows its base: 为预算的44.4%, 预算12.60万元的44.4%."""
    before = mind.text[: draft.start].rstrip("约近达")
    if not before.endswith("的"):
        return draft
    references = find_references(span.near, mind.fiscal_year, mind.year)
    if references and references[-1].is_base:
        return draft
    if references:
        figure = resolve(references[-1], mind.fiscal_year, mind.kind)
    elif not span.near and mind.last is not None and mind.last.role is Role.LEVEL and len(mind.last.against) == 1:
        figure = mind.last.against[0]
    else:
        return draft
    if figure in (Against.BUDGET, Against.INITIAL) and mind.kind is Kind.FINAL_ACCOUNT:
        return _about_rows(mind, span, draft.become(role=Role.COMPLETION, against=(figure,)), wholes=True)
    if figure is Against.PREVIOUS:
        return _about_rows(mind, span, draft.become(role=Role.RATIO, against=(figure,)), wholes=True)
    return draft


def _per_unit(mind: Mind, span: Span, draft: Mention, unit: str) -> Mention:
    is_past = any(
        token.word in (Word.PREVIOUS, Word.YEAR, Word.UP, Word.DOWN)
        for token in span.near
        if token.year != mind.fiscal_year
    )
    if is_past:
        return draft
    if any(sign in unit for sign in "车辆台"):
        is_bought = any(token.word is Word.BOUGHT or token.category is Category.PURCHASE for token in span.near)
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


def _person(mind: Mind, span: Span) -> tuple[Category, CountKind] | None:
    """Return whose amount per head is told: that of guests or of travellers, by the words or by the row."""
    words = {token.word for token in span.near}
    if Word.RECEIVED in words or Category.RECEPTION in mind.topics:
        return Category.RECEPTION, CountKind.GUESTS
    if words & {Word.TRAVELLED, Word.GROUPS} or Category.ABROAD in mind.topics:
        return Category.ABROAD, CountKind.TRAVELLERS
    return None


def _about_rows(mind: Mind, span: Span, mention: Mention, *, wholes: bool) -> Mention:
    """Return the mention with the rows it may speak of; a list of rows holds only with 均, else nothing is known."""
    topics: Topics = mind.topics
    is_named = mind.topic_sentence == mind.sentence
    if len(topics) > 1 and is_named:
        has_all = any(token.word is Word.ALL for token in (*span.far, *span.near))
        is_each = has_all or (mention.role is Role.LEVEL and not mention.value)
        return mention.become(topics=topics, is_each=is_each, role=mention.role if is_each else Role.OTHER)
    if wholes and topics == (Category.TOTAL,) and mind.reason_token > max(mind.topic_token, mind.sentence_token):
        return mention.become(topics=tuple(Category), is_certain=False)
    if not is_named:
        is_vehicle = not {Category.PURCHASE, Category.RUNNING}.isdisjoint(topics)
        others = (Category.VEHICLE, Category.TOTAL) if is_vehicle else (Category.TOTAL,)
        return mention.become(topics=tuple(dict.fromkeys((*topics, *others))), is_certain=False)
    return mention.become(topics=(*topics, *mind.wholes) if wholes else topics)


def _restates_rate(mind: Mind, span: Span, draft: Mention) -> bool:
    """Tell whether an amount only says again what the rate before it said: 压减10%,即4.60万元."""
    is_said = not span.near and mind.text[: draft.start].endswith((",即", ",也就是"))
    return is_said and mind.last is not None and mind.last.role is Role.RATE


def _leans_on(mind: Mind, role: Role) -> bool:
    """Tell whether the number before had that role and no row was named since."""
    return mind.last is not None and mind.last.role is role and mind.topic_token < mind.last_token


def _follows_unknown(mind: Mind) -> bool:
    return any(_leans_on(mind, role) for role in _COUNTED)


def _governs(near: list[Token], verb: Token) -> bool:
    """Tell whether the verb speaks of the number: no row, and no base but that of 超出, stands between."""
    after = near[near.index(verb) + 1 :]
    if any(token.word in (Word.TOPIC, Word.DOMESTIC, Word.FOREIGN) for token in after):
        return False
    return verb.text.startswith(EXCEEDING) or not any(
        token.word in _REFERRING for token in after if token.word is not Word.FINAL
    )


def _direction(verb: Token) -> int:
    return {Word.UP: 1, Word.DOWN: -1}.get(verb.word, 0)


def _last(tokens: list[Token], word: Word) -> Token | None:
    return next((token for token in reversed(tokens) if token.word is word), None)


def _until_comma(tokens: list[Token], start: int) -> list[Token]:
    words = []
    for token in tokens[start:]:
        if token.word in (Word.COMMA, Word.SEMICOLON, Word.STOP, Word.NUMBER, Word.CLOSE):
            break
        words.append(token)
    return words


def _until_number(tokens: list[Token], start: int) -> list[Token]:
    words: list[Token] = []
    for token in tokens[start:]:
        if token.word in (Word.NUMBER, Word.CLOSE, Word.STOP):
            return words if token.word is Word.NUMBER else []
        words.append(token)
    return []
