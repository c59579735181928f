"""Who is told of which step of an order, and how: one mail each, after the commit."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.officers.models import Assignment, Officer
from departments.officers.scoping import may
from departments.offices.models import Department
from departments.orders.models import OrderEvent
from departments.orders.querysets import ANSWER, ISSUE
from departments.orders.statuses import OrderEventKind, OrderStatus
from foundation.outbox.handlers import named
from foundation.outbox.mail import compose, send_once
from foundation.outbox.models import Delivery
from foundation.outbox.services import enqueue

TELL_OFFICER = "departments.orders.announcing.tell_officer"
TELL_OF_ANSWER = "departments.orders.announcing.tell_of_answer"


def tell_office(event: OrderEvent) -> None:
    """Queue a mail to everybody in the office who may answer; to be called in the transaction of the event."""
    for officer_id in responsible_officers(event.department, timezone.localdate(event.at)):
        enqueue(TELL_OFFICER, {"event_id": event.pk, "officer_id": officer_id}, delivery=Delivery.ONCE)


def tell_issuer(event: OrderEvent) -> None:
    """Queue a mail to the supervisor who issued the order that was answered; in the transaction of the event."""
    enqueue(TELL_OF_ANSWER, {"event_id": event.pk}, delivery=Delivery.ONCE)


def responsible_officers(office: Department, today: date) -> list[int]:
    """Return the officers (by id) with an address who may answer for the office on `today` (a local date)."""
    held = Assignment.objects.current(today).granting(ANSWER).filter(department=office).exclude(officer__email="")
    return list(held.order_by("officer_id").values_list("officer_id", flat=True).distinct())


@named(_("mail to an officer about an order"))
def tell_officer(event_id: int, officer_id: int) -> None:
    """Mail the officer that an answer is owed, or is owed no more; nothing if it was given or not owed any more since.

    The mail carries number, office and date, no word of the demand.
    """
    officer = Officer.objects.filter(pk=officer_id, is_active=True).exclude(email="").first()
    event = OrderEvent.objects.select_related("order", "duty__department").get(pk=event_id)
    is_withdrawn = event.kind == OrderEventKind.WITHDRAWN
    if officer is None or not (event.duty.is_open or is_withdrawn):
        return
    context = {
        "officer": officer,
        "order": event.order,
        "event": event,
        "duty": event.duty,
        "is_withdrawn": is_withdrawn,
        "site": settings.SITE_IDENTITY,
        "link": settings.SITE_ADDRESS + reverse("admin:departments_order_change", args=[event.order_id]),
    }
    send_once(compose("emails/departments/order", context, to=officer.email))


@named(_("mail to a supervisor about an answer"))
def tell_of_answer(event_id: int) -> None:
    """Mail the supervisor who issued the order that the answer waits; nothing if it was decided about meanwhile.

    Nor to one who may not decide about it any more: whoever does finds it on the home page. No word of the answer.
    """
    event = OrderEvent.objects.select_related("order__issued_by", "order__duty__department").get(pk=event_id)
    order, officer = event.order, event.order.issued_by
    waits = order.status == OrderStatus.ANSWERED and order.round == event.round
    if not (waits and officer.email and may(officer, ISSUE, order.department, timezone.localdate())):
        return
    context = {
        "officer": officer,
        "order": order,
        "site": settings.SITE_IDENTITY,
        "link": settings.SITE_ADDRESS + order.get_absolute_url(),
    }
    send_once(compose("emails/departments/order_answered", context, to=officer.email))
