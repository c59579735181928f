"""The supervisors' pages of orders: the list, one order with its timeline, and what is written and decided."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from departments.duties.journal import explain
from departments.duties.kinds import DutyKind
from departments.duties.models import Duty
from departments.officers.admin_scope import officer_of
from departments.officers.models import Officer
from departments.officers.scoping import may, scope_paths
from departments.orders.announcing import responsible_officers
from departments.orders.models import LONGEST_TITLE, Order
from departments.orders.querysets import ANSWER, ISSUE
from departments.orders.services import issue_order
from departments.orders.statuses import OrderStatus
from departments.orders.timeline import steps_of
from foundation.paging.bounded import MOST
from foundation.paging.keyset import Place, count_in_words, count_up_to, parse_moment, read_page
from foundation.refusals import Refusal
from foundation.tables.writing import Format, table_response
from reports.dashboard.desk import Desk
from reports.dashboard.reach import Reach
from reports.dashboard.views import DeskView
from reports.orders.exports import export_orders
from reports.orders.forms import IssueForm, OrderListForm
from reports.orders.listing import NEWEST_FIRST, PAGE, STATES, line_of, listed
from reports.orders.steps import DECISIONS, Decision, decisions_on


class OrderListView(DeskView):
    """What was done about what is late: the orders of the reader's offices, the newest first."""

    template_name = "reports/orders/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reach = self.desk.narrowed(branch=self.request.GET.get("branch", ""))
        form = self.asked(OrderListForm)
        may_issue = bool(scope_paths(officer_of(self.request), ISSUE, self.desk.today))
        context = super().get_context_data(form=form, today=self.desk.today, may_issue=may_issue, **kwargs)
        return {**context, **self._page(form, reach)} if form.is_valid() else context

    def _page(self, form: OrderListForm, reach: Reach) -> dict[str, Any]:
        filters = form.filters()
        rows = listed(reach, filters, self.desk.today)
        after, before = self._place("after"), self._place("before")
        page = read_page(rows.shown(), NEWEST_FIRST, after=after, before=before, size=PAGE)
        office = self.desk.reach.by_code.get(filters.branch)
        return {
            "choice": [str(office)] if office else [],
            "state": STATES[filters.state],
            "count": count_in_words(count_up_to(NEWEST_FIRST.sort(rows), MOST), MOST),
            "lines": [line_of(order, today=self.desk.today, calendar=self.desk.calendar) for order in page.rows],
            "previous": filters.url(before=page.before) if page.before else "",
            "next": filters.url(after=page.after) if page.after else "",
            "exports": {form: filters.export(form) for form in Format},
        }

    def _place(self, name: str) -> Place | None:
        text = self.request.GET.get(name, "")
        try:
            return parse_moment(text) if text else None
        except ValueError as error:
            raise Http404 from error


class OrderExportView(LoginRequiredMixin, View):
    """The list as CSV, XLSX or JSON; the name says what was asked for."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        desk = Desk.of(request)
        if request.GET.get("format", "") not in set(Format):
            raise Http404
        reach = desk.narrowed(branch=request.GET.get("branch", ""))
        asked = OrderListForm(request.GET, offices=desk.reach.offices, today=desk.today)
        if not asked.is_valid():  # the page says what is wrong
            return HttpResponseRedirect(f"{reverse('reports:orders')}?{request.GET.urlencode()}")
        form = Format(request.GET["format"])
        export = export_orders(desk, reach, asked.filters(), form)
        return table_response(form, export.name, export.columns, export.rows)


class OrderPage(LoginRequiredMixin, View):
    """A page of one reader; what was found or refused in it goes into no cache."""

    def page(self, request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
        answer = TemplateResponse(request, f"reports/orders/{template}.html", context, status=status)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer


class OrderView(OrderPage):
    """One order: what is demanded, what was answered and decided, how the date is counted."""

    def get(self, request: HttpRequest, year: int, serial: int) -> HttpResponse:
        officer, today = officer_of(request), timezone.localdate()
        order = find_order(officer, year, serial)
        return self.page(
            request,
            "detail",
            **read(order),
            reckoning=explain(order.duty),
            decisions=decisions_on(order, officer, today),
            may_answer=order.status == OrderStatus.OPEN and may(officer, ANSWER, order.department, today),
            about_url=self._about_url(order, officer),
        )

    def _about_url(self, order: Order, officer: Officer) -> str:
        """Return the page of what the order is about; empty where it was handed on to an office out of scope."""
        if order.about is None or not officer.has_perm("departments.view_duty", order.about):
            return ""
        return reverse("admin:departments_duty_change", args=[order.about_id])


class DecideView(OrderPage):
    """A supervisor's decision, asked on GET, done on POST: 404 out of scope, 403 for whoever supervises nothing."""

    def get(self, request: HttpRequest, year: int, serial: int, step: str) -> HttpResponse:
        order, decision = self._find(request, year, serial, step)
        if not self._is_open(request, order, step):
            return self._closed(request, order)
        return self._ask(request, order, decision, decision.form(order=order, today=timezone.localdate()))

    def post(self, request: HttpRequest, year: int, serial: int, step: str) -> HttpResponse:
        order, decision = self._find(request, year, serial, step)
        form = decision.form(request.POST, order=order, today=timezone.localdate())
        if not form.is_valid():
            return self._ask(request, order, decision, form, status=400)
        try:
            decision.run(order, by=officer_of(request), at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))  # what was typed is kept
            return self._ask(request, order, decision, form, status=409)
        messages.success(request, decision.done)
        return HttpResponseRedirect(order.get_absolute_url())

    def _find(self, request: HttpRequest, year: int, serial: int, step: str) -> tuple[Order, Decision]:
        officer = officer_of(request)
        order = find_order(officer, year, serial)
        if not may(officer, ISSUE, order.department, timezone.localdate()):
            raise PermissionDenied
        return order, DECISIONS[step]

    def _is_open(self, request: HttpRequest, order: Order, step: str) -> bool:
        return step in decisions_on(order, officer_of(request), timezone.localdate())

    def _closed(self, request: HttpRequest, order: Order) -> HttpResponse:
        messages.warning(request, _("This step is not open now: somebody may have acted before you. Look again."))
        return HttpResponseRedirect(order.get_absolute_url())

    def _ask(
        self, request: HttpRequest, order: Order, decision: Decision, form: Any, status: int = 200
    ) -> HttpResponse:
        form.look_again()
        return self.page(request, "decide", status, **read(order), decision=decision, form=form)


