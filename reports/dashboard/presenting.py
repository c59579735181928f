"""The desk for the page: each figure with the address of the list that counts exactly it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.calendar.workcalendar import WorkCalendar
from departments.duties.kinds import Unit
from departments.duties.reckoning import overdue_age
from departments.offices.models import Department
from foundation.charts.drawing import Bar, bar_list, line_chart
from foundation.charts.geometry import Point
from reports.dashboard.ages import AGE_CLASSES
from reports.dashboard.filters import Filters
from reports.dashboard.overview import GroupLine, Line, MonthLine, Overview, arrange, heat
from reports.dashboard.rates import Rate
from reports.dashboard.reach import Group


class Figure(NamedTuple):
    """A number, the list behind it, and how dark its cell is."""

    number: int
    url: str
    heat: int = 0

    @property
    def link(self) -> SafeString:
        """Return the number as it stands on the page: it leads to the list that it counts.

        Nothing leads from zero, nor from what no single list holds.
        """
        if not (self.number and self.url):
            return mark_safe(str(self.number))  # noqa: S308 — a number
        return format_html('<a href="{}">{}</a>', self.url, self.number)


class OfficeRow(NamedTuple):
    """A line of the table by office. `url` leads to the desk of a branch; empty for the office itself."""

    name: str
    url: str
    ages: list[Figure]
    overdue: Figure
    on_time: Figure
    due: Figure
    rate: Rate


class MonthRow(NamedTuple):
    label: str
    on_time: Figure
    due: Figure
    rate: Rate


class Oldest(NamedTuple):
    """The longest overdue duties: how old, in which kind of days, whose."""

    days: int
    in_working_days: bool
    due_on: date
    offices: list[str]
    figure: Figure


class Presenter:
    """Puts the figures of an overview on the page, under the filters they were read with."""

    def __init__(self, overview: Overview, filters: Filters, *, first: date, last: date) -> None:
        self.overview, self.filters = overview, filters
        self.period: dict[str, Any] = {"due_from": first, "due_to": last}
        self.largest = max((n for one in overview.lines for n in one.line.ages.values()), default=0)

    def office_rows(self) -> tuple[list[OfficeRow], int]:
        """Return the rows to show, and how many offices with nothing overdue are left out."""
        lines = arrange(self.overview.lines, self.filters.sort)
        shown = lines if self.filters.all else [one for one in lines if not one.line.is_quiet]
        return [self._office_row(one) for one in shown], len(lines) - len(shown)

    def _office_row(self, one: GroupLine) -> OfficeRow:
        group = one.group
        url = self.filters.url(branch=group.office.code) if group.is_branch else ""
        return self._row(str(group.office), url, group, one.line)

    def total_row(self) -> OfficeRow:
        return self._row(_("Total"), "", None, self.overview.total)

    def _row(self, name: str, url: str, group: Group | None, line: Line) -> OfficeRow:
        figure = self._figure
        return OfficeRow(
            name=name,
            url=url,
            ages=[
                figure(number, "overdue", group, age=one.code)._replace(heat=heat(number, one.code, self.largest))
                for one in AGE_CLASSES
                for number in (line.ages[one.code],)
            ],
            overdue=figure(line.n_overdue, "overdue", group),
            on_time=figure(line.rate.n_on_time, "on_time", group, **self.period),
            due=figure(line.rate.n_due, "due", group, **self.period),
            rate=line.rate,
        )

    def _figure(self, number: int, state: str, group: Group | None = None, /, **more: Any) -> Figure:
        """Return a number with the list behind it; nothing has none."""
        return Figure(number, self.filters.duties(state, group, **more) if number else "")

    def month_rows(self) -> list[MonthRow]:
        return [self._month_row(one) for one in self.overview.months]

    def _month_row(self, one: MonthLine) -> MonthRow:
        days = {"due_from": one.first, "due_to": one.last}
        return MonthRow(
            label=month_label(one.month),
            on_time=self._figure(one.rate.n_on_time, "on_time", **days),
            due=self._figure(one.rate.n_due, "due", **days),
            rate=one.rate,
        )

    def rate_chart(self) -> SafeString:
        """Return the line of the monthly rates; a month with too few duties for a rate leaves a gap."""
        known = [(month_label(one.month), one.rate.percentage) for one in self.overview.months]
        points = [
            Point(label if label.endswith("-01") else label[-2:], None if rate is None else float(rate))
            for label, rate in known
        ]
        return line_chart(
            points, key="rates", title=_("On-time rate by month"), description=describe_rates(known), ceiling=100
        )

    def ahead_bars(self) -> SafeString:
        """Return what is due in the next days, day by day."""
        bars = [
            Bar(
                label=f"{date_format(day, 'm-d')} {date_format(day, 'D')}",
                value=number,
                text=ngettext("%(n)s duty", "%(n)s duties", number) % {"n": number},
                url=self.filters.duties("open", due_from=day, due_to=day) if number else "",
            )
            for day, number in self.overview.ahead
        ]
        return bar_list(bars, label=_("Due in the next days"))

    def ahead(self) -> Figure:
        days = self.overview.ahead
        return self._figure(self.overview.n_ahead, "open", due_from=days[0][0], due_to=days[-1][0])

    def due_today(self) -> Figure:
        day, number = self.overview.ahead[0]
        return self._figure(number, "open", due_from=day, due_to=day)

    def open(self) -> Figure:
        return self._figure(self.overview.n_open, "open")

    def oldest(self, calendar: WorkCalendar, by_pk: Mapping[int, Department]) -> Oldest | None:
        """Return what is overdue since longest, or None when nothing is overdue."""
        cells = self.overview.oldest
        if not cells:
            return None
        due_on = cells[0].due_on
        units = {cell.is_working: Unit.WORKING_DAY if cell.is_working else Unit.NATURAL_DAY for cell in cells}
        days, in_working_days = max(
            (overdue_age(due_on, self.overview.today, unit, calendar), working) for working, unit in units.items()
        )
        number = sum(cell.number for cell in cells)
        offices = sorted({str(by_pk[cell.department_id]) for cell in cells})
        url = self.filters.duties("overdue", due_to=due_on)
        return Oldest(days, in_working_days, due_on, offices, Figure(number, url))

    def sort_links(self) -> dict[str, dict[str, Any]]:
        """Return for each way of sorting its address and whether it is the present one."""
        present = self.filters.sort or "overdue"
        return {
            name: {"url": self.filters.url(sort=name), "is_present": name == present}
            for name in ("overdue", "oldest", "rate", "office")
        }


def month_label(month: date) -> str:
    return f"{month:%Y-%m}"


def describe_rates(known: Iterable[tuple[str, Any]]) -> str:
    """Return in words what the chart shows: the first and last rate, the lowest and the highest."""
    rated = [(label, rate) for label, rate in known if rate is not None]
    if not rated:
        return _("No month has enough duties for a rate.")
    low, high = min(rated, key=lambda one: one[1]), max(rated, key=lambda one: one[1])
    return _(
        "From %(first)s%% in %(first_month)s to %(last)s%% in %(last_month)s; lowest %(low)s%% in %(low_month)s,"
        " highest %(high)s%% in %(high_month)s."
    ) % {
        "first": rated[0][1],
        "first_month": rated[0][0],
        "last": rated[-1][1],
        "last_month": rated[-1][0],
        "low": low[1],
        "low_month": low[0],
        "high": high[1],
        "high_month": high[0],
    }
