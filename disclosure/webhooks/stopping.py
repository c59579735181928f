"""Suspending a webhook: on record, and told to its keeper where no person did it."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.officers.models import Assignment, Officer
from departments.officers.roles import Role
from departments.officers.scoping import may
from departments.offices.models import RegisterEvent
from departments.offices.register import record
from disclosure.webhooks.models import Webhook
from disclosure.webhooks.statuses import Suspension
from disclosure.webhooks.wording import in_site_language
from foundation.outbox.handlers import named
from foundation.outbox.mail import compose, send_once
from foundation.outbox.services import enqueue
from foundation.outbox.statuses import Delivery

SEND = "disclosure.webhooks.stopping.send_suspension"
CHANGE = "disclosure.change_webhook"


def stop(webhook: Webhook, suspension: Suspension, *, by: Officer | None, at: datetime) -> Webhook:
    """Send nothing more from now on; the cursor stays. The row is held by the caller, with its office loaded."""
    webhook.suspension, webhook.suspended_at = suspension, at
    webhook.save(update_fields=["suspension", "suspended_at"])
    facts = {"name": webhook.name, "reason": in_site_language(suspension.label)}
    record(RegisterEvent.Kind.WEBHOOK_SUSPENDED, department=webhook.department, at=at, by=by, facts=facts)
    if by is None:
        for officer in people_to_tell(webhook, at):
            payload = {"webhook_id": webhook.pk, "officer_id": officer}
            key = f"webhook-suspended:{webhook.pk}:{at.isoformat()}:{officer}"
            enqueue(SEND, payload, key=key, delivery=Delivery.ONCE)
    return webhook


def people_to_tell(webhook: Webhook, at: datetime) -> list[int]:
    """Return who is told (officers by id): the keeper while in charge, or else the administrators of the office."""
    today, keeper = timezone.localdate(at), webhook.created_by
    if keeper and keeper.is_active and keeper.email and may(keeper, CHANGE, webhook.department, today):
        return [keeper.pk]
    paths = webhook.department.ancestor_paths()
    serving = Assignment.objects.current(today).filter(department__path__in=paths, role=Role.ADMINISTRATOR)
    people = Officer.objects.filter(pk__in=serving.values("officer"), is_active=True).exclude(email="")
    return list(people.order_by("pk").values_list("pk", flat=True))


@named(_("mail about a webhook that was suspended"))
def send_suspension(webhook_id: int, officer_id: int) -> None:
    """Mail an officer that a webhook stands still; called by the outbox. Nothing if it runs again meanwhile."""
    webhook = Webhook.objects.filter(pk=webhook_id).exclude(suspension="").first()
    officer = Officer.objects.filter(pk=officer_id, is_active=True).exclude(email="").first()
    if webhook is None or officer is None:
        return
    context = {
        "officer": officer,
        "webhook": webhook,
        "attempt": webhook.attempts.order_by("-at", "-pk").first(),
        "site": settings.SITE_IDENTITY,
        "link": settings.SITE_ADDRESS + reverse("admin:disclosure_webhook_change", args=[webhook.pk]),
    }
    send_once(compose("emails/disclosure/webhook_suspended", context, to=officer.email))
