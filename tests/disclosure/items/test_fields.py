"""What an address says becomes what it names, or is refused by a code that pages and the API know."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from disclosure.items.fields import ColumnField, OfficeField, PlaceField, WordField
from foundation.paging.keyset import Place, parse_day
from tests.factories.disclosure import CategoryFactory

WORDS = WordField(("通知", "公告"), required=False, refusal="没有这个文种。")
PLACE = PlaceField(parse_day, required=False)


def refusal_of(field, value):
    with pytest.raises(ValidationError) as refused:
        field.clean(value)
    return refused.value.code


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_what_is_left_out_narrows_nothing(nothing):
    assert WORDS.clean(nothing) == ""
    assert [field.clean(nothing) for field in (PLACE, OfficeField(required=False), ColumnField(required=False))] == [
        None,
        None,
        None,
    ]


def test_a_word_of_the_list_is_taken_and_no_other():
    assert WORDS.clean(" 通知 ") == "通知"
    assert refusal_of(WORDS, "通") == "unknown"


def test_a_place_is_read_as_it_was_written():
    place = Place(date(2014, 6, 16), 7)
    assert PLACE.clean(str(place)) == place


@pytest.mark.parametrize(
    "text", ["x", "2014-06-16", "2014-06-16_", "2014-06-16_0", "2014-13-01_1", f"2014-06-16_{2**63}"]
)
def test_a_place_that_no_page_named_is_refused(text):
    assert refusal_of(PLACE, text) == "place"


@pytest.mark.django_db
def test_a_code_becomes_the_office_or_the_column_that_has_it(bureau):
    column = CategoryFactory(name="规划计划")
    assert OfficeField().clean(bureau.code).pk == bureau.pk
    assert ColumnField().clean(column.code).pk == column.pk
    assert refusal_of(OfficeField(), column.code) == refusal_of(ColumnField(), bureau.code) == "unknown"
