"""Years, months and days as a filter says them."""

from datetime import date

import pytest

from foundation.paging.periods import period_of


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-03", date(2026, 3, 1), date(2026, 4, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2028-02-29", date(2028, 2, 29), date(2028, 3, 1)),
        ("2026-12-31", date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_a_period_goes_from_its_first_day_to_the_day_after_its_last(text, first, after):
    assert period_of(text) == (first, after)


@pytest.mark.parametrize("text", ["", "2026-13", "2026-02-30", "2026-1-1-1", "x", "0", "9999", "-1"])
def test_what_no_calendar_has_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - any of the calendar's own
        period_of(text)
