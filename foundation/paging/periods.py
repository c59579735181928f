"""A filter of the back office by year, then month, then day: the way to what lies behind the last page of a list."""

import calendar
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import DateTimeField, Max, Min, Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from foundation.remembered import RememberedByKey

DECEMBER = 12


def _ends(column: tuple[type[Model], str]) -> tuple[Any, Any]:
    """Return the first and the last value of a column, given with its model; None of an empty table."""
    model, name = column
    ends = model._default_manager.aggregate(first=Min(name), last=Max(name))
    return ends["first"], ends["last"]


ENDS = RememberedByKey("filters.periods", _ends, most=100, seconds=60)


class PeriodFilter(admin.SimpleListFilter):
    """Rows of a year (2026), a month (2026-03) or a day (2026-03-15), local ones, of the column `parameter_name`.

    The column has an index: its first and last value, which say what years are offered, are looked up once a minute.
    """

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """Return the years of the table, the months of the year that is chosen, the days of its month."""
        name = str(self.parameter_name)
        first, last = ENDS.get((model_admin.model, name))
        if first is None:
            return []
        offered: list[str] = []
        chosen = (self.value() or "").split("-")
        for year in range(_day(last).year, _day(first).year - 1, -1):
            offered.append(f"{year}")
            if chosen[0] == f"{year}":
                offered += _inside(year, chosen[1:])
        return [(period, period) for period in offered]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the rows of the period. Raises ValueError for one that no calendar has."""
        if not self.value():
            return queryset
        first, after = period_of(str(self.value()))
        if isinstance(queryset.model._meta.get_field(str(self.parameter_name)), DateTimeField):
            first, after = _midnight(first), _midnight(after)
        return queryset.filter(**{f"{self.parameter_name}__gte": first, f"{self.parameter_name}__lt": after})


def period_of(text: str) -> tuple[date, date]:
    """Return the first day of a period and the day after its last. Raises ValueError."""
    match [int(part) for part in text.split("-")]:
        case [year]:
            return date(year, 1, 1), date(year + 1, 1, 1)
        case [year, month]:
            return date(year, month, 1), date(year + month // DECEMBER, month % DECEMBER + 1, 1)
        case [year, month, day]:
            first = date(year, month, day)
            return first, first + timedelta(days=1)
    raise ValueError(f"{text} is no period")


def _inside(year: int, chosen: list[str]) -> list[str]:
    """Return the months of a year, the latest first, and in the one that is chosen its days."""
    offered: list[str] = []
    for month in range(DECEMBER, 0, -1):
        offered.append(f"{year}-{month:02}")
        if chosen[:1] == [f"{month:02}"]:
            days = calendar.monthrange(year, month)[1]
            offered += [f"{year}-{month:02}-{day:02}" for day in range(days, 0, -1)]
    return offered


def _day(value: Any) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - aware in the next breath
