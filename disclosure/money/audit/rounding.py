"""Whether a printed figure is the rounding of an exact one."""

from decimal import Decimal

from disclosure.money.audit.ledger import TOLERANCE
from disclosure.money.reading.mentions import Mention

FINEST_ROUNDED = Decimal(1000)
"""Yuan: a figure printed to 0.1 万元 may be rounded; one printed in whole 万元 means just that, unless it says 约."""

_EXACT = Decimal("0.000001")


def is_printed_as(amount: Decimal, mention: Mention) -> bool:
    """Tell whether `amount` (yuan) is what the mention prints: within 0.01 万元, or rounded to its last place."""
    if amount == mention.value:
        return True
    slack = TOLERANCE
    if mention.is_rough:
        slack = max(slack, mention.quantum)
    elif mention.quantum <= FINEST_ROUNDED:
        slack = max(slack, mention.quantum / 2)
    return abs(amount - mention.value) <= slack


def is_close(rate: Decimal, mention: Mention) -> bool:
    """Tell whether a percentage is rightly printed: either rounding of a half; without decimals it is exact."""
    if mention.is_rough:
        slack = mention.quantum
    else:
        slack = mention.quantum / 2 if mention.quantum < 1 else _EXACT
    return abs(abs(rate) - mention.value) <= slack


def is_rate(rate: Decimal, mention: Mention) -> bool:
    """Tell whether a rate of change is rightly printed, in its direction too."""
    if mention.direction and abs(rate) >= Decimal("0.05") and (rate > 0) != (mention.direction > 0):
        return False
    return is_close(rate, mention)
