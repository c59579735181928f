"""The desk in plain values: who is late and since when, what comes due, how much was met in time. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from reports.dashboard.ages import AGE_CLASSES
from reports.dashboard.figures import DAYS_AHEAD, AgeCell, Figures, OpenCell
from reports.dashboard.rates import Rate, months_of, part_of_month, total
from reports.dashboard.reach import Group


@dataclass
class Line:
    """One line of the table by office. `ages` counts overdue duties by class, the longest since `oldest_on`."""

    ages: Counter[str] = field(default_factory=Counter)
    rate: Rate = Rate()
    oldest_on: date | None = None

    @property
    def n_overdue(self) -> int:
        return self.ages.total()

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing is overdue here."""
        return not self.n_overdue

    def add_overdue(self, cell: AgeCell) -> None:
        self.ages[cell.code] += cell.number
        self.oldest_on = min(self.oldest_on or cell.oldest_on, cell.oldest_on)


class GroupLine(NamedTuple):
    group: Group
    line: Line


class MonthLine(NamedTuple):
    """The duties due in the part of a month that lies in the period, `first` to `last`, both included."""

    month: date
    first: date
    last: date
    rate: Rate


@dataclass(frozen=True)
class Overview:
    """The figures of the desk as of one day (local date `today`); `oldest` are the cells overdue since longest."""

    today: date
    lines: list[GroupLine]
    total: Line
    n_open: int
    oldest: list[OpenCell]
    ahead: list[tuple[date, int]]
    months: list[MonthLine]
    counts_working_days: bool
    counts_natural_days: bool

    @property
    def n_ahead(self) -> int:
        return sum(number for _day, number in self.ahead)


def draw_up(figures: Figures, groups: Mapping[int, Group], *, today: date, first: date, last: date) -> Overview:
    """Return the desk; `first` to `last` are the decided days of the period of the rates."""
    by_group = {group: Line() for group in groups.values()}
    whole = Line(rate=total(figures.by_month.values()))
    for cell in figures.ages:
        by_group[groups[cell.department_id]].add_overdue(cell)
        whole.add_overdue(cell)
    for department_id, rate in figures.by_office.items():
        by_group[groups[department_id]].rate += rate
    days = (today + timedelta(days=n) for n in range(DAYS_AHEAD))
    return Overview(
        today=today,
        lines=[GroupLine(group, line) for group, line in by_group.items()],
        total=whole,
        n_open=figures.n_open,
        oldest=figures.oldest,
        ahead=[(day, figures.ahead[day]) for day in days],
        months=_months(figures.by_month, first, last),
        counts_working_days=figures.overdue[True] > 0,
        counts_natural_days=figures.overdue[False] > 0,
    )


def _months(by_month: Mapping[date, Rate], first: date, last: date) -> list[MonthLine]:
    return [
        MonthLine(month, *part_of_month(month, first, last), by_month.get(month, Rate()))
        for month in months_of(first, last)
    ]


SORTS = ("overdue", "oldest", "rate", "office")


def arrange(lines: Iterable[GroupLine], sort: str) -> list[GroupLine]:
    """Return the lines in the order asked for; ties stand in the order of the names.

    By rate the worst comes first, and offices with too few duties for a rate come last: they have no rank.
    """
    named = sorted(lines, key=lambda one: (one.group.is_branch, one.group.office.pinyin, one.group.office.code))
    if sort == "office":
        return named
    if sort == "oldest":
        return sorted(named, key=lambda one: one.line.oldest_on or date.max)
    if sort == "rate":
        return sorted(named, key=_by_rate)
    return sorted(named, key=lambda one: -one.line.n_overdue)


def _by_rate(one: GroupLine) -> tuple[bool, float]:
    ratio = one.line.rate.ratio
    return ratio is None, float(ratio) if ratio is not None else 0.0


def heat(number: int, code: str, largest: int) -> int:
    """Return how dark a cell of the table is, 0 to 4: by its share of the largest; the oldest class always darkest."""
    if not number:
        return 0
    if code == AGE_CLASSES[-1].code:
        return 4
    return min(3, 1 + 3 * (number - 1) // max(largest, 1))
