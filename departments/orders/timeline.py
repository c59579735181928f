"""The steps of an order as supervisors and the office read them."""

from datetime import date, datetime
from typing import NamedTuple

from django.utils.timezone import localdate

from departments.duties.lateness import LATE, punctuality
from departments.orders.models import Order, OrderEvent
from departments.orders.statuses import OrderEventKind


class Step(NamedTuple):
    """One step. `due_on`: by when the answer is owed that it asks for; `is_late`: it is an answer after its date."""

    at: datetime
    label: str
    office: str
    who: str
    words: str
    round: int
    due_on: date | None
    is_answer: bool
    is_late: bool


ASKING = frozenset({OrderEventKind.ISSUED, OrderEventKind.RETURNED})


def steps_of(order: Order) -> list[Step]:
    """Return the steps of an order, oldest first; one query."""
    events = order.events.select_related("by", "department", "duty").order_by("pk")
    return [_step(event) for event in events]


def _step(event: OrderEvent) -> Step:
    is_answer = event.kind == OrderEventKind.ANSWERED
    return Step(
        at=event.at,
        label=event.get_kind_display(),
        office=event.department.name,
        who=str(event.by),
        words=event.words,
        round=event.round,
        due_on=event.duty.due_on if event.kind in ASKING else None,
        is_answer=is_answer,
        is_late=is_answer and punctuality(event.duty, localdate(event.at)) in LATE,
    )
