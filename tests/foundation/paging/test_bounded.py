"""Numbered pages that end at a limit. Rows: entries of the outbox."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.core.paginator import EmptyPage, PageNotAnInteger

from foundation.outbox.models import OutboxEntry
from foundation.paging.bounded import BoundedPaginator

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_most_ten(monkeypatch):
    cache.clear()
    monkeypatch.setattr("foundation.paging.bounded.MOST", 10)


def pages_of(number: int, per_page: int = 4) -> BoundedPaginator:
    OutboxEntry.objects.bulk_create(
        OutboxEntry(handler="a.b", available_at=datetime(2026, 1, 1, tzinfo=UTC)) for _ in range(number)
    )
    return BoundedPaginator(OutboxEntry.objects.order_by("pk"), per_page)


@pytest.mark.parametrize(
    ("rows", "count", "words", "pages"),
    [(0, 0, "0", 1), (3, 3, "3", 1), (9, 9, "9", 3), (10, 10, "10", 3), (11, 11, "10+", 2), (25, 11, "10+", 2)],
)
def test_rows_are_counted_and_paged_up_to_the_limit(rows, count, words, pages):
    paginator = pages_of(rows)
    assert (paginator.count, paginator.count_words, paginator.num_pages) == (count, words, pages)
    assert paginator.is_cut == (rows > 10)


def test_counting_and_the_last_page_read_no_more_rows_than_the_limit(django_assert_num_queries):
    paginator = pages_of(25, per_page=5)
    with django_assert_num_queries(2) as asked:
        assert len(list(paginator.page(10**6))) == 5
    assert "LIMIT 11" in asked[0]["sql"]
    assert "LIMIT 5 OFFSET 5" in asked[1]["sql"]


def test_a_later_page_is_found_by_its_keys_and_has_the_order_of_the_list():
    paginator = pages_of(9)
    everything = list(OutboxEntry.objects.order_by("-pk"))
    assert list(BoundedPaginator(OutboxEntry.objects.order_by("-pk"), 4).page(2)) == everything[4:8]
    assert list(BoundedPaginator(OutboxEntry.objects.order_by("-pk").distinct(), 4).page(3)) == everything[8:]
    page = paginator.page(2)
    assert (page.number, page.start_index(), page.end_index(), page.has_next()) == (2, 5, 8, True)
    assert str(page.object_list.query).count("OFFSET 4") == 1
    assert "WHERE" in str(page.object_list.query).split("OFFSET 4")[0]  # in a query of the keys alone


def test_that_a_list_is_long_is_remembered_and_how_long_a_short_one_is_is_not(django_assert_num_queries):
    long = pages_of(11)
    assert long.count == 11
    with django_assert_num_queries(0):
        assert BoundedPaginator(OutboxEntry.objects.order_by("pk"), 4).is_cut
    short = OutboxEntry.objects.filter(pk__lt=0).order_by("pk")
    for _ in range(2):
        with django_assert_num_queries(1):
            assert BoundedPaginator(short, 4).count == 0


def test_nothing_is_counted_without_asking(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert BoundedPaginator(OutboxEntry.objects.none().order_by("pk"), 4).count == 0


def test_a_page_behind_the_last_one_is_the_last_one():
    paginator = pages_of(9)
    assert [row.pk for row in paginator.page(99)] == [OutboxEntry.objects.order_by("pk").last().pk]


def test_what_is_no_page_is_refused():
    paginator = pages_of(9)
    with pytest.raises(EmptyPage):
        paginator.page(0)
    with pytest.raises(PageNotAnInteger):
        paginator.page("x")
