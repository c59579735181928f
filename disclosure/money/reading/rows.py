"""Which rows a number may speak of, and whether it leans on the number before it."""

from disclosure.money.figures import Category, Kind
from disclosure.money.reading import terms
from disclosure.money.reading.mentions import Against, Mention, Role
from disclosure.money.reading.state import Mind, Span, Topics
from disclosure.money.reading.terms import Word
from disclosure.money.reading.tokens import Token

CHANGING = frozenset({terms.DOWN, terms.UP, terms.NEUTRAL, terms.BECOMES})
_ACTING = frozenset({"减少", "增加", "压减", "压缩", "下降", "降低", "节约", "节省"})
_ROWS = tuple(Category)
_TOTAL = (Category.TOTAL,)
_VEHICLE_AND_TOTAL = (Category.VEHICLE, Category.TOTAL)
_PARTS = frozenset({Category.PURCHASE, Category.RUNNING})
COUNTED = frozenset({Role.COUNT, Role.PER_UNIT, Role.OTHER})


def own_figure(kind: Kind) -> str:
    """Return the figure that a statement of `kind` is about."""
    return Against.BUDGET if kind is Kind.BUDGET else Against.FINAL


def about_rows(mind: Mind, span: Span, mention: Mention, *, wholes: bool) -> Mention:
    """Return the mention with the rows it may speak of; a list of rows holds only with 均, else nothing is known."""
    topics: Topics = mind.topics
    if wholes and topics == _TOTAL and mind.reason_token > max(mind.topic_token, mind.sentence_token):
        mention.topics, mention.is_certain = _ROWS, False
    elif mind.topic_sentence != mind.sentence:
        others = _TOTAL if _PARTS.isdisjoint(topics) else _VEHICLE_AND_TOTAL
        mention.topics, mention.is_certain = tuple(dict.fromkeys((*topics, *others))), False
    elif len(topics) > 1:
        has_all = terms.ALL in span.words or any(token.word is terms.ALL for token in span.far)
        mention.topics, mention.is_each = topics, has_all or (mention.role is Role.LEVEL and not mention.value)
        mention.role = mention.role if mention.is_each else Role.OTHER
    else:
        mention.topics = (*topics, *mind.wholes) if wholes else topics
    return mention


def leans_on(mind: Mind, role: str) -> bool:
    """Tell whether the number before had that role and no row was named since."""
    return mind.last is not None and mind.last.role is role and mind.topic_token < mind.last_token


def acts_on_row(verb: Token, row: Token) -> bool:
    """Tell whether the row is the object of the verb: 减少公务接待费; not 追加, which is of the budget in the year."""
    return verb.text in _ACTING and verb.end == row.start


def named_in_sentence(tokens: list[Token], place: int) -> list[Category]:
    """Return the rows that the sentence named before the token at `place`, each once and in its order."""
    named: list[Category] = []
    for token in reversed(tokens[:place]):
        if token.word is terms.STOP:
            break
        if token.category is not None and token.category not in named:
            named.insert(0, token.category)
    return named


def last_of(tokens: list[Token], word: Word) -> Token | None:
    return next((token for token in reversed(tokens) if token.word is word), None)
