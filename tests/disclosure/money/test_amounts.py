"""Amounts as people print them."""

from decimal import Decimal

import pytest

from disclosure.money.figures import YUAN_PER_WAN
from disclosure.money.reading.amounts import read_amount, read_rate, read_unit
from foundation.tables.errors import CellError


@pytest.mark.parametrize(
    ("printed", "yuan"),
    [
        ("12.02", "120200"),
        (" 12.02 ", "120200"),
        ("１２．０２", "120200"),
        ("12.02万", "120200"),
        ("12.02万元", "120200"),
        ("120200元", "120200"),
        ("1,234.56", "12345600"),
        ("-3", "-30000"),
        ("0", "0"),
    ],
)
def test_an_amount_of_a_table_in_wan_is_read_as_yuan(printed, yuan):
    assert read_amount(printed, YUAN_PER_WAN) == Decimal(yuan)


@pytest.mark.parametrize("printed", ["1,055.4%", "12,34", "=SUM(B2:B4)", "#REF!", "十二万", "12.02.1", "1" * 20])
def test_what_is_no_amount_is_refused_with_a_remedy(printed):
    with pytest.raises(CellError):
        read_amount(printed, YUAN_PER_WAN)


def test_a_rate_keeps_its_thousands():
    assert read_rate("1,055.4%") == Decimal("1055.4")
    with pytest.raises(CellError):
        read_rate("1,055.4")


def test_only_units_that_tables_use_are_known():
    assert read_unit("单位：万元") == YUAN_PER_WAN
    assert read_unit("元") == 1
    with pytest.raises(CellError):
        read_unit("美元")
