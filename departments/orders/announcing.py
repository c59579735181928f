"""Who is told that an order was issued or an answer returned, and how: one mail each, after the commit."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.officers.models import Assignment, Officer
from departments.offices.models import Department
from departments.orders.models import OrderEvent
from departments.orders.querysets import ANSWER
from foundation.outbox.handlers import named
from foundation.outbox.mail import compose, send_once
from foundation.outbox.models import Delivery
from foundation.outbox.services import enqueue

TELL_OFFICER = "departments.orders.announcing.tell_officer"


def tell_office(event: OrderEvent) -> None:
    """Queue a mail to everybody in the office who may answer; to be called in the transaction of the event."""
    for officer_id in responsible_officers(event.department, timezone.localdate(event.at)):
        enqueue(TELL_OFFICER, {"event_id": event.pk, "officer_id": officer_id}, delivery=Delivery.ONCE)


def responsible_officers(office: Department, today: date) -> list[int]:
    """Return the officers (by id) with an address who may answer for the office on `today` (a local date)."""
    held = Assignment.objects.current(today).granting(ANSWER).filter(department=office).exclude(officer__email="")
    return list(held.order_by("officer_id").values_list("officer_id", flat=True).distinct())


@named(_("mail to an officer about an order"))
def tell_officer(event_id: int, officer_id: int) -> None:
    """Mail the officer that an answer is owed; nothing if it was given or the order withdrawn meanwhile.

    The mail carries number, office and date, no word of the demand.
    """
    officer = Officer.objects.filter(pk=officer_id, is_active=True).exclude(email="").first()
    event = OrderEvent.objects.select_related("order", "duty__department").get(pk=event_id)
    if officer is None or not event.duty.is_open:
        return
    context = {
        "officer": officer,
        "order": event.order,
        "event": event,
        "duty": event.duty,
        "site": settings.SITE_IDENTITY,
        "link": settings.SITE_ADDRESS + reverse("admin:departments_order_change", args=[event.order_id]),
    }
    send_once(compose("emails/departments/order", context, to=officer.email))
