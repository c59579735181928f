"""The work calendar in the back office; it stands here because loading a year moves duties."""

import re
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.calendar.current import changed_days, notice_of
from departments.calendar.exceptions import CalendarConflict
from departments.calendar.forms import NoticeForm
from departments.calendar.models import CalendarDay, CalendarYear
from departments.calendar.notices import Notice, write_notice
from departments.calendar.services import require_days_of_its_own
from departments.duties.calendar_change import change_calendar, foresee_moves
from departments.officers.admin_scope import CityWideAdmin, officer_of
from foundation.admin_reading import ReadingOnly

YEAR = re.compile(r"20\d\d")


class CalendarDayInline(ReadingOnly, admin.TabularInline):
    """The days of a year, to be read by whoever may see the year; they change only by loading a notice."""

    model = CalendarDay
    extra = 0
    fields = ("day", "name", "what")
    readonly_fields = ("what",)

    @admin.display(description=gettext_lazy("day off or worked"))
    def what(self, day: CalendarDay) -> SafeString:
        tone, words = ("ok", _("day off")) if day.is_off else ("warn", _("worked"))
        return format_html('<span class="badge badge--{}">{}</span>', tone, words)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


@admin.register(CalendarYear)
class CalendarYearAdmin(ReadingOnly, CityWideAdmin):
    """To be read; a year is loaded from its notice, and loaded again when that is corrected. None is removed.

    `load/` takes the notice, shows what it changes, and loads it when that is confirmed.
    """

    change_list_template = "departments/calendar/list.html"
    change_form_template = "departments/calendar/year.html"
    list_display = ("year", "version", "days_off", "make_up_days", "loaded_at", "loaded_by")
    list_select_related = ("loaded_by",)
    fields = ("year", "version", "papers", "loaded_at", "loaded_by")
    readonly_fields = ("papers",)
    inlines = (CalendarDayInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        days_off = Count("days", filter=Q(days__is_off=True))
        return super().get_queryset(request).annotate(n_off=days_off, n_made_up=Count("days") - days_off)

    @admin.display(description=gettext_lazy("days off"), ordering="n_off")
    def days_off(self, year: Any) -> int:
        return year.n_off

    @admin.display(description=gettext_lazy("make-up working days"), ordering="n_made_up")
    def make_up_days(self, year: Any) -> int:
        return year.n_made_up

    @admin.display(description=gettext_lazy("notices"))
    def papers(self, year: CalendarYear) -> SafeString:
        return format_html_join(mark_safe("<br>"), '<a href="{0}" rel="noreferrer">{0}</a>', zip(year.sources))

    def may_load(self, request: HttpRequest) -> bool:
        """Tell whether the officer may load a year: whoever may add years at the top of the tree."""
        return self._may_at_the_top(request, "add")

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        kwargs["extra_context"] = {"may_load": self.may_load(request), **(kwargs.get("extra_context") or {})}
        return super().change_view(request, object_id, *args, **kwargs)

    def get_urls(self) -> list[Any]:
        load = path("load/", self.admin_site.admin_view(self.load_view), name="departments_calendaryear_load")
        return [load, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        missing = CalendarYear.objects.missing(timezone.localdate())
        context = {"missing_years": missing, "may_load": self.may_load(request)}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def load_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a notice, show what it would change, load it: each POST reads and checks the whole notice anew."""
        if not self.may_load(request):
            raise PermissionDenied
        form = NoticeForm(request.POST, request.FILES) if request.method == "POST" else self._begun(request)
        if not form.is_bound or not form.is_valid() or form.notice is None:
            return self._page(request, form=form)
        try:
            if "confirmed" in request.POST:
                return self._load(request, form.notice)
            require_days_of_its_own(form.notice)
        except CalendarConflict as conflict:
            form.add_error(None, str(conflict))
            return self._page(request, form=form)
        return self._page(request, form=form, **self._preview(form.notice), text=form.cleaned_data["text"])

    def _begun(self, request: HttpRequest) -> NoticeForm:
        """Return the form with what is loaded of the year that the address names, to be changed; else an empty one."""
        chosen = request.GET.get("year", "")
        year = CalendarYear.objects.filter(year=chosen).first() if YEAR.fullmatch(chosen) else None
        return NoticeForm(initial={"text": write_notice(notice_of(year))} if year else {})

    def _preview(self, notice: Notice) -> dict[str, Any]:
        moves = foresee_moves(notice, today=timezone.localdate())
        return {
            "notice": notice,
            "loaded": CalendarYear.objects.filter(year=notice.year).first(),
            "changes": changed_days(notice),
            "moves": moves,
            "n_moved": sum(move.n_earlier + move.n_later for move in moves),
        }

    def _load(self, request: HttpRequest, notice: Notice) -> HttpResponse:
        year = change_calendar(notice, by=officer_of(request), at=timezone.now())
        self.log_change(request, year, [{"changed": {"fields": [f"v{year.version}"]}}])
        message = _("The calendar of %(year)s is loaded, version %(version)s. Open duties follow within minutes.")
        messages.success(request, message % {"year": year.year, "version": year.version})
        return HttpResponseRedirect(reverse("admin:departments_calendaryear_changelist"))

    def _page(self, request: HttpRequest, **context: Any) -> HttpResponse:
        template = "departments/calendar/preview.html" if "notice" in context else "departments/calendar/load.html"
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Load the calendar of a year")}
        return TemplateResponse(request, template, {**frame, **context})
