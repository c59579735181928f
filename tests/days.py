"""No test stands with one foot in a day and with the other in the next: fixtures here, what is asserted there.

Of two kinds of days: those of Shanghai, and those of UTC, by which mails to one address are counted.
"""

import time

import pytest

DAY = 24 * 60 * 60
CHINA_IS_AHEAD = 8 * 60 * 60
SHORT, LONG = 20, 180
"""Seconds that a test takes at most on a busy machine; and one that waits for browsers and processes."""


def within_one_day(seconds: float) -> None:
    """Wait for the next day if this one ends within so many seconds."""
    left = min(DAY - (time.time() + ahead) % DAY for ahead in (0, CHINA_IS_AHEAD))
    if left < seconds:
        time.sleep(left + 0.1)


def seconds_of(item: pytest.Item) -> int:
    return LONG if any(item.get_closest_marker(name) for name in ("browser", "processes", "host")) else SHORT
