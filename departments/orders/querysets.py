"""Which orders? An order belongs to the office that owes its present round, wherever it was first addressed."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db import models

from departments.duties.querysets import is_overdue
from departments.officers.models import Officer
from departments.officers.scoping import within_scope
from departments.orders.statuses import STANDING, OrderStatus

VIEW, ISSUE, ANSWER = "departments.view_order", "departments.issue_order", "departments.answer_order"
OFFICE = "duty__department"


class OrderQuerySet(models.QuerySet):
    def visible_to(self, officer: Officer, today: date) -> Self:
        """Return the orders of the offices in the officer's scope."""
        return self.filter(within_scope(officer, VIEW, today, field=OFFICE))

    def standing(self) -> Self:
        """Return the orders that are neither closed nor withdrawn."""
        return self.filter(status__in=STANDING)

    def open(self) -> Self:
        """Return the orders whose office owes an answer."""
        return self.filter(status=OrderStatus.OPEN)

    def overdue(self, today: date) -> Self:
        """Return the orders whose answer is overdue on `today` (a local date) and whose clock runs."""
        return self.open().filter(is_overdue(today, "duty"))

    def to_answer(self, officer: Officer, today: date) -> Self:
        """Return the orders that the officer may answer."""
        return self.open().filter(within_scope(officer, ANSWER, today, field=OFFICE))

    def to_decide(self, officer: Officer, today: date) -> Self:
        """Return the answered orders that wait for this supervisor: nobody decides about the own answer."""
        waiting = self.filter(within_scope(officer, ISSUE, today, field=OFFICE), status=OrderStatus.ANSWERED)
        return waiting.exclude(answered_by=officer)

    def latest_about(self, duties: Iterable[Any]) -> Self:
        """Return for each of these duties the last order about it that was not withdrawn; one query for all."""
        about = self.filter(about__in=[duty.pk for duty in duties]).exclude(status=OrderStatus.WITHDRAWN)
        return about.order_by("about_id", "-issued_at", "-pk").distinct("about_id")

    def shown(self) -> Self:
        """Read beside the orders what a line shows of them."""
        return self.select_related("duty__department", "duty__rule", "about", "issued_by")
