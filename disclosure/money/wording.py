"""Amounts and changes as pages print them: 万元 with two places, signs that are minus signs, and no zero for a gap."""

from decimal import Decimal

from django.utils.translation import gettext as _

from disclosure.money.comparison import change_in_percent
from disclosure.money.figures import Absence, Cell, in_wan
from foundation.amounts import grouped, with_minus

NOTHING = "—"


def wan(amount: Decimal | None) -> str:
    """Return yuan as 万元; a dash where there is no figure."""
    return NOTHING if amount is None else in_wan(amount)


def yuan(amount: Decimal | None) -> str:
    """Return yuan with two places."""
    return NOTHING if amount is None else grouped(amount)


def number(value: int | None) -> str:
    return NOTHING if value is None else f"{value:,}"


def signed(amount: Decimal | None) -> str:
    """Return a difference in 万元 with its sign; zero has none."""
    if amount is None:
        return NOTHING
    return f"+{wan(amount)}" if amount > 0 else wan(amount)


def percent(amount: Decimal | None, base: Decimal | None) -> str:
    """Return the change from `base` as a signed percentage; empty where it can't be told, such as from zero."""
    found = change_in_percent(amount, base)
    if found is None:
        return ""
    return with_minus(f"{found:+}%") if found else "0.0%"


def cell(value: Cell) -> str:
    """Return a cell of a published table; what is absent says why."""
    if value.amount is not None:
        return wan(value.amount)
    return _("not held") if value.absence is Absence.NOT_HELD else _("blank")
