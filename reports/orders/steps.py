"""What a supervisor decides about an order: closed, returned, withdrawn; each asked on a page, done by a service."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from departments.officers.models import Officer
from departments.officers.scoping import may
from departments.orders.forms import SeenForm
from departments.orders.models import Order
from departments.orders.querysets import ISSUE
from departments.orders.services import close_order, return_answer, withdraw_order
from departments.orders.statuses import TRANSITIONS, OrderStatus
from reports.orders.forms import CloseForm, ReturnForm, WithdrawForm


class Decision(NamedTuple):
    """A step: its button, its question, what is said when it is done, its service, and where it leads."""

    label: Any
    question: Any
    done: Any
    run: Callable[..., Order]
    form: type[SeenForm]
    leads_to: OrderStatus
    concerns_answer: bool = True


DECISIONS: dict[str, Decision] = {
    "close": Decision(
        pgettext_lazy("an order", "Close"),
        _("Accept the answer and close the order? Nothing is owed any more."),
        _("The order is closed."),
        close_order,
        CloseForm,
        OrderStatus.CLOSED,
    ),
    "return": Decision(
        _("Return the answer"),
        _("The next round begins with a due date of its own; the office is told by mail."),
        _("The answer is returned; the next round has begun."),
        return_answer,
        ReturnForm,
        OrderStatus.OPEN,
    ),
    "withdraw": Decision(
        pgettext_lazy("an order", "Withdraw"),
        _("Take the order back? What is still owed is cancelled and counts nowhere; the order stays on record."),
        _("The order is withdrawn."),
        withdraw_order,
        WithdrawForm,
        OrderStatus.WITHDRAWN,
        concerns_answer=False,
    ),
}


def decisions_on(order: Order, officer: Officer, today: date) -> dict[str, Decision]:
    """Return what the officer may decide about the order as it stands; nobody decides about the own answer."""
    if not may(officer, ISSUE, order.department, today):
        return {}
    is_own = order.answered_by_id == officer.pk
    possible = TRANSITIONS.get(order.status, frozenset())
    return {
        name: one
        for name, one in DECISIONS.items()
        if one.leads_to in possible and not (one.concerns_answer and is_own)
    }
