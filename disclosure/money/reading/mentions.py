"""What a number in the prose says: of which row, in which role, against which base."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from disclosure.money.figures import Category, CountKind


class Role:
    """What a number tells of its row. No enumeration: the reader asks for it at every turn, and those are slow."""

    LEVEL: Final = "level"
    """An amount: 决算12.64万元, 上年为13.90万元."""
    CHANGE: Final = "change"
    """A difference of two amounts: 减少1.26万元."""
    RATE: Final = "rate"
    """A difference in per cent of its base: 下降9.1%."""
    COMPLETION: Final = "completion"
    """The final figure in per cent of the budget: 完成预算87.2%."""
    RATIO: Final = "ratio"
    """The current figure in per cent of last year's: 为上年的90.9%."""
    SHARE: Final = "share"
    """A row in per cent of another, mostly of the total: 占32.6%."""
    PER_UNIT: Final = "per_unit"
    """An amount for each vehicle, person or batch: 车均5.97万元."""
    COUNT: Final = "count"
    """One of the six counts: 购置0辆."""
    POINTS: Final = "points"
    """A difference of two percentages that the prose states: 提高2.0个百分点."""
    EQUALITY: Final = "equality"
    """No number, but the claim that two amounts are the same: 与上年持平."""
    OTHER: Final = "other"
    """A figure that says nothing of the table: of another year, another purpose, a part, a limit."""


class Against:
    """The figure of a row that a word points to."""

    PREVIOUS: Final = "previous"
    BUDGET: Final = "budget"
    FINAL: Final = "final"
    INITIAL: Final = "initial"
    """The budget as first published, before it was adjusted."""
    STATED: Final = "stated"
    """A figure of another year, known only from the prose."""
    UNKNOWN: Final = "unknown"
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
    role: str
    value: Decimal
    quantum: Decimal = Decimal(0)
    is_rough: bool = False
    topics: tuple[Category, ...] = ()
    is_each: bool = False
    is_certain: bool = True
    against: tuple[str, ...] = ()
    is_every: bool = False
    direction: int = 0
    subject: str | None = None
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
