"""Keys of API clients: 'yg_' + 8 characters that name the client + '_' + 43 secret ones; only the digest is kept."""

import hashlib
import hmac
import secrets

PREFIX_LENGTH = 11  # 'yg_' and eight characters


def new_key() -> str:
    """Return a fresh key with 256 bits of randomness; show it once and forget it."""
    return f"yg_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"


def prefix_of(key: str) -> str:
    """Return the part of a key that finds its client."""
    return key[:PREFIX_LENGTH]


def digest_of(key: str) -> str:
    """Return the SHA-256 of a key; no salt is needed, the key itself is random."""
    return hashlib.sha256(key.encode()).hexdigest()


def matches(key: str, digest: str) -> bool:
    """Tell in constant time whether `key` has this digest."""
    return hmac.compare_digest(digest_of(key), digest)
