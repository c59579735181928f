"""The on-time rate, and when it may be called a rate.

Source: the design's definition: duties due in a period that were met on or before their due date, over those due in it
less the cancelled ones. Not yet due: outside. Breached and unmet: inside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from departments.calendar.workcalendar import ONE_DAY
from departments.duties.shares import FEW, share_of


@dataclass(frozen=True)
class Rate:
    """`n_on_time` of `n_due` duties were met in time."""

    n_on_time: int = 0
    n_due: int = 0

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.n_on_time + other.n_on_time, self.n_due + other.n_due)

    @property
    def is_few(self) -> bool:
        return self.n_due < FEW

    @property
    def ratio(self) -> Decimal | None:
        """Return the share in time as a number from 0 to 1, or None where there are too few to tell."""
        return None if self.is_few else Decimal(self.n_on_time) / self.n_due

    @property
    def percentage(self) -> Decimal | None:
        """Return the share in per cent with one decimal (half goes up), or None where there are too few to tell.

        Less than all is never shown as 100.0, more than none never as 0.0.
        """
        return share_of(self.n_on_time, self.n_due)


def total(rates: Iterable[Rate]) -> Rate:
    """Return the rate of all together."""
    return sum(rates, Rate())


def decided_period(first: date, last: date, today: date) -> tuple[date, date]:
    """Return the part of a period whose duties are decided: due before `today`; what is due today can still be met.

    All dates are local and included; the part is empty if its last day lies before its first.
    """
    return first, min(last, today - ONE_DAY)


def month_of(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """Return the first day of the month after `day`."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def months_before(day: date, number: int) -> date:
    """Return the first day of the month that lies `number` months before that of `day`."""
    month = day.year * 12 + day.month - 1 - number
    return date(month // 12, month % 12 + 1, 1)


def months_of(first: date, last: date) -> list[date]:
    """Return the first days of the months that the period touches, in order; none if it is empty."""
    months, month = [], month_of(first)
    while month <= last:
        months.append(month)
        month = next_month(month)
    return months


def part_of_month(month: date, first: date, last: date) -> tuple[date, date]:
    """Return the days of a month that lie in the period, both included."""
    return max(month, first), min(next_month(month) - ONE_DAY, last)


NO_DAYS = (date(1, 1, 2), date(1, 1, 1))
"""A part of a period that has no day: its last lies before its first."""


def in_months(first: date, last: date) -> tuple[tuple[date, date], tuple[date, date], tuple[date, date]]:
    """Return a period as months and, before and after them, the fewest days that make it up together with them.

    The months are told by the first days of the first and the last of them. Days at either end that lie outside the
    period stand in a month that is taken whole: they are to be taken off again. All dates are included; NO_DAYS where
    there is none.
    """
    if first > last:
        return NO_DAYS, NO_DAYS, NO_DAYS
    begin, end = month_of(first), month_of(last)
    before, after = (begin, first - ONE_DAY), (last + ONE_DAY, next_month(last) - ONE_DAY)
    if begin == end:
        is_less = _days(first, last) <= _days(*before) + _days(*after)
        return ((first, last), NO_DAYS, NO_DAYS) if is_less else (before, (begin, end), after)
    head, tail = (first, next_month(first) - ONE_DAY), (end, last)
    if _days(*head) < _days(*before):
        begin, before = next_month(first), head
    if _days(*tail) < _days(*after):
        end, after = months_before(last, 1), tail
    return before, (begin, end), after


def _days(first: date, last: date) -> int:
    return (last - first).days + 1
