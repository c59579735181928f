"""How long to wait, and when to give up."""

from datetime import UTC, datetime, timedelta

import pytest

from disclosure.webhooks.waiting import is_given_up, wait_after

FRIDAY = datetime(2014, 6, 13, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (5, 180), (6, 360), (7, 360), (1000, 360)]
)
def test_waits_grow_to_six_hours(failures, minutes):
    assert wait_after(failures) == timedelta(minutes=minutes)


def test_a_receiver_is_given_up_after_three_days():
    assert not is_given_up(FRIDAY, FRIDAY)
    assert not is_given_up(FRIDAY, FRIDAY + timedelta(days=3) - timedelta(seconds=1))
    assert is_given_up(FRIDAY, FRIDAY + timedelta(days=3))