class IssueView(OrderPage):
    """A new order, perhaps about a duty (`about`, its key) and then to the office that owes it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        about = self._about(request)
        if standing := self._standing(request, about):
            messages.warning(request, _("%(number)s about this duty stands already.") % {"number": standing})
            return HttpResponseRedirect(standing.get_absolute_url())
        office = request.GET.get("office", "")
        initial = {"office": office, "title": self._matter(about)}
        return self._ask(request, about, self._form(request, about, initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        about = self._about(request)
        form = self._form(request, about, data=request.POST)
        if not form.is_valid():
            return self._ask(request, about, form, status=400)
        try:
            order = issue_order(**form.cleaned_data, about=about, by=officer_of(request), at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))  # what was typed is kept
            return self._ask(request, about, form, status=409)
        sentence = _("%(number)s is issued; the office is told by mail.")
        if not responsible_officers(order.department, timezone.localdate()):
            sentence = _(
                "%(number)s is issued. Nobody who may answer it has an address for mail; the office finds it in the"
                " back office."
            )
        messages.success(request, sentence % {"number": order})
        return HttpResponseRedirect(order.get_absolute_url())

    def _about(self, request: HttpRequest) -> Duty | None:
        """Return the duty that the order is about; 404 out of scope, 403 for whoever supervises nothing there."""
        officer, today = officer_of(request), timezone.localdate()
        key = request.GET.get("about", "")
        if not key:
            if not scope_paths(officer, ISSUE, today):
                raise PermissionDenied
            return None
        if not (key.isascii() and key.isdecimal() and len(key) < 19):
            raise Http404
        duties = Duty.objects.visible_to(officer, today).select_related("department", "rule")
        duty = get_object_or_404(duties, pk=int(key))
        if not may(officer, ISSUE, duty.department, today):
            raise PermissionDenied
        return duty

    def _standing(self, request: HttpRequest, about: Duty | None) -> Order | None:
        """Return the order about the duty that stands already, where the reader may see it."""
        visible = Order.objects.visible_to(officer_of(request), timezone.localdate())
        return visible.standing().filter(about=about).first() if about else None

    def _form(self, request: HttpRequest, about: Duty | None, **given: Any) -> IssueForm:
        today = timezone.localdate()
        paths = [] if about else scope_paths(officer_of(request), ISSUE, today)
        offices = [each for each in Reach.below(paths).offices if not each.is_dissolved(today)] if paths else ()
        return IssueForm(offices=offices, about=about, today=today, **given)

    def _matter(self, about: Duty | None) -> str:
        """Return what the form proposes; a letter is named by its receipt number, which alone says little."""
        if about is None:
            return ""
        words = f"{about.get_kind_display()} {about.title}" if about.kind == DutyKind.REPLY else about.title
        return words[:LONGEST_TITLE]

    def _ask(self, request: HttpRequest, about: Duty | None, form: IssueForm, status: int = 200) -> HttpResponse:
        return self.page(request, "issue", status, about=about, form=form, today=timezone.localdate())


def find_order(officer: Officer, year: int, serial: int) -> Order:
    """Return the order with this number; 404 where the officer may not see it."""
    orders = Order.objects.visible_to(officer, timezone.localdate()).shown()
    return get_object_or_404(orders.select_related("addressee"), year=year, serial=serial)


def read(order: Order) -> dict[str, Any]:
    """Return what every page about an order shows of it."""
    return {"order": order, "duty": order.duty, "timeline": steps_of(order), "today": timezone.localdate()}
