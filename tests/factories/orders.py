"""Orders, by the services that make them; each in the state that its name says."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from departments.duties.rules import rule_in_force
from departments.models import Department, Officer, Order
from departments.officers.roles import Role
from departments.orders.services import answer_order, close_order, issue_order, return_answer, withdraw_order
from departments.orders.statuses import OrderKind, OrderStatus
from tests.factories.departments import officer_in

DEMAND = "请核实群众反映的路面塌陷事项，说明逾期原因，尽快答复。"
ANSWER = "经核实，塌陷路段已围挡，三月底前修复完工。"


def issued(department: Department, *, at: datetime | None = None, by: Officer | None = None, **changes: Any) -> Order:
    """Return a new order to the office, under the rule of seven days; by a supervisor of its own unless told."""
    at = at or timezone.now()
    rule = rule_in_force(changes.pop("rule", "order-7-days"), timezone.localdate(at))
    content = {"kind": OrderKind.SUPERVISION, "title": "路面塌陷逾期未答复", "demand": DEMAND, **changes}
    by = by or officer_in(department, Role.SUPERVISOR)
    return issue_order(department=department, rule=rule, by=by, at=at, **content)


def answered(department: Department, *, at: datetime | None = None, **changes: Any) -> Order:
    """Return an order that was answered at the same moment, by a handler of the office."""
    at = at or timezone.now()
    order = issued(department, at=at, **changes)
    by = officer_in(order.department, Role.HANDLER)
    return answer_order(order, words=ANSWER, seen=order.stamp, by=by, at=at)


def brought_to(status: str, department: Department, *, at: datetime | None = None, **changes: Any) -> Order:
    """Return an order of the office in `status`."""
    at = at or timezone.now()
    if status == OrderStatus.OPEN:
        return issued(department, at=at, **changes)
    order = answered(department, at=at, **changes)
    end = {"seen": order.stamp, "by": order.issued_by, "at": at}
    if status == OrderStatus.CLOSED:
        return close_order(order, **end)
    return withdraw_order(order, words="发错了单位。", **end) if status == OrderStatus.WITHDRAWN else order


def returned(department: Department, *, at: datetime, after: timedelta, **changes: Any) -> Order:
    """Return an order whose answer was returned `after` it was given: its second round is open."""
    order = answered(department, at=at, **changes)
    then = at + after
    rule = rule_in_force("order-7-days", timezone.localdate(then))
    by = order.issued_by
    return return_answer(order, words="没有写明完工时间。", rule=rule, seen=order.stamp, by=by, at=then)
