"""The list of orders: which, in what order, and what a line shows."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from departments.calendar.workcalendar import WorkCalendar
from departments.orders.models import Order
from departments.orders.querysets import OFFICE, OrderQuerySet
from departments.orders.statuses import OrderStatus
from foundation.paging import keyset
from reports.dashboard.ages import is_working
from reports.dashboard.listing import lateness
from reports.dashboard.reach import Reach
from reports.orders.filters import OrderFilters

PAGE = 50
CHUNK = 500
NEWEST_FIRST = keyset.Order("issued_at")


class State(NamedTuple):
    """A state of orders: its words and its rows."""

    label: Any
    rows: Callable[[OrderQuerySet, date], OrderQuerySet]


def _of(status: OrderStatus) -> State:
    return State(status.label, lambda rows, today: rows.filter(status=status))


STATES: dict[str, State] = {
    "standing": State(_("neither closed nor withdrawn"), lambda rows, today: rows.standing()),
    "overdue": State(_("answer overdue"), lambda rows, today: rows.overdue(today)),
    **{str(status): _of(status) for status in OrderStatus},
    "all": State(_("all"), lambda rows, today: rows),
}


class OrderLine(NamedTuple):
    """An order as a line shows it. `days`: how late its answer is or was, in working days or natural days."""

    order: Order
    days: int | None
    in_working_days: bool


def listed(reach: Reach, filters: OrderFilters, today: date) -> OrderQuerySet:
    """Return the orders that `filters` ask for within `reach` on `today` (a local date), unordered."""
    rows: Any = Order.objects.filter(reach.within(OFFICE))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    found: OrderQuerySet = STATES[filters.state].rows(rows, today)
    return found


def line_of(order: Order, *, today: date, calendar: WorkCalendar) -> OrderLine:
    """Return the line of an order that was read with `shown()`."""
    return OrderLine(order, lateness(order.duty, today, calendar), is_working(order.duty.rule.unit))


def stream_lines(rows: OrderQuerySet, *, today: date, calendar: WorkCalendar) -> Iterator[OrderLine]:
    """Yield every line, the newest first, in constant memory."""
    remaining = iter(NEWEST_FIRST.sort(rows.shown()).iterator(chunk_size=CHUNK))
    while chunk := list(islice(remaining, CHUNK)):
        yield from (line_of(order, today=today, calendar=calendar) for order in chunk)
