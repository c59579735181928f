"""How long duties are overdue, in four classes, and which due dates fall into each.

The age is counted in working days for rules in working days and in natural days for all others
(`departments.duties.reckoning.overdue_age`). Source: the design of supervision (1-5, 6-15, 16-30, over 30 days).
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from departments.calendar.workcalendar import ONE_DAY, WorkCalendar
from departments.duties.kinds import Unit


class AgeClass(NamedTuple):
    """Ages from `least` to `most` days; `most` None: without end."""

    code: str
    least: int
    most: int | None


AGE_CLASSES = (
    AgeClass("1-5", 1, 5),
    AgeClass("6-15", 6, 15),
    AgeClass("16-30", 16, 30),
    AgeClass("over-30", 31, None),
)
"""A duty in working days that became overdue at a weekend has age 0 until the next working day: it is in the first."""


class Span(NamedTuple):
    """Due dates from `first` (None: without beginning) to `last`, both included."""

    first: date | None
    last: date


def is_working(unit: str) -> bool:
    return unit == Unit.WORKING_DAY


def age_class_of(age: int) -> AgeClass:
    """Return the class of an age in days, of whichever kind."""
    return next(one for one in AGE_CLASSES if one.most is None or age <= one.most)


class AgeTable:
    """The due dates of each class as of one day; the calendar is walked once."""

    def __init__(self, today: date, calendar: WorkCalendar) -> None:
        self.spans = {
            False: dict(_spans(today, lambda day: True)),
            True: dict(_spans(today, calendar.is_working)),
        }

    def span(self, code: str, *, working: bool) -> Span:
        """Return the due dates of duties that are overdue by an age of the class `code`."""
        return self.spans[working][code]

    def class_of(self, due_on: date, unit: str) -> AgeClass:
        """Return the class of a duty that is overdue."""
        spans = self.spans[is_working(unit)]
        return next(one for one in AGE_CLASSES if (first := spans[one.code].first) is None or first <= due_on)


def _spans(today: date, counts: Callable[[date], bool]) -> Iterator[tuple[str, Span]]:
    """Yield the classes with their due dates, going back from the day before `today`."""
    last = today - ONE_DAY
    day, age = today, 0
    for one in AGE_CLASSES:
        if one.most is None:
            yield one.code, Span(None, last)
            return
        # `age` is that of a duty due on `day`; go back while the day before stays within the class
        while (older := age + counts(day)) <= one.most:
            day, age = day - ONE_DAY, older
        yield one.code, Span(day, last)
        last = day - ONE_DAY
