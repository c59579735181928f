"""The calendar in force, for the edges, which ask once and pass it down; and what a notice would change of it."""

from dataclasses import dataclass
from datetime import date

from departments.calendar.models import CalendarDay, CalendarYear
from departments.calendar.notices import Notice, NoticeDay, calendar_of
from departments.calendar.workcalendar import WorkCalendar
from foundation.remembered import RememberedRows


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that a notice states otherwise than it is loaded; None where one of the two says nothing of it."""

    day: date
    before: NoticeDay | None
    after: NoticeDay | None


_calendar = RememberedRows(
    "SELECT sum(hash_record_extended(d, 0)) FROM departments_calendarday d",
    lambda: CalendarDay.objects.as_calendar(),
)


def current_calendar() -> WorkCalendar:
    """Return the work calendar of all loaded years, as the database holds it at this moment."""
    return _calendar.get()


def calendar_with(notice: Notice) -> WorkCalendar:
    """Return what the calendar in force would be with `notice` loaded."""
    others, own = CalendarDay.objects.outside(notice.year).as_calendar(), calendar_of([notice])
    return WorkCalendar(
        off_days={**others.off_days, **own.off_days},
        make_up_days={**others.make_up_days, **own.make_up_days},
        years={*others.years, notice.year},
    )


def notice_of(year: CalendarYear) -> Notice:
    """Return what is loaded of a year as the notice that would load it."""
    rows = year.days.order_by("day").values_list("day", "name", "is_off")
    return Notice(year.pk, tuple(year.sources), tuple(NoticeDay(*row) for row in rows))


def changed_days(notice: Notice) -> list[DayChange]:
    """Return the days that `notice` states otherwise than they are loaded for its year, in order."""
    rows = CalendarDay.objects.filter(calendar_year_id=notice.year).values_list("day", "name", "is_off")
    before = {row[0]: NoticeDay(*row) for row in rows}
    after = {day.day: day for day in notice.days}
    changes = (DayChange(day, before.get(day), after.get(day)) for day in sorted(before.keys() | after.keys()))
    return [change for change in changes if change.before != change.after]
