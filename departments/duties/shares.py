"""When a share may be called a rate, and how it is told so that it hides nothing. Pure."""

from decimal import ROUND_HALF_UP, Decimal

FEW = 10
"""Under this many a rate says nothing: the fraction is shown, no percentage, no rank. Source: the design."""

TENTH = Decimal("0.1")


def share_of(part: int, whole: int, step: Decimal = TENTH) -> Decimal | None:
    """Return `part` of `whole` in per cent, in steps of `step` (half goes up); None where there are too few to tell.

    Less than all is never shown as 100, more than none never as 0: the nearest step stands there instead.
    """
    if whole < FEW:
        return None
    percent = (Decimal(100 * part) / whole).quantize(step, ROUND_HALF_UP)
    if percent == 100 and part < whole:
        return 100 - step
    return step if percent == 0 and part else percent
