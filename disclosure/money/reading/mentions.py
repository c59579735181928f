"""What a number in the prose says: of which row, in which role, against which base."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from disclosure.money.figures import Category, CountKind


class Role(StrEnum):
    """What a number tells of its row."""

    LEVEL = "level"
    """An amount: 决算12.64万元, 上年为13.90万元."""
    CHANGE = "change"
    """A difference of two amounts: 减少1.26万元."""
    RATE = "rate"
    """A difference in per cent of its base: 下降9.1%."""
    COMPLETION = "completion"
    """The final figure in per cent of the budget: 完成预算87.2%."""
    RATIO = "ratio"
    """The current figure in per cent of last year's: 为上年的90.9%."""
    SHARE = "share"
    """A row in per cent of another, mostly of the total: 占32.6%."""
    PER_UNIT = "per_unit"
    """An amount for each vehicle, person or batch: 车均5.97万元."""
    COUNT = "count"
    """One of the six counts: 购置0辆."""
    POINTS = "points"
    """A difference of two percentages that the prose states: 提高2.0个百分点."""
    EQUALITY = "equality"
    """No number, but the claim that two amounts are the same: 与上年持平."""
    OTHER = "other"
    """A figure that says nothing of the table: of another year, another purpose, a part, a limit."""


class Against(StrEnum):
    """The figure of a row that a word points to."""

    PREVIOUS = "previous"
    BUDGET = "budget"
    FINAL = "final"
    INITIAL = "initial"
    """The budget as first published, before it was adjusted."""
    STATED = "stated"
    """A figure of another year, known only from the prose."""
    UNKNOWN = "unknown"
    """A figure that the statement doesn't hold: last year's budget beside a final account."""


@dataclass(slots=True)
class Mention:
    """A number in the prose with its meaning. Money is in yuan; percentages and counts are as printed.

    `topics` are the rows it may speak of: any of them (`is_each`: all of them). `against` holds the figures that it
    states (a level) or is compared with (`is_every`: with all of them); empty: nothing was named. `bases` are stated
    amounts with which an amount may be compared where the table holds none. `linked` is the place, in the list of
    mentions, of the change whose base this one shares. `has_stated_base` tells that the prose names the base itself.
    """

    start: int
    end: int
    text: str
    role: Role
    value: Decimal
    quantum: Decimal = Decimal(0)
    is_rough: bool = False
    topics: tuple[Category, ...] = ()
    is_each: bool = False
    is_certain: bool = True
    against: tuple[Against, ...] = ()
    is_every: bool = False
    direction: int = 0
    subject: Against | None = None
    bases: tuple[Decimal, ...] = ()
    linked: int | None = None
    has_stated_base: bool = False
    count: CountKind | None = None
    whole: Category = Category.TOTAL
    sentence: int = 0

    def become(self, **fields: Any) -> "Mention":
        """Fill in more of the meaning, and return the mention itself; only its reader does so."""
        for name, value in fields.items():
            setattr(self, name, value)
        return self
