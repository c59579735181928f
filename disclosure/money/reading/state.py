"""What a reader has in mind at a place of the prose: the rows spoken of, parentheses, a reason being given."""

from dataclasses import dataclass, field
from typing import NamedTuple

from disclosure.money.figures import Category, Kind
from disclosure.money.reading.mentions import Mention
from disclosure.money.reading.terms import Word
from disclosure.money.reading.tokens import Token

Topics = tuple[Category, ...]


@dataclass(slots=True)
class Reason:
    """A passage that gives a reason, with the words that introduce it and the rows it is given for.

    `token` is the place of the word that introduces it, `marker` that word. `named` are the bases named since the
    reason before;
    without topics it stands before any row is named. `is_first` tells that its sentence begins with it,
    `is_carried` that the rows were named in a sentence before.
    """

    start: int
    lead: str
    topics: Topics
    named: frozenset[str]
    token: int
    marker: str
    content: str = ""
    is_first: bool = False
    is_carried: bool = False


class Parenthesis(NamedTuple):
    """What was in mind before a parenthesis, to be taken up again after it."""

    topics: Topics
    is_foreign: bool
    year: int | None
    last: Mention | None
    last_place: int


class Segment(NamedTuple):
    """The prose from a place on, up to the next segment, and the rows that it speaks of."""

    start: int
    topics: Topics


class Plan(NamedTuple):
    """What 分别 hands to one of its numbers: a row, a figure, or nothing that is known; the first number leads."""

    topics: Topics
    against: tuple[str, ...]
    leader: int
    is_known: bool


@dataclass(slots=True)
class Span:
    """The words before a number: `near` in its own clause, `far` in the clauses since the number before.

    `words` is what those of `near` do; most questions about a number are whether one of some words is among them.
    """

    near: list[Token]
    far: list[Token]
    words: set[Word]


@dataclass(slots=True)
class Mind:
    """The prose and the state while reading it.

    `first` and `comma` are places of tokens: where the run since the last number begins, and its last clause.
    """

    text: str
    tokens: list[Token]
    fiscal_year: int
    kind: Kind
    is_reception_split: bool
    own: str
    is_account: bool
    mentions: list[Mention] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    topics: Topics = ()
    wholes: Topics = ()
    is_foreign: bool = False
    is_part: bool = False
    topic_sentence: int = -1
    topic_token: int = -1
    reason_token: int = -1
    within_token: int = -1
    share_token: int = -1
    visit_token: int = -1
    sentence: int = 0
    sentence_token: int = -1
    first: int = 0
    comma: int = -1
    reason: Reason | None = None
    enumerated: Reason | None = None
    listed: Reason | None = None
    topics_before_reason: Topics | None = None
    parentheses: list[Parenthesis] = field(default_factory=list)
    year: int | None = None
    last: Mention | None = None
    last_place: int = -1
    last_token: int = -1
    named: set[str] = field(default_factory=set)
    plans: dict[int, Plan] = field(default_factory=dict)
    leaders: dict[int, Mention] = field(default_factory=dict)

    def span(self, place: int) -> Span:
        """Return the words since the last number before the token at `place`."""
        first, comma = self.first, self.comma
        if comma < first:
            near, far = self.tokens[first:place], []
        else:
            near, far = self.tokens[comma + 1 : place], self.tokens[first:comma]
        return Span(near, far, {token.word for token in near})

    def is_recent(self, place: int) -> bool:
        """Tell whether the token at `place`, already read, stands in this clause and after the last number."""
        return place >= self.first and place > self.comma

    def add(self, mention: Mention, place: int) -> None:
        """Note the number found at the token `place`; the words after it begin a new run."""
        self.mentions.append(mention)
        self.last, self.last_place, self.last_token = mention, len(self.mentions) - 1, place
        self.first = place + 1

    def end_reason(self, end: int) -> None:
        """Close the reason being read, if any: its content goes up to `end`."""
        if self.reason is None:
            return
        self.reason.content = self.text[self.reason.start : end]
        self.reasons.append(self.reason)
        self.reason = None
        if self.topics_before_reason is not None:
            self.topics, self.topics_before_reason = self.topics_before_reason, None
