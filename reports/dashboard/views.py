"""The supervision desk: its page, the lists behind its figures, its downloads."""

from contextlib import suppress
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.views.generic import TemplateView, View

from departments.duties.models import Duty
from departments.officers.admin_scope import officer_of
from departments.officers.scoping import scope_paths
from departments.orders.querysets import ISSUE
from foundation.paging.keyset import Place, parse_day, read_page
from foundation.tables.writing import Format, table_response
from reports.dashboard import exports
from reports.dashboard.desk import Desk
from reports.dashboard.figures import count_unsettled
from reports.dashboard.filters import Filters, ListFilters
from reports.dashboard.forms import DashboardForm, DutyListForm
from reports.dashboard.interpretations import interpretation_table
from reports.dashboard.listing import PAGE, STATES, DutyList, lines_of, order_of
from reports.dashboard.orders import OrderMark, key_of_duty, marks_of, order_figures
from reports.dashboard.presenting import Figure, Presenter

BAD_REQUEST = 400


class DeskView(LoginRequiredMixin, TemplateView):
    """What is common: the desk of the reader, private to the reader."""

    desk: Desk

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.desk = Desk.of(request)
        context = self.get_context_data(**kwargs)
        answer = self.render_to_response(context, status=200 if context["form"].is_valid() else BAD_REQUEST)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(now=self.desk.now, whose=self.desk.reach.whose(), **kwargs)

    def asked(self, form_class: Any) -> Any:
        return form_class(self.request.GET, offices=self.desk.reach.offices, today=self.desk.today)

    def chosen(self, filters: Filters | ListFilters) -> list[str]:
        """Return the names of the office and the mailbox that were chosen: the title and the printed page say them."""
        office = self.desk.reach.by_code.get(getattr(filters, "office", "") or filters.branch)
        return [str(name) for name in (office, exports.mailbox_name(filters.mailbox)) if name]


class DashboardView(DeskView):
    """Who is late, on what, since when; every figure leads to the list that it counts."""

    template_name = "reports/dashboard/desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.desk.narrowed(branch=self.request.GET.get("branch", ""))
        form = self.asked(DashboardForm)
        context = super().get_context_data(form=form, **kwargs)
        return {**context, **self._figures(form)} if form.is_valid() else context

    def _figures(self, form: DashboardForm) -> dict[str, Any]:
        filters = form.filters()
        reach = self.desk.narrowed(branch=filters.branch)
        first, last = form.period(form.cleaned_data)
        overview = self.desk.overview(reach, channel=filters.mailbox, first=first, last=last)
        show = Presenter(overview, filters, first=first, last=last)
        unsettled = count_unsettled(reach, channel=filters.mailbox)
        rows, n_quiet = show.office_rows()
        return {
            "choice": self.chosen(filters),
            "filters": filters,
            "overview": overview,
            "first": first,
            "last": last,
            "office_rows": rows,
            "n_quiet": n_quiet,
            "total": show.total_row(),
            "months": show.month_rows(),
            "chart": show.rate_chart(),
            "ahead_bars": show.ahead_bars(),
            "ahead": show.ahead(),
            "due_today": show.due_today(),
            "open": show.open(),
            "oldest": show.oldest(self.desk.calendar, reach.by_pk),
            "unsettled": {state: Figure(number, filters.duties(state)) for state, number in unsettled.items()},
            "sorts": show.sort_links(),
            "exports": {table: {form: filters.export(table, form) for form in Format} for table in exports.DESK_TABLES},
            "all_url": filters.url(all="1"),
            "missing_years": self.desk.missing_years(),
            "orders": None if filters.mailbox else order_figures(reach, self.desk.today, filters.branch),
            "may_issue": bool(scope_paths(officer_of(self.request), ISSUE, self.desk.today)),
            "interpretations": interpretation_table(reach, self.desk.today),
        }


class DutyListView(DeskView):
    """The duties behind a figure, page by page, without a word of the citizens who wrote."""

    template_name = "reports/dashboard/duties.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.asked(DutyListForm)
        reach = self.desk.narrowed(branch=self.request.GET.get("branch", ""), office=self.request.GET.get("office", ""))
        context = super().get_context_data(form=form, today=self.desk.today, **kwargs)
        if not form.is_valid():
            return context
        filters = form.filters()
        duties = DutyList(reach, filters, self.desk.today, self.desk.ages)
        return {**context, **self._page(duties, filters)}

    def _page(self, duties: DutyList, filters: ListFilters) -> dict[str, Any]:
        after, before = self._place("after"), self._place("before")
        order = order_of(filters.sort, filters.state)
        page = read_page(duties.rows(), order, after=after, before=before, size=PAGE)
        lines = lines_of(page.rows, today=self.desk.today, calendar=self.desk.calendar)
        return {
            "choice": self.chosen(filters),
            "filters": filters,
            "state": STATES[filters.state],
            "count": duties.count(),
            "lines": [
                {**line._asdict(), "page": self._page_of(line.duty), "order": mark}
                for line, mark in zip(lines, self._marks(page.rows), strict=True)
            ],
            "previous": filters.url(before=page.before) if page.before else "",
            "next": filters.url(after=page.after) if page.after else "",
            "other_sort": filters.url(sort="due" if order.is_descending else "-due"),
            "is_descending": order.is_descending,
            "exports": {form: filters.export(form) for form in Format},
        }

    def _place(self, name: str) -> Place | None:
        text = self.request.GET.get(name, "")
        try:
            return parse_day(text) if text else None
        except ValueError as error:
            raise Http404 from error

    def _marks(self, duties: list[Duty]) -> list[OrderMark]:
        """Return for each duty what the supervisors wrote about it; one query."""
        reader, today = officer_of(self.request), self.desk.today
        return marks_of(duties, reader=reader, issuing_below=scope_paths(reader, ISSUE, today), today=today)

    def _page_of(self, duty: Duty) -> str:
        """Return the page of the message in the back office for those who may read messages there, else the duty's."""
        if duty.subject_kind == "message" and self.request.user.has_perm("interaction.view_message", duty):
            with suppress(NoReverseMatch):
                return reverse("admin:interaction_message_change", args=[duty.subject_key])
        if key := key_of_duty(duty):
            return reverse("reports:order", args=key)
        return reverse("admin:departments_duty_change", args=[duty.pk])


class ExportView(LoginRequiredMixin, View):
    """A table of the desk, or the list, as CSV, XLSX or JSON; the name says what was asked for."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        desk = Desk.of(request)
        table, form = request.GET.get("table", ""), request.GET.get("format", "")
        if form not in set(Format) or table not in {*exports.DESK_TABLES, "duties"}:
            raise Http404
        desk.narrowed(branch=request.GET.get("branch", ""), office=request.GET.get("office", ""))
        is_list = table == "duties"
        asked = (DutyListForm if is_list else DashboardForm)(request.GET, offices=desk.reach.offices, today=desk.today)
        if not asked.is_valid():  # the page says what is wrong
            page = reverse("reports:duties" if is_list else "reports:dashboard")
            return HttpResponseRedirect(f"{page}?{request.GET.urlencode()}")
        if isinstance(asked, DutyListForm):
            export = exports.export_list(desk, asked.filters(), Format(form))
        else:
            first, last = asked.period(asked.cleaned_data)
            export = exports.export_desk(table, desk, asked.filters(), first=first, last=last)
        return table_response(Format(form), export.name, export.columns, export.rows)
