"""Signatures of what is sent. Source: the Standard Webhooks specification (standardwebhooks.com), version 1.0."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

PREFIX = "whsec_"
LENGTH = 32
"""Bytes of a secret; the specification asks for 24 to 64."""


def new_secret() -> str:
    """Return a fresh secret with 256 bits of randomness, as the receiver is told it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(LENGTH)).decode("ascii")


def sign(message_id: str, at: datetime, body: bytes, secret: str) -> str:
    """Return the signature over `id.timestamp.body`; the timestamp in whole seconds since 1970."""
    signed = b".".join((message_id.encode("ascii"), str(int(at.timestamp())).encode("ascii"), body))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode("ascii")


def signed_headers(message_id: str, at: datetime, body: bytes, keys: Iterable[str]) -> dict[str, str]:
    """Return the three headers; with several secrets a receiver may verify with any of them."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(sign(message_id, at, body, key) for key in keys),
    }
