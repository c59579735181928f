"""Places in addresses, and pages that together are the whole list in either direction. Rows: entries of the outbox."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from foundation.outbox.models import OutboxEntry
from foundation.paging.keyset import (
    LARGEST_KEY,
    Order,
    Page,
    Place,
    count_in_words,
    count_up_to,
    parse_day,
    parse_moment,
    read_page,
)

keys = some.integers(1, LARGEST_KEY)
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@given(some.dates(), keys)
def test_the_place_of_a_day_survives_its_address(day, pk):
    assert parse_day(str(Place(day, pk))) == Place(day, pk)


@given(some.datetimes(datetime(1970, 1, 1), datetime(9990, 1, 1), timezones=some.just(UTC)), keys)  # noqa: DTZ001
def test_the_place_of_a_moment_survives_its_address_to_the_microsecond(moment, pk):
    assert parse_moment(str(Place(moment, pk))) == Place(moment, pk)


@pytest.mark.parametrize(
    "text", ["", "2014-06-16", "2014-13-16_1", "2014-06-16_x", "2014-06-16_-1", "2014-06-16_0", "2014-06-16_१", "_1"]
)
def test_what_is_no_place_of_a_day_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - any of the parsers' own
        parse_day(text)


@pytest.mark.parametrize("text", ["", "1", "1_1", "x.0_1", "1.9999999_3", f"{10**17}.0_1", f"{10**30}.0_1", "1.0_0"])
def test_what_is_no_place_of_a_moment_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        parse_moment(text)


def test_a_key_that_no_table_has_is_refused():
    with pytest.raises(ValueError, match="no row"):
        parse_day(f"2014-06-16_{LARGEST_KEY + 1}")


@pytest.fixture
def rows(db):
    """Eleven rows at four moments, so that some pages end among rows of one moment."""
    for number in range(11):
        OutboxEntry.objects.create(handler="x", payload={}, available_at=MORNING + timedelta(days=number * 7 % 4))
    return OutboxEntry.objects.all()


@pytest.mark.parametrize("as_dictionaries", [False, True])
@pytest.mark.parametrize("is_descending", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 10, 11, 12])
def test_the_pages_are_the_whole_list_forwards_and_back(rows, size, is_descending, as_dictionaries):
    order = Order("available_at", is_descending=is_descending)
    listed = rows.values("pk", "available_at") if as_dictionaries else rows
    pages = [read_page(listed, order, size=size)]
    while pages[-1].after:
        pages.append(read_page(listed, order, after=pages[-1].after, size=size))
    places = sorted(rows.values_list("available_at", "pk"), reverse=is_descending)
    assert [order.place_of(row) for page in pages for row in page.rows] == places
    for earlier, later in zip(pages, pages[1:], strict=False):
        assert read_page(listed, order, before=later.before, size=size).rows == earlier.rows
    assert pages[0].before is None


def test_a_page_beyond_the_end_is_empty_and_leads_nowhere(rows):
    order = Order("available_at")
    assert read_page(rows, order, after=Place(MORNING - timedelta(days=9), 1), size=3) == Page([], None, None)


def test_counting_stops_at_the_limit_and_says_more(rows):
    assert [count_up_to(rows, limit) for limit in (5, 10, 11, 12)] == [6, 11, 11, 11]
    assert [count_in_words(count_up_to(rows, limit), limit) for limit in (10, 11)] == ["10+", "11"]


def test_the_first_day_of_all_is_a_place():
    assert parse_day("0001-01-01_1") == Place(date.min, 1)
