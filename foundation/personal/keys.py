"""The keys that seal the data keys: Fernet keys in settings.PERSONAL_KEYS, newest first."""

from collections.abc import Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

HOW_TO_MAKE = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'


@lru_cache(maxsize=4)
def make_keyring(keys: tuple[str, ...]) -> MultiFernet:
    """Return the ring that seals with the first key and opens with any of them.

    Raises ImproperlyConfigured if there is no key, or one stands twice or is malformed; the message tells the place
    of the key, never the key.
    """
    if not keys:
        raise ImproperlyConfigured(f"PERSONAL_KEYS is empty. Make a key with: {HOW_TO_MAKE}")
    if len(set(keys)) < len(keys):
        raise ImproperlyConfigured("PERSONAL_KEYS names the same key twice")
    return MultiFernet([_read_key(key, place) for place, key in enumerate(keys, start=1)])


def read_keyring() -> MultiFernet:
    """Return the ring of settings.PERSONAL_KEYS. A new key goes first; an old one stays as long as its rows."""
    keys: Sequence[str] = settings.PERSONAL_KEYS
    return make_keyring(tuple(keys))


def _read_key(key: str, place: int) -> Fernet:
    try:
        return Fernet(key)
    except (ValueError, TypeError):
        # from None: the traceback of the first error would show the key
        raise ImproperlyConfigured(
            f"PERSONAL_KEYS: key {place} is not a Fernet key (44 characters of URL-safe base64). "
            f"Make one with: {HOW_TO_MAKE}"
        ) from None
