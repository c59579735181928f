"""What is done to webhooks by people: registered, changed, renewed, suspended, resumed, moved on, tried.

Each leaves a row in the register. What the machine does stands in `sending`, `recording` and `stopping`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.officers.models import Officer
from departments.officers.scoping import may
from departments.offices.models import Department, RegisterEvent
from departments.offices.register import record
from disclosure.catalogue.models import Category
from disclosure.exchange.models import Change
from disclosure.webhooks.following import nudge_sender
from disclosure.webhooks.keys import make_secret
from disclosure.webhooks.messages import new_name
from disclosure.webhooks.models import Webhook, WebhookAttempt
from disclosure.webhooks.recording import forget_failures, forget_message
from disclosure.webhooks.statuses import Suspension
from disclosure.webhooks.stopping import stop
from disclosure.webhooks.wording import facts_of
from foundation.locking import lock_row
from foundation.outbox.services import enqueue
from foundation.outbox.statuses import Delivery
from foundation.refusals import NotAllowed, WrongState

BOTH_SIGN = timedelta(hours=24)
"""How long the former secret goes on signing after a renewal."""

KEPT = timedelta(days=90)
"""How long an attempt stays in the log."""

FORGOTTEN_AT_ONCE = 5000

WANTED = ("kinds", "branch", "category")
TYPED = ("name", "address", *WANTED)


@transaction.atomic
def register_webhook(
    *,
    name: str,
    department: Department,
    address: str,
    kinds: Sequence[str] = (),
    branch: Department | None = None,
    category: Category | None = None,
    from_beginning: bool = False,
    by: Officer | None,
    at: datetime,
) -> tuple[Webhook, str]:
    """Register a receiver and return it with its secret, which can't be shown again.

    It is told of what comes from now on, or of everything since the beginning of the journal. That the address may be
    reached is the form's to say; the gate asks again each time. Raises NotAllowed outside the own scope.
    """
    _require_scope(department, "disclosure.add_webhook", by=by, at=at)
    secret, record_of_secret = make_secret()
    webhook = Webhook.objects.create(
        name=name,
        department=department,
        address=address,
        kinds=list(kinds),
        branch=branch,
        category=category,
        told_to=0 if from_beginning else Change.objects.last_number(),
        data_key=record_of_secret.data_key,
        sealed=record_of_secret.sealed,
        next_attempt_at=at,
        created_by=by,
    )
    facts = facts_of(webhook)
    record(RegisterEvent.Kind.WEBHOOK_REGISTERED, department=department, at=at, by=by, facts=facts)
    return webhook, secret


@transaction.atomic
def change_webhook(webhook: Webhook, *, by: Officer | None, at: datetime) -> Webhook:
    """Store the new name, address and wishes; the secret and the place in the journal stay.

    Where the wishes changed the next message is a new one; another address is tried at once.
    """
    stored = _locked(webhook, by=by, at=at)
    before, is_moved = facts_of(stored), stored.address != webhook.address
    if any(getattr(stored, name) != getattr(webhook, name) for name in WANTED):
        forget_message(stored)
    if is_moved:
        forget_failures(stored, at)
    for name in TYPED:
        setattr(stored, name, getattr(webhook, name))
    stored.save()
    after = facts_of(stored)
    facts = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if is_moved:
        facts["target"] = [before["target"], after["target"]]
    if facts:
        facts["webhook"] = [before["name"], after["name"]]
        record(RegisterEvent.Kind.WEBHOOK_CHANGED, department=stored.department, at=at, by=by, facts=facts)
    return stored


@transaction.atomic
def renew_secret(webhook: Webhook, *, by: Officer | None, at: datetime) -> str:
    """Give the receiver a fresh secret and return it; the former one goes on signing beside it for `BOTH_SIGN`."""
    webhook = _locked(webhook, by=by, at=at)
    secret, record_of_secret = make_secret()
    webhook.former_data_key, webhook.former_sealed = webhook.data_key, webhook.sealed
    webhook.former_until = at + BOTH_SIGN
    webhook.data_key, webhook.sealed = bytes(record_of_secret.data_key or b""), bytes(record_of_secret.sealed or b"")
    webhook.save(update_fields=["data_key", "sealed", "former_data_key", "former_sealed", "former_until"])
    record(
        RegisterEvent.Kind.WEBHOOK_RENEWED, department=webhook.department, at=at, by=by, facts={"name": webhook.name}
    )
    return secret


@transaction.atomic
def suspend_webhook(webhook: Webhook, *, by: Officer | None, at: datetime) -> Webhook:
    """Send nothing more until it is resumed. Raises WrongState if it stands still already."""
    webhook = _locked(webhook, by=by, at=at)
    if not webhook.is_running:
        raise WrongState(_("This webhook is suspended already."), code="webhook_suspended")
    return stop(webhook, Suspension.BY_HAND, by=by, at=at)


@transaction.atomic
def resume_webhook(webhook: Webhook, *, by: Officer | None, at: datetime) -> Webhook:
    """Go on from where it stopped, at once. Raises WrongState if it runs."""
    webhook = _locked(webhook, by=by, at=at)
    if webhook.is_running:
        raise WrongState(_("This webhook is not suspended."), code="webhook_running")
    webhook.suspension, webhook.suspended_at = "", None
    forget_failures(webhook, at)
    webhook.save()
    record(
        RegisterEvent.Kind.WEBHOOK_RESUMED, department=webhook.department, at=at, by=by, facts={"name": webhook.name}
    )
    transaction.on_commit(partial(nudge_sender, webhook.pk))
    return webhook


@transaction.atomic
def skip_to_now(webhook: Webhook, *, reason: str, by: Officer | None, at: datetime) -> Webhook:
    """Leave out what was not taken yet, for good, and say why; the receiver reads it from the journal if it must."""
    webhook = _locked(webhook, by=by, at=at)
    last = Change.objects.last_number()
    facts = {"name": webhook.name, "skipped": f"{webhook.told_to + 1}–{last}", "reason": reason}
    webhook.told_to = last
    forget_message(webhook)
    forget_failures(webhook, at)
    webhook.save()
    record(RegisterEvent.Kind.WEBHOOK_SKIPPED, department=webhook.department, at=at, by=by, facts=facts)
    return webhook


@transaction.atomic
def send_test(webhook: Webhook, *, by: Officer | None, at: datetime) -> Webhook:
    """Let a test be sent, also to a webhook that stands still; its result stands in the log."""
    webhook = _locked(webhook, by=by, at=at)
    payload = {"webhook_id": webhook.pk, "message_id": new_name()}
    enqueue("disclosure.webhooks.sending.send_ping", payload, delivery=Delivery.ONCE)
    return webhook


def forget_attempts(*, now: datetime) -> int:
    """Remove the attempts that are older than `KEPT`, and secrets that sign no more; return how many attempts went."""
    Webhook.objects.filter(former_until__lte=now).update(former_data_key=None, former_sealed=None, former_until=None)
    n_gone = 0
    while True:
        old = WebhookAttempt.objects.before(now - KEPT).order_by("at").values("pk")[:FORGOTTEN_AT_ONCE]
        n = WebhookAttempt.objects.filter(pk__in=old).delete()[0]
        n_gone += n
        if n < FORGOTTEN_AT_ONCE:
            return n_gone


def _locked(webhook: Webhook, *, by: Officer | None, at: datetime) -> Webhook:
    row = lock_row(Webhook.objects.select_related("department", "branch", "category"), webhook.pk)
    _require_scope(row.department, "disclosure.change_webhook", by=by, at=at)
    return row


def _require_scope(department: Department, permission: str, *, by: Officer | None, at: datetime) -> None:
    if by is not None and not may(by, permission, department, timezone.localdate(at)):
        raise NotAllowed(_("This webhook belongs to an office outside those that you keep."))
