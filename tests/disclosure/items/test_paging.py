"""Pages by key: together they are the whole list in order, also while items arrive."""

from copy import deepcopy
from datetime import date, timedelta
from random import Random

import pytest

from disclosure.items import paging
from disclosure.items.paging import capped_count, count_words, read_page, remembered_count
from disclosure.items.querysets import NEWEST_FIRST
from disclosure.models import Item
from foundation.paging.keyset import Place
from tests.factories.departments import CityFactory, DepartmentFactory
from tests.factories.disclosure import MORNING, CategoryFactory, published
from tests.shared import kept_for_the_module

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def items_of_all(django_db_setup, django_db_blocker):
    """Eleven published items on three days, written in no order of days; made once."""
    with kept_for_the_module(django_db_blocker):
        office = DepartmentFactory(parent=CityFactory())
        category = CategoryFactory()
        days = Random(7).choices(range(3), k=11)
        yield [published(office, category=category, at=MORNING + timedelta(days=day)) for day in days]


@pytest.fixture
def items(items_of_all):
    """The same, in objects of the test's own; what it changes in the database is rolled back."""
    return deepcopy(items_of_all)


@pytest.fixture
def bureau(items):
    """The office that published them."""
    return items[0].department


def listed():
    return Item.objects.public()


def in_full() -> list[int]:
    return list(listed().newest_first().values_list("pk", flat=True))


def walk_older(size: int) -> list[list[int]]:
    pages, after = [], None
    while True:
        page = read_page(listed(), [], after=after, size=size)
        pages.append([row["pk"] for row in page.rows])
        if page.after is None:
            return pages
        after = page.after


@pytest.mark.parametrize("size", [1, 2, 3, 5, 10, 11, 12])
def test_the_pages_together_are_the_full_list(items, size):
    assert sum(walk_older(size), []) == in_full()


@pytest.mark.parametrize("size", [2, 3, 4])
def test_the_way_back_shows_the_same_rows(items, size):
    page = read_page(listed(), [], size=size)
    keys = []
    while page.after:
        keys.append(NEWEST_FIRST.place_of(page.rows[0]))
        page = read_page(listed(), [], after=page.after, size=size)
    seen = [row["pk"] for row in page.rows]
    while page.before and len(seen) < len(items):
        page = read_page(listed(), [], before=page.before, size=size)
        seen = [pk for row in page.rows if (pk := row["pk"]) not in seen] + seen
    assert seen == in_full()


def test_rows_that_arrive_meanwhile_shift_no_page(items, bureau):
    first = read_page(listed(), [], size=4)
    second = read_page(listed(), [], after=first.after, size=4)
    for day in (0, 1, 2, 9):
        published(bureau, at=MORNING + timedelta(days=day))
    again = read_page(listed(), [], after=first.after, size=4)
    expected = [pk for pk in in_full() if pk in {item.pk for item in items}][4:8]
    kept = [row["pk"] for row in again.rows]
    assert [row["pk"] for row in second.rows] == expected
    assert sorted(kept, key=in_full().index) == kept
    assert not {row["pk"] for row in first.rows} & set(kept)


def test_a_row_that_was_withdrawn_still_marks_its_place(items):
    first = read_page(listed(), [], size=4)
    second = read_page(listed(), [], after=first.after, size=4)
    Item.objects.filter(pk=first.after.pk).update(visibility="withdrawn", status="withdrawn")
    assert read_page(listed(), [], after=first.after, size=4).rows == second.rows


def test_before_the_newest_full_page_stands_the_first_page(items):
    first = read_page(listed(), [], size=4)
    assert read_page(listed(), [], before=NEWEST_FIRST.place_of(first.rows[2]), size=4) == first


def test_any_page_costs_one_query(items, django_assert_num_queries):
    oldest = Place(date(2014, 6, 16), 1)
    with django_assert_num_queries(1):
        read_page(listed(), ["current_version__title"], after=oldest, size=4)


def test_counting_stops_at_the_limit(items):
    assert capped_count(listed()) == 11
    assert capped_count(listed(), limit=10) == 11
    assert capped_count(listed(), limit=5) == 6


def test_a_count_beyond_the_limit_says_more():
    assert [count_words(number) for number in (0, 9_999, 10_000, 10_001)] == ["0", "9,999", "10,000", "10,000+"]


def test_only_that_a_list_is_long_is_remembered(items, monkeypatch, django_assert_num_queries):
    assert remembered_count(listed(), "all") == 11
    monkeypatch.setattr(paging, "COUNT_LIMIT", 5)
    monkeypatch.setattr(paging.capped_count, "__defaults__", (5,))
    with django_assert_num_queries(1):
        assert [remembered_count(listed(), "all") for _ in range(3)] == [6, 6, 6]
    assert remembered_count(listed().none(), "others") == 0
