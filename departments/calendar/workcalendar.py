"""The work calendar as a plain value: which days offices work, which they rest, and how sure we are."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

SATURDAY = 5
ONE_DAY = timedelta(days=1)

FIXED_HOLIDAYS: Mapping[tuple[int, int], str] = MappingProxyType(
    {(1, 1): "元旦", (5, 1): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}
)
"""Holidays on a fixed date of the solar calendar, as (month, day): all that is known of a year without a notice.

Source: 全国年节及纪念日放假办法 第二条; these five days are the same in its versions of 1999, 2007, 2013 and 2024.
"""

FIRST_DAY_OF_NEXT_NOTICE = (12, 25)
"""From this month and day on the notice of the *next* year may still change a year, for the days off at New Year.

Source: the notices of 2012 (31 December 2011 worked), 2019 (29 December 2018 worked, 30 and 31 off) and 2023
(31 December 2022 off); a make-up day lies in the week before the run.
"""


class DayKind(StrEnum):
    WORKING = "working"
    MAKE_UP = "make_up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Days off and make-up working days of the loaded years; local dates, nothing else.

    `off_days` and `make_up_days` map a day to the name of its holiday; `years` are the years whose notice is loaded;
    `version` names this state of the calendar. Of a year that is not loaded only weekends and `FIXED_HOLIDAYS` are
    known, and what is reckoned from it is provisional. Raises ValueError if a day is both off and made up.
    Source: the State Council's yearly notice on holidays (部分节假日安排的通知).
    """

    off_days: Mapping[date, str]
    make_up_days: Mapping[date, str]
    years: Collection[int]
    version: str = ""

    def __post_init__(self) -> None:
        if both := sorted(self.off_days.keys() & self.make_up_days.keys()):
            raise ValueError(f"{both[0]} can't be a day off and a make-up working day at once")
        object.__setattr__(self, "off_days", MappingProxyType(dict(self.off_days)))
        object.__setattr__(self, "make_up_days", MappingProxyType(dict(self.make_up_days)))
        object.__setattr__(self, "years", frozenset(self.years))

    def kind_of(self, day: date) -> DayKind:
        """Return what kind of day `day` is; a weekday that a notice calls worked is a plain working day."""
        is_weekend = day.weekday() >= SATURDAY
        if day in self.off_days:
            return DayKind.HOLIDAY
        if day in self.make_up_days:
            return DayKind.MAKE_UP if is_weekend else DayKind.WORKING
        if day.year not in self.years and (day.month, day.day) in FIXED_HOLIDAYS:
            return DayKind.HOLIDAY
        return DayKind.WEEKEND if is_weekend else DayKind.WORKING

    def is_working(self, day: date) -> bool:
        """Say whether offices work on `day`: make-up days yes, days off and plain weekends no."""
        return self.kind_of(day) in {DayKind.WORKING, DayKind.MAKE_UP}

    def name_of(self, day: date) -> str:
        """Return the holiday that makes `day` a day off or a make-up day; empty for a plain day."""
        match self.kind_of(day):
            case DayKind.HOLIDAY:
                return self.off_days.get(day) or FIXED_HOLIDAYS.get((day.month, day.day), "")
            case DayKind.MAKE_UP:
                return self.make_up_days[day]
            case _:
                return ""

    def is_settled(self, day: date) -> bool:
        """Say whether every notice that can speak of `day` is loaded; from 25 December on that is next year's too."""
        if (day.month, day.day) < FIRST_DAY_OF_NEXT_NOTICE:
            return day.year in self.years
        return day.year in self.years and day.year + 1 in self.years

    def previous_working_day(self, day: date) -> date:
        """Return `day` itself if offices work on it, else the last working day before it."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def working_days_after(self, day: date, last: date) -> int:
        """Return how many working days lie after `day` up to `last`, which is included; 0 if there are none."""
        return sum(map(self.is_working, days_after(day, last)))


def days_after(day: date, last: date) -> Iterator[date]:
    """Yield the days after `day` up to `last`, which is included."""
    while day < last:
        day += ONE_DAY
        yield day
