"""The values of one statement of the three public expenses: plain, exact, and honest about what is absent.

All amounts are Decimal yuan. Source of rows, columns and counts: 财预〔2016〕143号, as in the city's layouts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.amounts import grouped_exactly

YUAN_PER_WAN = Decimal(10_000)
CENT = Decimal("0.01")


class Category(StrEnum):
    """A row of the table. The value is its name in files; 车小计 is `VEHICLE`, 合计 is `TOTAL`."""

    TOTAL = "total"
    ABROAD = "abroad"
    VEHICLE = "vehicle"
    PURCHASE = "vehicle_purchase"
    RUNNING = "vehicle_running"
    RECEPTION = "reception"

    __hash__ = str.__hash__

    @property
    def label(self) -> str | Promise:
        """Return the name of the row."""
        return CATEGORY_LABELS[self]


class Column(StrEnum):
    """A column of the table. `PREVIOUS` is last year's budget in a budget, last year's final figure in an account."""

    PREVIOUS = "previous"
    BUDGET = "budget"
    FINAL = "final"

    __hash__ = str.__hash__

    @property
    def label(self) -> str | Promise:
        """Return the name of the column."""
        return COLUMN_LABELS[self]


class CountKind(StrEnum):
    """One of the six counts that stand beside the amounts."""

    GROUPS = "abroad_groups"
    TRAVELLERS = "abroad_people"
    BOUGHT = "vehicles_bought"
    HELD = "vehicles_held"
    BATCHES = "reception_batches"
    GUESTS = "reception_people"

    __hash__ = str.__hash__

    @property
    def label(self) -> str | Promise:
        """Return the name of the count."""
        return COUNT_LABELS[self]


class Kind(StrEnum):
    """What the statement tells: the plan of a year, or what became of it."""

    BUDGET = "budget"
    FINAL_ACCOUNT = "final_account"


class Scope(StrEnum):
    """Whose money: the office's own (本级), or with all its units (部门汇总)."""

    OWN = "own"
    CONSOLIDATED = "consolidated"


class Absence(StrEnum):
    """Why a cell holds no figure. An explicit zero is no absence."""

    BLANK = "blank"
    """The source prints nothing, or a mark such as “—” or “无”."""
    NOT_HELD = "not_held"
    """We do not have the source's figure."""


CATEGORY_LABELS: Mapping[Category, str | Promise] = {
    Category.TOTAL: _("Total of the three public expenses"),
    Category.ABROAD: _("Official travel abroad"),
    Category.VEHICLE: _("Official vehicles, purchase and running"),
    Category.PURCHASE: _("Purchase of official vehicles"),
    Category.RUNNING: _("Running of official vehicles"),
    Category.RECEPTION: _("Official reception"),
}
COLUMN_LABELS: Mapping[Column, str | Promise] = {
    Column.PREVIOUS: _("last year"),
    Column.BUDGET: _("this year's budget"),
    Column.FINAL: _("this year's final figure"),
}
COUNT_LABELS: Mapping[CountKind, str | Promise] = {
    CountKind.GROUPS: _("groups sent abroad"),
    CountKind.TRAVELLERS: _("people sent abroad"),
    CountKind.BOUGHT: _("vehicles bought"),
    CountKind.HELD: _("vehicles held"),
    CountKind.BATCHES: _("batches received"),
    CountKind.GUESTS: _("people received"),
}
LEAVES = (Category.ABROAD, Category.PURCHASE, Category.RUNNING, Category.RECEPTION)
"""The rows that no other row adds up to."""

Place = tuple[Category, Column]


class Cell(NamedTuple):
    """One cell: its amount in yuan, or why there is none; and the text as printed."""

    amount: Decimal | None
    absence: Absence | None = None
    printed: str = ""

    @property
    def is_blank(self) -> bool:
        """Tell whether the source printed no number where one belongs."""
        return self.absence is Absence.BLANK


NOT_HELD = Cell(None, Absence.NOT_HELD)


@dataclass(frozen=True, slots=True)
class Subordinate:
    """The own figures of the office itself or of one unit, in the column that the statement is about."""

    office: str
    cells: Mapping[Category, Cell]


COLUMNS_OF: Mapping[Kind, tuple[Column, ...]] = {
    Kind.BUDGET: (Column.PREVIOUS, Column.BUDGET),
    Kind.FINAL_ACCOUNT: (Column.PREVIOUS, Column.BUDGET, Column.FINAL),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """The three public expenses of one office and year, as published or as entered.

    `published` holds what the office itself published before: of last year (`PREVIOUS`) and of this year's
    budget (`BUDGET`). `counts` leaves out what is not held. Dates are local (Asia/Shanghai); None is “not given”.
    """

    office: str
    fiscal_year: int
    kind: Kind
    scope: Scope
    unit: Decimal
    approved_on: date | None
    published_on: date | None
    cells: Mapping[Place, Cell]
    counts: Mapping[CountKind, int]
    prose: str
    published: Mapping[Place, Cell] = field(default_factory=lambda: MappingProxyType({}))
    subordinates: tuple[Subordinate, ...] = ()

    @property
    def own_column(self) -> Column:
        """Return the column that the statement is about."""
        return COLUMNS_OF[self.kind][-1]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns that the table has."""
        return COLUMNS_OF[self.kind]

    @property
    def bases(self) -> tuple[Column, ...]:
        """Return the columns with which the own column is compared."""
        return COLUMNS_OF[self.kind][:-1]

    def cell(self, category: Category, column: Column) -> Cell:
        """Return the cell; one that we do not have is `NOT_HELD`."""
        return self.cells.get((category, column), NOT_HELD)

    def amount(self, category: Category, column: Column) -> Decimal | None:
        """Return the amount in yuan; None where the cell holds no figure."""
        return self.cells.get((category, column), NOT_HELD).amount


@dataclass(frozen=True, slots=True)
class Office:
    """One office of the city: its figures of the year, and when it published what. A classified one publishes none."""

    name: str
    is_classified: bool
    cells: Mapping[Category, Cell]
    published: Mapping[str, date | None]


@dataclass(frozen=True, slots=True)
class OfficeSet:
    """The offices of a city in one year, the city's own sum of them, and what bulletins named as missing."""

    city: str
    fiscal_year: int
    rollup: Mapping[Category, Cell]
    offices: tuple[Office, ...]
    named: frozenset[tuple[str, str]]


def in_wan(amount: Decimal) -> str:
    """Return yuan as 万元 with two places, more where they are needed to tell the amount exactly."""
    return grouped_exactly(amount / YUAN_PER_WAN)
