"""The work calendar: days off and make-up working days (调休补班) of each year, as the State Council announced them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.calendar.querysets import CalendarDayQuerySet, CalendarYearQuerySet


class CalendarYear(models.Model):
    """A year whose notice is loaded. A year is loaded or it is not; loading it again raises `version`."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    sources = models.JSONField(_("notices"), default=list, help_text=_("Addresses of the State Council's notices."))
    loaded_at = models.DateTimeField(_("loaded at"))
    loaded_by = models.ForeignKey(
        "departments.Officer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("loaded by")
    )

    objects = CalendarYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("work calendar")
        verbose_name_plural = _("work calendars")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from the plain week: a day off, or a weekend day on which offices work."""

    calendar_year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days", verbose_name=_("year"))
    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("holiday"), max_length=40)
    is_off = models.BooleanField(_("day off"))

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
