"""What was done about what is late: the orders beside the duties of a list, and how many stand."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q

from departments.duties.kinds import DutyKind
from departments.duties.models import Duty
from departments.duties.querysets import is_overdue
from departments.officers.models import Officer
from departments.orders.models import Order
from departments.orders.numbers import read_key
from departments.orders.querysets import OFFICE
from departments.orders.statuses import OrderStatus
from reports.dashboard.filters import address
from reports.dashboard.presenting import Figure
from reports.dashboard.reach import Reach


class OrderMark(NamedTuple):
    """What stands beside a duty: the last order about it, and where a new one can be written (empty: not here)."""

    order: Order | None
    issue_url: str


def marks_of(duties: Sequence[Duty], *, reader: Officer, issuing_below: Sequence[str], today: date) -> list[OrderMark]:
    """Return the mark of each duty; one query for all. `issuing_below`: paths below which the reader issues orders.

    An order stays with its office when the duty it is about is handed on: who sees that duty may not see the order.
    """
    visible = Order.objects.visible_to(reader, today)
    latest = {order.about_id: order for order in visible.latest_about(duties)}
    marks = []
    for duty in duties:
        order = latest.get(duty.pk)
        can_issue = any(duty.department.path.startswith(path) for path in issuing_below)
        is_offered = can_issue and not duty.department.is_dissolved(today) and not (order and order.is_standing)
        marks.append(OrderMark(order, _issue_url(duty) if is_offered and duty.cancelled_on is None else ""))
    return marks


def _issue_url(duty: Duty) -> str:
    return address("reports:order-issue", {"about": duty.pk})


def key_of_duty(duty: Duty) -> tuple[int, int] | None:
    """Return year and serial of the order that a duty answers; None for other duties."""
    return read_key(duty.subject_key) if duty.kind == DutyKind.ORDER else None


class OrderFigures(NamedTuple):
    """How many orders of a reach await an answer, how many of them too long, how many answers await a decision."""

    open: Figure
    overdue: Figure
    answered: Figure


def order_figures(reach: Reach, today: date, branch: str = "") -> OrderFigures:
    """Return the figures, each with its list; one query over the orders that stand."""
    rows: Any = Order.objects.standing().filter(reach.within(OFFICE))
    is_open = Q(status=OrderStatus.OPEN)
    found = rows.aggregate(
        open=Count("pk", filter=is_open),
        overdue=Count("pk", filter=is_open & is_overdue(today, "duty")),
        answered=Count("pk", filter=Q(status=OrderStatus.ANSWERED)),
    )
    return OrderFigures(
        **{
            state: Figure(number, address("reports:orders", {"state": state, "branch": branch}) if number else "")
            for state, number in found.items()
        }
    )
