"""How long to wait after failures, and when to give up. Pure."""

from datetime import datetime, timedelta

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
)
LONGEST_WAIT = timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(days=3)
"""A receiver that is away over a weekend gets everything afterwards by itself."""


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row (one or more)."""
    return WAITS[failures - 1] if failures <= len(WAITS) else LONGEST_WAIT


def is_given_up(failing_since: datetime, now: datetime) -> bool:
    """Tell whether a receiver that has failed since then is tried no more."""
    return now - failing_since >= GIVEN_UP_AFTER
