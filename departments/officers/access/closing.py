"""How long codes stay closed after wrong ones. Pure.

Of a million codes three are right at any moment. Ten tries, then ever longer waits, leave someone who has stolen a
password about ten tries a day: one chance in thirty thousand. The count is the officer's, whatever address it is from.
"""

from datetime import datetime, timedelta

TRIES = 10
FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=24)


def closed_until(n_wrong: int, wrong_at: datetime | None) -> datetime | None:
    """Return until when codes are closed after `n_wrong` wrong ones, the last at `wrong_at`; None: they are not."""
    if wrong_at is None or n_wrong == 0 or n_wrong % TRIES:
        return None
    doublings = min(n_wrong // TRIES - 1, 10)
    return wrong_at + min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
