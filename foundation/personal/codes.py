"""Codes by which a person without an account finds a record again, and digests that stand for text we must not keep."""

import hmac
import re
import secrets
import unicodedata

from django.conf import settings
from django.utils.crypto import salted_hmac

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs that no one takes for another: without 0 and O, without 1, I and L."""

LENGTH = 12
"""12 signs of 31 are 59 bits: no guessing through a limited form."""

WELLFORMED = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
SEPARATORS = re.compile(r"[\s\-_.\u2010-\u2015\u2212~·•\u200b-\u200f\u2060\ufeff]+")


def new_query_code() -> str:
    """Return a random code without separators, in the form in which it is digested. Show it with `group_code`."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def group_code(code: str) -> str:
    """Return `code` in groups of four, as it is shown: XXXX-XXXX-XXXX."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def normalise_code(typed: str) -> str:
    """Return what a person typed in the form of `new_query_code`.

    Full-width signs, lower case, spaces and dashes of every kind are mended. Anything else is left, and so fails.
    """
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", typed)).upper()


def is_wellformed_code(typed: str) -> bool:
    """Return whether `typed` could be a query code at all, once normalised."""
    return WELLFORMED.fullmatch(normalise_code(typed)) is not None


def keyed_digest(text: str, *, purpose: str = "query-code") -> str:
    """Return the HMAC-SHA-256 of `text` in 64 hexadecimal digits, with a key derived from SECRET_KEY for `purpose`.

    Digests of different purposes can't be compared with each other. `text` is taken exactly: normalise it first.
    """
    return _digest(text, purpose, settings.SECRET_KEY)


def matches(typed: str, digest: str, *, purpose: str = "query-code") -> bool:
    """Return, in time that does not depend on the answer, whether the code typed is the one of `digest`.

    Digests made before SECRET_KEY was changed match as long as the old key stands in SECRET_KEY_FALLBACKS.
    """
    code = normalise_code(typed)
    secrets_to_try = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any([hmac.compare_digest(_digest(code, purpose, secret), digest) for secret in secrets_to_try])


def _digest(text: str, purpose: str, secret: str) -> str:
    return salted_hmac(f"foundation.personal.{purpose}", text, secret=secret, algorithm="sha256").hexdigest()
