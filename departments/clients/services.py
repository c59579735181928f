"""What is done to API clients."""

from datetime import date

from django.db import transaction

from departments.clients.keys import digest_of, new_key, prefix_of
from departments.clients.models import ApiClient
from departments.officers.models import Officer
from departments.offices.models import Department


@transaction.atomic
def register_client(
    *, name: str, department: Department, scopes: list[str], expires_on: date, addresses: list[str], by: Officer | None
) -> tuple[ApiClient, str]:
    """Register a machine and return it with its key; the key is stored nowhere and can't be shown again."""
    key = new_key()
    client = ApiClient.objects.create(
        name=name,
        department=department,
        scopes=scopes,
        expires_on=expires_on,
        addresses=addresses,
        prefix=prefix_of(key),
        key_digest=digest_of(key),
        created_by=by,
    )
    return client, key


@transaction.atomic
def renew_key(client: ApiClient) -> str:
    """Give the client a fresh key and return it; the old one stops at once."""
    key = new_key()
    client = ApiClient.objects.select_for_update().get(pk=client.pk)
    client.prefix, client.key_digest = prefix_of(key), digest_of(key)
    client.save(update_fields=["prefix", "key_digest"])
    return key
