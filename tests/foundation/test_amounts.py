"""Amounts as people read them."""

from decimal import Decimal

import pytest

from foundation.amounts import grouped, grouped_exactly


@pytest.mark.parametrize(
    ("amount", "places", "written"),
    [
        ("0", 2, "0.00"),
        ("1234567.891", 2, "1,234,567.89"),
        ("-1234567.8", 2, "−1,234,567.80"),
        ("-0.5", 1, "−0.5"),
        ("12345.6", 0, "12,346"),
        ("1.125", 2, "1.13"),
        ("-0.5", 0, "−1"),
        ("-0.001", 2, "0.00"),
    ],
)
def test_an_amount_stands_in_groups_of_three_with_a_minus_sign(amount, places, written):
    assert grouped(Decimal(amount), places) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [("1000", "1,000.00"), ("-12345.6789", "−12,345.6789"), ("0.000001", "0.000001"), ("1E+3", "1,000.00")],
)
def test_an_exact_amount_has_as_many_places_as_it_needs(amount, written):
    assert grouped_exactly(Decimal(amount)) == written
