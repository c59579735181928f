"""The digest: one mail per person and working day with what falls due and what is late. Called by the outbox."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.duties.models import Duty
from departments.duties.warning import duties_of
from departments.officers.models import Officer
from foundation.outbox.handlers import named
from foundation.outbox.mail import compose, send_once

LISTED = 50
"""How many duties of each list a mail names; the rest is a number and the link."""


@named(_("mail to an officer about what is due"))
def send_digest(officer_id: int, day: str) -> None:
    """Mail the officer what is due and late now; nothing if all of it was met meanwhile.

    `day` (ISO date) only tells the round that asked for the mail: a digest that was held up speaks of today, too.
    The mail carries titles (numbers of receipts, matters of offices), offices and dates, no word of a citizen.
    """
    officer = Officer.objects.filter(pk=officer_id, is_active=True).exclude(email="").first()
    if officer is None:
        return
    context = digest_of(officer, timezone.localdate())
    if not context["n_overdue"] and not context["n_due_soon"]:
        return
    send_once(compose("emails/departments/duty_digest", context, to=officer.email))


def digest_of(officer: Officer, today: date) -> dict[str, object]:
    """Return what the digest names: open duties of the officer overdue on `today`, and those warned of."""
    duties = (
        Duty.objects.running().filter(duties_of(officer, today)).select_related("department").order_by("due_on", "pk")
    )
    overdue = duties.overdue(today)
    due_soon = duties.filter(due_on__gte=today, warned_on__isnull=False)
    return {
        "officer": officer,
        "today": today,
        "overdue": overdue[:LISTED],
        "n_overdue": overdue.count(),
        "due_soon": due_soon[:LISTED],
        "n_due_soon": due_soon.count(),
        "site": settings.SITE_IDENTITY,
        "link": settings.SITE_ADDRESS + reverse("admin:departments_duty_changelist"),
    }
