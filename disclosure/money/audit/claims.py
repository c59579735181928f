"""Which mentions of the prose fail against the table, worked out once for rules 8, 9, 10 and 16."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from disclosure.money.audit.ledger import TOLERANCE, Ledger
from disclosure.money.audit.rounding import is_close, is_printed_as, is_rate
from disclosure.money.figures import Category, Column, Statement
from disclosure.money.reading.mentions import Against, Mention, Role
from disclosure.money.reading.rows import own_figure

_COLUMN_OF = {Against.PREVIOUS: Column.PREVIOUS, Against.BUDGET: Column.BUDGET, Against.FINAL: Column.FINAL}
HUNDRED = Decimal(100)


class Failure(NamedTuple):
    """A mention that no reading reconciles with the table, and the figure that would be right, if there is one."""

    mention: Mention
    topic: Category
    base: str | None
    expected: Decimal | None
    is_zero_base: bool = False


class Match(NamedTuple):
    """The row and base with which a mention agrees."""

    topic: Category
    base: str


@dataclass(slots=True)
class Claims:
    """Checks mentions in their order; a rate that follows a change is held to the base that the change met."""

    statement: Statement
    ledger: Ledger
    mentions: list[Mention]
    met: dict[int, Match] = field(default_factory=dict)
    missed: set[int] = field(default_factory=set)
    _own: str = field(init=False)

    def __post_init__(self) -> None:
        self._own = own_figure(self.statement.kind)

    def failures(self) -> Iterator[Failure]:
        """Yield the mentions that fail."""
        for place, mention in enumerate(self.mentions):
            check = _CHECKS.get(mention.role)
            failure = None if check is None else check(self, place, mention)
            if failure is not None:
                self.missed.add(place)
                yield failure

    def _values(self, topic: Category, figure: str) -> tuple[Decimal, ...]:
        """Return what a figure of a row may be; empty where we can't tell."""
        if figure is Against.INITIAL:
            published = self.statement.published.get((topic, Column.BUDGET))
            first = (published.amount,) if published is not None and published.amount is not None else ()
            return (*first, *self.ledger.values(topic, Column.BUDGET))
        column = _COLUMN_OF.get(figure)
        return () if column is None else self.ledger.values(topic, column)

    def _bases(self, mention: Mention) -> tuple[str, ...]:
        if mention.against:
            return mention.against
        return (Against.PREVIOUS,) if self._own is Against.BUDGET else (Against.PREVIOUS, Against.BUDGET)

    def _check_level(self, _place: int, mention: Mention) -> Failure | None:
        if len(mention.topics) == len(mention.against) == 1:
            values = self._values(mention.topics[0], mention.against[0])
            if not values or is_printed_as(values[0], mention):
                return None

        def agrees(topic: Category, figure: str) -> bool | None:
            values = self._values(topic, figure)
            return any(is_printed_as(value, mention) for value in values) if values else None

        verdicts = [(topic, figure, agrees(topic, figure)) for topic in mention.topics for figure in mention.against]
        if not verdicts or any(verdict is None for _topic, _figure, verdict in verdicts):
            return None
        failing = [(topic, figure) for topic, figure, verdict in verdicts if not verdict]
        needs_all = mention.is_each or mention.is_every
        if not failing or (not needs_all and len(failing) < len(verdicts)):
            return None
        topic, figure = failing[0]
        return Failure(mention, topic, figure, self._values(topic, figure)[0])

    def _check_change(self, place: int, mention: Mention) -> Failure | None:
        if mention.against == (Against.STATED,):
            return self._check_stated_change(mention)
        if (figures := self._only_figures(mention)) is not None and self._is_change(mention, figures[0] - figures[1]):
            self.met[place] = Match(mention.topics[0], mention.against[0])
            return None
        pairs = self._pairs(mention)
        if not pairs:
            return None
        met = [pair for pair in pairs if any(self._is_change(mention, gap) for gap in self._gaps(mention, pair))]
        if met:
            self.met[place] = met[0]
        needs_all = mention.is_each or mention.is_every
        if len(met) == len(pairs) or (met and not needs_all):
            return None
        missed = next(pair for pair in pairs if pair not in met)
        return Failure(mention, missed.topic, missed.base, next(iter(self._gaps(mention, missed))))

    def _check_stated_change(self, mention: Mention) -> Failure | None:
        gaps = [
            value - base
            for topic in mention.topics
            for value in self._values(topic, self._own)
            for base in mention.bases
        ]
        if not gaps or any(self._is_change(mention, gap) for gap in gaps):
            return None
        return Failure(mention, mention.topics[0], Against.STATED, gaps[0])

    def _is_change(self, mention: Mention, gap: Decimal) -> bool:
        if mention.direction and abs(gap) > TOLERANCE and (gap > 0) != (mention.direction > 0):
            return False
        return is_printed_as(abs(gap), mention)

    def _pairs(self, mention: Mention) -> list[Match]:
        """Return the rows and bases that can be compared; empty unless all that are named are held."""
        pairs = [Match(topic, base) for topic in mention.topics for base in self._bases(mention)]
        held = [pair for pair in pairs if self._gaps(mention, pair)]
        return held if len(held) == len(pairs) or not mention.is_every else []

    def _only_figures(self, mention: Mention) -> tuple[Decimal, Decimal] | None:
        """Return the figure and the base that most mentions compare, if they name just one pair: the short way."""
        if len(mention.topics) != 1 or len(mention.against) != 1:
            return None
        bases = self._values(mention.topics[0], mention.against[0])
        current = self._values(mention.topics[0], mention.subject or self._own)
        return (current[0], bases[0]) if current and bases else None

    def _gaps(self, mention: Mention, pair: Match) -> list[Decimal]:
        current = self._values(pair.topic, mention.subject or self._own)
        return [value - base for value, base in product(current, self._values(pair.topic, pair.base))]

    def _check_rate(self, _place: int, mention: Mention) -> Failure | None:
        if mention.against == (Against.STATED,):
            return (
                None
                if mention.linked is not None and mention.linked in self.missed
                else self._check_stated_rate(mention)
            )
        if mention.linked is None and (figures := self._only_figures(mention)) is not None:
            current, base = figures
            if base and is_rate((current - base) / base * HUNDRED, mention):
                return None
        pairs = self._pairs(mention)
        linked = self.met.get(mention.linked) if mention.linked is not None else None
        if linked is not None and not mention.is_every:
            pairs = [linked]
        if not pairs:
            return None
        met = [pair for pair in pairs if any(is_rate(rate, mention) for rate in self._rates(mention, pair))]
        if len(met) == len(pairs) or (met and not (mention.is_each or mention.is_every)):
            return None
        missed = next(pair for pair in pairs if pair not in met)
        return self._rate_failure(mention, missed)

    def _rate_failure(self, mention: Mention, missed: Match) -> Failure:
        rates = list(self._rates(mention, missed))
        is_zero = not rates
        expected = abs(rates[0]) if rates else None
        return Failure(mention, missed.topic, missed.base, expected, is_zero)

    def _rates(self, mention: Mention, pair: Match) -> Iterator[Decimal]:
        current = self._values(pair.topic, mention.subject or self._own)
        for value, base in product(current, self._values(pair.topic, pair.base)):
            if base:
                yield (value - base) / base * HUNDRED

    def _check_stated_rate(self, mention: Mention) -> Failure | None:
        rates = [
            (value - base) / base * HUNDRED
            for topic in mention.topics
            for value in self._values(topic, self._own)
            for base in mention.bases
            if base
        ]
        if not rates or any(is_rate(rate, mention) for rate in rates):
            return None
        return Failure(mention, mention.topics[0], Against.STATED, abs(rates[0]))

    def _check_part(self, _place: int, mention: Mention) -> Failure | None:
        figure = mention.against[0]
        if figure is Against.UNKNOWN:
            return self._check_past_completion(mention)
        parts = {topic: self._parts((topic, self._own), (topic, figure)) for topic in mention.topics}
        return self._check_parts(mention, figure, parts)

    def _check_past_completion(self, mention: Mention) -> Failure | None:
        values = self._values(mention.topics[0], Against.PREVIOUS)
        rates = [value / base * HUNDRED for value in values for base in mention.bases if base]
        if not rates or any(is_close(rate, mention) for rate in rates):
            return None
        return Failure(mention, mention.topics[0], None, rates[0])

    def _check_points(self, place: int, mention: Mention) -> Failure | None:
        """Check percentage points against the two stated percentages; each of them may be rounded."""
        if any(self.mentions[missed].sentence == mention.sentence for missed in self.missed):
            return None
        gap = abs(mention.bases[0] - mention.bases[1])
        if abs(gap - mention.value) <= mention.quantum:
            return None
        return Failure(mention, mention.topics[0], Against.STATED, gap)

    def _check_share(self, _place: int, mention: Mention) -> Failure | None:
        topics = [topic for topic in mention.topics if topic is not mention.whole]
        parts = {topic: self._parts((topic, self._own), (mention.whole, self._own)) for topic in topics}
        return self._check_parts(mention, None, parts)

    def _parts(self, part: tuple[Category, str], whole: tuple[Category, str]) -> list[Decimal] | None:
        """Return the possible percentages; empty if the whole is zero, None if a figure isn't held."""
        pairs = list(product(self._values(*part), self._values(*whole)))
        return [value / base * HUNDRED for value, base in pairs if base] if pairs else None

    def _check_parts(
        self, mention: Mention, figure: str | None, parts: dict[Category, list[Decimal] | None]
    ) -> Failure | None:
        known = {topic: rates for topic, rates in parts.items() if rates is not None}
        fits = [topic for topic, rates in known.items() if any(is_close(rate, mention) for rate in rates)]
        if not known or (fits and (not mention.is_each or len(fits) == len(known))):
            return None
        topic = next(topic for topic in known if topic not in fits)
        rates = known[topic]
        return Failure(mention, topic, figure, rates[0] if rates else None, not rates)

    def _check_equality(self, _place: int, mention: Mention) -> Failure | None:
        for topic, base in product(mention.topics, mention.against):
            pairs = list(product(self._values(topic, self._own), self._values(topic, base)))
            if pairs and all(abs(value - other) > TOLERANCE for value, other in pairs):
                return Failure(mention, topic, base, pairs[0][1])
        return None

    def _check_per_unit(self, _place: int, mention: Mention) -> Failure | None:
        number = self.statement.counts.get(mention.count) if mention.count else None
        amounts = self._values(mention.topics[0], self._own)
        if number is None or not amounts:
            return None
        each = [amount / number for amount in amounts] if number else [Decimal(0)]
        slack = mention.quantum * (5 if mention.is_rough else 1)
        if any(abs(amount - mention.value) < slack for amount in each):
            return None
        return Failure(mention, mention.topics[0], None, each[0])

    def _check_count(self, _place: int, mention: Mention) -> Failure | None:
        number = self.statement.counts.get(mention.count) if mention.count else None
        if (
            number is None
            or mention.value == number
            or (mention.is_rough and abs(mention.value - number) * 10 <= number)
        ):
            return None
        return Failure(mention, Category.TOTAL, None, Decimal(number))


_CHECKS: Mapping[str, Callable[[Claims, int, Mention], Failure | None]] = {
    Role.LEVEL: Claims._check_level,
    Role.CHANGE: Claims._check_change,
    Role.RATE: Claims._check_rate,
    Role.COMPLETION: Claims._check_part,
    Role.RATIO: Claims._check_part,
    Role.SHARE: Claims._check_share,
    Role.POINTS: Claims._check_points,
    Role.EQUALITY: Claims._check_equality,
    Role.PER_UNIT: Claims._check_per_unit,
    Role.COUNT: Claims._check_count,
}


def stated_levels(mentions: Iterable[Mention], failure: Failure) -> list[Mention]:
    """Return the amounts in the sentence of a failed change that state its base for its row."""
    return [
        mention
        for mention in mentions
        if mention.role is Role.LEVEL
        and mention.sentence == failure.mention.sentence
        and failure.base in mention.against
        and not set(mention.topics).isdisjoint(failure.mention.topics)
    ]
