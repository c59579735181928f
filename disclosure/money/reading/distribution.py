"""分别: handing the numbers of a list to the rows, bases or years that were listed before them."""

from disclosure.money.figures import LEAVES, Category
from disclosure.money.reading import terms
from disclosure.money.reading.mentions import Role
from disclosure.money.reading.references import find_references, resolve
from disclosure.money.reading.rows import named_in_sentence
from disclosure.money.reading.state import Mind, Plan, Topics
from disclosure.money.reading.tokens import Token

_BETWEEN = frozenset({terms.JOIN, terms.ABOUT, terms.COMMA, terms.BECOMES})


def distribute(mind: Mind, place: int) -> dict[int, Plan]:
    """Return, by the places of the numbers after 分别 at `place`, what each of them speaks of."""
    numbers = _numbers_after(mind.tokens, place)
    if len(numbers) < 2:
        return {}
    shares = _shares(mind, place, numbers)
    if shares is None:
        return {number: Plan((), (), numbers[0], False) for number in numbers}
    return {
        number: Plan(topics, against, numbers[0], True)
        for number, (topics, against) in zip(numbers, shares, strict=True)
    }


def distribute_list(mind: Mind, place: int) -> dict[int, Plan]:
    """Return the same for a list of like numbers without 分别 that begins at `place`: 减少4.0%和6.7%."""
    tokens, first = mind.tokens, mind.tokens[place]
    numbers = [place]
    while _continues(tokens, numbers[-1], first):
        numbers.append(numbers[-1] + 2)
    if len(numbers) < 2:
        return {}
    shares = _shares(mind, place, numbers)
    known = shares is not None
    pairs = shares or [((), ())] * len(numbers)
    return {
        number: Plan(topics, against, place, known) for number, (topics, against) in zip(numbers, pairs, strict=True)
    }


def _continues(tokens: list[Token], last: int, first: Token) -> bool:
    """Tell whether the number at `last` is joined to another in the same unit, with nothing between but the joint."""
    if last + 2 >= len(tokens) or first.number is None or first.number.unit not in ("%", "万元", "元"):
        return False
    before, join, after = tokens[last : last + 3]
    is_close = join.start == before.end and after.start == join.end
    return is_close and join.word is terms.JOIN and after.number is not None and after.number.unit == first.number.unit


def _numbers_after(tokens: list[Token], place: int) -> list[int]:
    """Return the places of the numbers listed after `place`: nothing but joints stands between them."""
    found: list[int] = []
    for current in range(place + 1, len(tokens)):
        token = tokens[current]
        if token.word is terms.NUMBER:
            found.append(current)
        elif token.word in (terms.STOP, terms.SEMICOLON, terms.OPEN, terms.CLOSE):
            break
        elif found and (
            token.word not in _BETWEEN or (token.word is terms.COMMA and not _is_number(tokens, current + 1))
        ):
            break
        elif not found and token.word is terms.COMMA:
            break
    return found


def _is_number(tokens: list[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].word is terms.NUMBER and tokens[place].start == tokens[place - 1].end


def _shares(mind: Mind, place: int, numbers: list[int]) -> list[tuple[Topics, tuple[str, ...]]] | None:
    count = len(numbers)
    if len(mind.topics) == count:
        return [((topic,), ()) for topic in mind.topics]
    near = mind.span(place).near
    for words in (mind.tokens[place + 1 : numbers[0]], near):
        references = find_references(words, mind.fiscal_year)
        if len(references) == count:
            return [(mind.topics, (resolve(reference, mind.fiscal_year, mind.kind),)) for reference in references]
    if any(token.word is terms.SHARE for token in mind.tokens[place + 1 : numbers[0]]):
        return _rows(named_in_sentence(mind.tokens, place)[-count:], count)
    changes = [
        mention for mention in mind.mentions if mention.sentence == mind.sentence and mention.role is Role.CHANGE
    ]
    if len(changes) >= count:
        return [(change.topics, change.against) for change in changes[-count:]]
    return _rows([row for row in named_in_sentence(mind.tokens, place) if row in LEAVES], count)


def _rows(categories: list[Category], count: int) -> list[tuple[Topics, tuple[str, ...]]] | None:
    return [((category,), ()) for category in categories] if len(categories) == count else None
