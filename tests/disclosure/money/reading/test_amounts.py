"""Printed amounts: read exactly, or refused with a reason and a remedy."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from disclosure.money.figures import Absence
from disclosure.money.reading.amounts import read_amount, read_cell, read_unit
from foundation.tables.errors import CellError

YUAN, WAN = read_unit("元"), read_unit("单位：万元")


@pytest.mark.parametrize(
    ("printed", "yuan"),
    [
        ("12.02", "120200"),
        ("12.02万", "120200"),
        ("12.02万元", "120200"),
        ("１２．０２", "120200"),
        ("1，055.40", "10554000"),
        ("1,234.56", "12345600"),
        (" 1,055.4 ", "10554000"),
        ("0", "0"),
        ("0.00", "0"),
        ("(0.50)", "-5000"),
        ("（0.50）", "-5000"),
        ("-0.5", "-5000"),
        ("-3", "-30000"),
        ("7400元", "7400"),
        ("¥3.00", "30000"),
        ("0.1", "1000"),
    ],
)
def test_it_reads_what_people_print(printed: str, yuan: str) -> None:
    assert read_amount(printed, WAN) == Decimal(yuan)


def test_a_cell_with_its_own_unit_keeps_it() -> None:
    assert read_cell("12.02万", YUAN).amount == Decimal(120200)
    assert read_cell("86,400.00", YUAN).amount == Decimal(86400)


@pytest.mark.parametrize("mark", ["", "  ", "—", "--", "－", "/", "无", "　"])
def test_a_mark_is_blank_and_not_zero(mark: str) -> None:
    cell = read_cell(mark, WAN)
    assert cell.amount is None
    assert cell.absence is Absence.BLANK
    assert read_cell("0", WAN).amount == 0
    assert read_cell("0", WAN).absence is None


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("=B4+B5", "formula"),
        ("#REF!", "error of the workbook"),
        ("=SUM(B2:B4)", "formula"),
        ("15.6%", "percentage"),
        ("1,055.4%", "percentage"),
        ("12,34", "thousands commas"),
        ("1,2.5", "thousands commas"),
        ("12.3.4", "no amount"),
        ("三万", "no amount"),
        ("十二万", "no amount"),
        ("1234567890123456", "many digits"),
        ("1" * 20, "many digits"),
        ("12万5千", "no amount"),
    ],
)
def test_it_refuses_with_the_reason(printed: str, reason: str) -> None:
    with override("en"):
        with pytest.raises(CellError) as refusal:
            read_amount(printed, WAN)
        assert refusal.value.remedy
        assert reason in str(refusal.value.message)


def test_it_knows_the_units_of_tables() -> None:
    assert (YUAN, WAN) == (1, 10000)
    with pytest.raises(CellError):
        read_unit("美元")


@given(st.integers(0, 10**9), st.sampled_from(["", "元", "万元"]))
def test_it_loses_nothing(cents: int, unit: str) -> None:
    amount = Decimal(cents) / 100
    factor = {"": 10000, "元": 1, "万元": 10000}[unit]
    assert read_amount(f"{amount:,.2f}{unit}", WAN) == amount * factor


@given(st.text(max_size=20))
def test_it_reads_or_refuses_any_text(text: str) -> None:
    with suppress(CellError):
        cell = read_cell(text, WAN)
        assert (cell.amount is None) is cell.is_blank
