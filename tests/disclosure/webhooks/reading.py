"""What a receiver does with a message: written as docs/api.md tells it, without a line of ours."""

import base64
import hashlib
import hmac
import json
from typing import Any

from tests.receiver import Taken


def verify(taken: Taken, secret: str) -> bool:
    """Tell whether the message was signed with the secret."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{taken.headers['webhook-id']}.{taken.headers['webhook-timestamp']}.".encode() + taken.body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(one, expected) for one in taken.headers["webhook-signature"].split())


def changes_in(taken: Taken) -> list[dict[str, Any]]:
    return json.loads(taken.body)["data"]["results"]


def keys_in(*messages: Taken) -> list[int]:
    return [row["id"] for taken in messages for row in changes_in(taken)]


def names_of(messages: list[Taken]) -> list[str]:
    return [taken.headers["webhook-id"] for taken in messages]
