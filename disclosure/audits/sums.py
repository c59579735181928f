"""The arithmetic of an audited project. Pure; amounts are Decimal yuan."""

from decimal import ROUND_HALF_UP, Decimal

from foundation.amounts import grouped

PER_MILLE = Decimal("0.001")


def reduction(submitted: Decimal, approved: Decimal) -> Decimal:
    """Return what the audit took off the submitted sum; negative where it added (核增)."""
    return submitted - approved


def reduction_rate(submitted: Decimal, reduced: Decimal) -> Decimal | None:
    """Return the reduced sum as a share of the submitted one, to a tenth of a percent; None of nothing."""
    return (reduced / submitted).quantize(PER_MILLE, ROUND_HALF_UP) if submitted else None


def rate_words(rate: Decimal | None) -> str:
    """Return a rate as a percentage with one place; a dash for None."""
    return "—" if rate is None else f"{grouped(rate * 100, 1)}%"


def sum_words(amount: Decimal | None) -> str:
    """Return a sum in yuan with its cents, in groups of three; a dash for None."""
    return "—" if amount is None else grouped(amount)
