"""Which years are loaded, and the calendar they make."""

from datetime import date
from typing import Self

from django.db import models

from departments.calendar.workcalendar import WorkCalendar

FIRST_DAY_OF_ALARM = (12, 1)
"""From this month and day on a missing next year is an alarm: clocks that start now run into it."""


class CalendarYearQuerySet(models.QuerySet):
    def missing(self, today: date) -> list[int]:
        """Return the years that should be loaded on `today` and are not: this year, and from 1 December the next."""
        needed = [today.year]
        if (today.month, today.day) >= FIRST_DAY_OF_ALARM:
            needed.append(today.year + 1)
        loaded = set(self.filter(year__in=needed).values_list("year", flat=True))
        return [year for year in needed if year not in loaded]


class CalendarDayQuerySet(models.QuerySet):
    def outside(self, year: int) -> Self:
        """Return the days that the notices of other years state."""
        return self.exclude(calendar_year_id=year)

    def as_calendar(self) -> WorkCalendar:
        """Return the work calendar these days make.

        Its version is "last year-number of loadings", and grows with every loading.
        """
        off_days: dict[date, str] = {}
        make_up_days: dict[date, str] = {}
        versions: dict[int, int] = {}
        rows = self.order_by().values_list("day", "name", "is_off", "calendar_year_id", "calendar_year__version")
        for day, name, is_off, year, version in rows:
            (off_days if is_off else make_up_days)[day] = name
            versions[year] = version
        label = f"{max(versions)}-{sum(versions.values())}" if versions else ""
        return WorkCalendar(off_days, make_up_days, versions.keys(), label)
