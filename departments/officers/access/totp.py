"""Codes of the second factor that follow the time (RFC 6238: SHA-1, six digits, thirty seconds). Pure.

SHA-1, six digits and thirty seconds are what every authenticator app takes, many of them nothing else.
"""

import base64
import os
import unicodedata
from datetime import datetime

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECRET_BYTES = 20
"""As long as the digest, as RFC 4226 section 4 asks."""

DIGITS = 6
STEP_SECONDS = 30

TOLERANCE = 1
"""So many steps before and after the present one are taken too: clocks of phones differ, and people type slowly.

Source: RFC 6238 section 5.2, which allows one step for the delay.
"""


def new_secret() -> str:
    """Return a random secret in the base32 letters that apps take (32 of them, no padding)."""
    return base64.b32encode(os.urandom(SECRET_BYTES)).decode()


def matching_step(secret: str, typed: str, *, at: datetime, after: int) -> int | None:
    """Return the step of the time whose code was typed, or None.

    Steps up to `after` are never taken: each code is used once. Looks at every step of the tolerance, whichever fits.
    """
    code = digits_of(typed).encode()
    now = int(at.timestamp()) // STEP_SECONDS
    steps = range(now - TOLERANCE, now + TOLERANCE + 1)
    fitting = [step for step in steps if bytes_eq(code_of(secret, step).encode(), code)]
    return next((step for step in fitting if step > after), None)


def code_of(secret: str, step: int) -> str:
    """Return the six digits of a step (the number of half minutes since 1970)."""
    return _generator(secret).generate(step * STEP_SECONDS).decode()


def digits_of(typed: str) -> str:
    """Return the digits typed, of whatever width, without what stands between them."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", typed) if sign in "0123456789")


def looks_like_code(typed: str) -> bool:
    """Tell whether this is meant as a code of the app; recovery codes are longer and have letters."""
    text = unicodedata.normalize("NFKC", typed)
    return len(digits_of(text)) == DIGITS and not any(sign.isalpha() for sign in text)


def enrolment_uri(secret: str, *, account: str, issuer: str) -> str:
    """Return the address that an app reads from the picture."""
    return _generator(secret).get_provisioning_uri(account, issuer)


def in_groups(secret: str) -> str:
    """Return the secret as it is shown to be typed: in groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _generator(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - what RFC 6238 apps take
