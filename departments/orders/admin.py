"""The back office of orders: what supervisors demand of the own office is read here, and answered."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from departments.duties.fragments import duty_html
from departments.duties.journal import explain
from departments.officers.admin_scope import officer_of
from departments.officers.admin_steps import Step, StepsAdmin
from departments.officers.scoping import may
from departments.orders.forms import AnswerForm
from departments.orders.models import Order
from departments.orders.numbers import read_number
from departments.orders.presentation import STATUS_TONES
from departments.orders.querysets import ANSWER, ISSUE
from departments.orders.services import answer_order
from departments.orders.statuses import OrderStatus
from departments.orders.timeline import steps_of
from foundation.badges import badge

STEPS: dict[str, Step] = {
    "answer": Step(
        label=pgettext_lazy("an order", "Answer"),
        question=_("The answer meets the duty today; the supervisor reads it and closes the order or returns it."),
        done=_("The answer is given. Nothing is owed until the supervisor returns it."),
        run=answer_order,
        is_offered=lambda order: order.status == OrderStatus.OPEN,
        form=AnswerForm,
        permission=ANSWER,
        template="admin/departments/order/ask.html",
    ),
}


@admin.register(Order)
class OrderAdmin(StepsAdmin):
    """Nothing is typed into an order here; the office answers it by a step, supervisors decide on their own pages."""

    scope_field: ClassVar[str] = "duty__department"
    steps: ClassVar[dict[str, Step]] = STEPS
    change_form_template = "admin/departments/order/change_form.html"
    list_display = ("shown_number", "title", "kind", "office", "standing", "due", "issued_at")
    list_filter = ("status", "kind")
    list_select_related = ("duty__department",)
    search_fields = ("title__startswith",)
    search_help_text = _("The number, or the beginning of the matter")
    list_per_page = 50
    sortable_by = ("issued_at",)
    view_on_site = False  # it is led to by a link of its own, for supervisors
    ordering = ("-issued_at", "-pk")
    fields = ("title",)
    readonly_fields = ("title",)

    @admin.display(description=pgettext_lazy("of an order", "number"))
    def shown_number(self, order: Order) -> str:
        return order.number

    @admin.display(description=_("office"))
    def office(self, order: Order) -> str:
        return str(order.department)

    @admin.display(description=_("status"))
    def standing(self, order: Order) -> SafeString:
        return badge(order.get_status_display(), STATUS_TONES[order.status])

    @admin.display(description=_("due"))
    def due(self, order: Order) -> str:
        return duty_html("admin/departments/order/_due.html", order.duty, timezone.localdate())

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("duty__department", "duty__rule", "about", "issued_by")

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """Find an order by its number, which is all that its mail tells of it."""
        if number := read_number(search_term):
            return queryset.filter(year=number[0], serial=number[1]), False
        return super().get_search_results(request, queryset, search_term)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Supervisors issue orders on their own pages."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody types into an order; the step has a permission of its own."""
        return False

    def step_form(self, request: HttpRequest, step: Step, obj: Any) -> forms.Form | None:
        return AnswerForm(request.POST if request.method == "POST" else None, order=obj, today=timezone.localdate())

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        order, today = kwargs["obj"], timezone.localdate()
        context |= {**self.seen(order), "supervises": may(officer_of(request), ISSUE, order.department, today)}
        return super().render_change_form(request, context, *args, **kwargs)

    def _page(self, request: HttpRequest, template: str, obj: Any, **context: Any) -> Any:
        """Show demand and timeline beside the question, also when it is asked again after somebody else's step."""
        if form := context.get("form"):
            form.look_again()
        return super()._page(request, template, obj, **self.seen(obj), **context)

    def seen(self, order: Order) -> dict[str, Any]:
        return {
            "duty": order.duty,
            "reckoning": explain(order.duty),
            "timeline": steps_of(order),
            "today": timezone.localdate(),
        }
