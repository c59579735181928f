"""The secrets of a webhook: sealed at rest, opened only to sign."""

from datetime import datetime

from disclosure.webhooks.models import Webhook
from foundation.outbound.signing import new_secret
from foundation.personal.sealing import SealedRecord, seal, unseal


def make_secret() -> tuple[str, SealedRecord]:
    """Return a fresh secret, to be shown once, and what the database keeps of it."""
    secret = new_secret()
    return secret, seal({"secret": secret})


def secrets_of(webhook: Webhook, now: datetime) -> tuple[str, ...]:
    """Return the secrets that sign now: the present one, and the former one for a day after a renewal."""
    records = [webhook.secret_record]
    if webhook.former_record and webhook.former_until and now < webhook.former_until:
        records.append(webhook.former_record)
    return tuple(unseal(record)["secret"] for record in records)
