"""Amounts as people read them, on pages and on paper: groups of three, and a minus sign, no hyphen. Pure."""

from decimal import ROUND_HALF_UP, Decimal

MINUS = "\N{MINUS SIGN}"
CENTS = 2


def with_minus(number: str) -> str:
    """Return a written number with a minus sign for its hyphen."""
    return number.replace("-", MINUS)


def grouped(amount: Decimal, places: int = CENTS) -> str:
    """Return an amount in groups of three with so many places, halves rounded up (四舍五入)."""
    return with_minus(f"{amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):z,.{places}f}")


def grouped_exactly(amount: Decimal, most: int = 6) -> str:
    """Return an amount with two places, more (up to `most`) where they are needed to tell it exactly."""
    places = max(CENTS, -int(amount.normalize().as_tuple().exponent))
    return grouped(amount, min(places, most))
