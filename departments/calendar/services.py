"""What is done to the calendar: a year's notice is loaded, and loaded again when it is corrected."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from departments.calendar.current import changed_days
from departments.calendar.exceptions import CalendarConflict
from departments.calendar.models import CalendarDay, CalendarYear
from departments.calendar.notices import Notice
from departments.officers.models import Officer


@transaction.atomic
def load_year(notice: Notice, *, by: Officer | None, at: datetime) -> CalendarYear:
    """Load the notice of a year; what was loaded for it before is replaced and the version goes up by one.

    Loading what is loaded already changes nothing. `by` is None when the product itself loads, `at` an instant.
    Duties keep their dates until they are recomputed: use `departments.duties.calendar_change.change_calendar`.
    Raises CalendarConflict if the notice of another year states one of the days. Loadings wait for each other.
    """
    year = _year_locked(notice.year)
    require_days_of_its_own(notice)
    if not changed_days(notice) and year.sources == list(notice.papers):
        return year
    year.version += 1
    year.sources, year.loaded_at, year.loaded_by = list(notice.papers), at, by
    year.save()
    CalendarDay.objects.filter(calendar_year=year).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(calendar_year=year, day=day.day, name=day.name, is_off=day.is_off) for day in notice.days
    )
    return year


def _year_locked(year: int) -> CalendarYear:
    """Return the year, new if it is not loaded; locks all years, so that of two loadings at once one waits.

    The year is read after the lock is held: a locking SELECT doesn't show a row that another loading has just added.
    """
    list(CalendarYear.objects.select_for_update().order_by("year").values_list("year"))
    return CalendarYear.objects.filter(year=year).first() or CalendarYear(year=year, version=0)


def require_days_of_its_own(notice: Notice) -> None:
    """Raise CalendarConflict if the loaded notice of another year states one of the days of `notice`."""
    days = [day.day for day in notice.days]
    taken = CalendarDay.objects.outside(notice.year).filter(day__in=days).order_by("day").first()
    if taken is not None:
        message = _(
            "%(day)s is stated by the loaded notice of %(year)s already. Take it out of one of the two and try again."
        )
        raise CalendarConflict(message % {"day": taken.day, "year": taken.calendar_year_id})
