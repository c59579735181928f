"""What is done to API clients: registered, changed, given a fresh key, revoked. Each leaves a row in the register."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.clients.authors import require_author
from departments.clients.keys import digest_of, new_key, prefix_of
from departments.clients.models import ApiClient, Scope
from departments.officers.models import Officer
from departments.officers.scoping import may
from departments.offices.models import Department, RegisterEvent
from departments.offices.register import changes_between, record
from foundation.locking import lock_row
from foundation.refusals import NotAllowed, WrongState

TRACED = ("name", "scopes", "acts_for", "addresses", "expires_on")


@transaction.atomic
def register_client(
    *,
    name: str,
    department: Department,
    scopes: list[str],
    expires_on: date,
    addresses: list[str],
    by: Officer | None,
    at: datetime,
    acts_for: Officer | None = None,
) -> tuple[ApiClient, str]:
    """Register a machine and return it with its key; the key is stored nowhere and can't be shown again.

    `expires_on` is the last local date of validity; `acts_for` drafts what the machine delivers. Raises NotAllowed
    outside the own scope, Refusal (no_author) when nobody stands for deliveries.
    """
    _require_scope(department, "departments.add_apiclient", by=by, at=at)
    _require_author(scopes, acts_for, department, at)
    key = new_key()
    client = ApiClient.objects.create(
        name=name,
        department=department,
        scopes=scopes,
        acts_for=acts_for,
        expires_on=expires_on,
        addresses=addresses,
        prefix=prefix_of(key),
        key_digest=digest_of(key),
        created_by=by,
    )
    facts: dict[str, Any] = {"name": name, "scopes": scopes, "expires_on": expires_on.isoformat()}
    if acts_for:
        facts["acts_for"] = str(acts_for)
    record(RegisterEvent.Kind.CLIENT_REGISTERED, department=department, at=at, by=by, facts=facts)
    return client, key


@transaction.atomic
def change_client(client: ApiClient, *, by: Officer | None, at: datetime) -> ApiClient:
    """Store the new name, scopes, responsible officer, addresses and last day of a known client; its key stays.

    Raises NotAllowed outside the own scope, Refusal (no_author) when nobody stands for deliveries.
    """
    stored = _locked(client, by=by, at=at)
    _require_author(client.scopes, client.acts_for, stored.department, at)
    client.save(update_fields=TRACED)
    facts = changes_between(stored, client, TRACED)
    if facts:
        facts["client"] = [stored.name, client.name]
        record(RegisterEvent.Kind.CLIENT_CHANGED, department=stored.department, at=at, by=by, facts=facts)
    return client


@transaction.atomic
def renew_key(client: ApiClient, *, by: Officer | None, at: datetime) -> str:
    """Give the client a fresh key and return it; the old one stops at once. Raises WrongState once it is revoked."""
    client = _locked(client, by=by, at=at)
    if not client.is_active:
        raise WrongState(_("This client was revoked; register it anew."), code="client_revoked")
    key = new_key()
    client.prefix, client.key_digest = prefix_of(key), digest_of(key)
    client.save(update_fields=["prefix", "key_digest"])
    record(RegisterEvent.Kind.KEY_RENEWED, department=client.department, at=at, by=by, facts={"name": client.name})
    return key


@transaction.atomic
def revoke_client(client: ApiClient, *, by: Officer | None, at: datetime) -> ApiClient:
    """Close the door to a client for good; the row stays on record. Raises WrongState when it is closed already."""
    client = _locked(client, by=by, at=at)
    if not client.is_active:
        raise WrongState(_("This client was revoked already."), code="client_revoked")
    client.is_active = False
    client.save(update_fields=["is_active"])
    record(RegisterEvent.Kind.CLIENT_REVOKED, department=client.department, at=at, by=by, facts={"name": client.name})
    return client


def _locked(client: ApiClient, *, by: Officer | None, at: datetime) -> ApiClient:
    row = lock_row(ApiClient.objects.select_related("department"), client.pk)
    _require_scope(row.department, "departments.change_apiclient", by=by, at=at)
    return row


def _require_author(scopes: list[str], acts_for: Officer | None, department: Department, at: datetime) -> None:
    if Scope.WRITE_ITEMS in scopes:
        require_author(acts_for, department, timezone.localdate(at))


def _require_scope(department: Department, permission: str, *, by: Officer | None, at: datetime) -> None:
    if by is not None and not may(by, permission, department, timezone.localdate(at)):
        raise NotAllowed(_("This client acts for an office outside those that you keep."))
