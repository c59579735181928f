"""The desk of one reader at one moment: scope, clock and calendar are read once and passed down."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Self

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from departments.calendar.current import current_calendar
from departments.calendar.models import CalendarYear
from departments.calendar.workcalendar import WorkCalendar
from departments.officers.models import Officer
from departments.officers.scoping import scope_paths
from reports.dashboard.ages import AgeTable
from reports.dashboard.figures import read_figures
from reports.dashboard.overview import Overview, draw_up
from reports.dashboard.rates import decided_period
from reports.dashboard.reach import VIEW, Reach


@dataclass(frozen=True)
class Desk:
    """Everything in the reader's scope as of `now`."""

    now: datetime
    reach: Reach

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Return the desk of the officer who asks; 403 for whoever may see no duty anywhere."""
        now = timezone.now()
        officer = request.user
        paths = scope_paths(officer, VIEW, timezone.localdate(now)) if isinstance(officer, Officer) else []
        if not paths:
            raise PermissionDenied
        return cls(now, Reach.below(paths))

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @cached_property
    def calendar(self) -> WorkCalendar:
        return current_calendar()

    @cached_property
    def ages(self) -> AgeTable:
        return AgeTable(self.today, self.calendar)

    def missing_years(self) -> list[int]:
        """Return the years whose work calendar should be loaded by now and is not."""
        return CalendarYear.objects.missing(self.today)

    def narrowed(self, *, branch: str = "", office: str = "") -> Reach:
        """Return the reach at and below `branch`, or else `office` alone; 404 for an office out of scope."""
        code = branch or office
        if not code:
            return self.reach
        found = self.reach.by_code.get(code)
        if found is None:
            raise Http404
        return self.reach.branch(found) if branch else self.reach.alone(found)

    def overview(self, reach: Reach, *, channel: str, first: date, last: date) -> Overview:
        """Return the figures of `reach`; the rates are those of the decided days of the period."""
        first, last = decided_period(first, last, self.today)
        today = self.today
        figures = read_figures(reach, channel=channel, ages=self.ages, today=today, first=first, last=last)
        return draw_up(figures, reach.groups(), today=today, first=first, last=last)
