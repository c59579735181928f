"""The three public expenses over the years as a chart: one bar a year, its four parts in patterns, also in black."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from disclosure.money.figures import YUAN_PER_WAN, Category
from disclosure.money.printed import SHORT_NAMES
from disclosure.money.wording import wan
from foundation.charts.drawing import Stack, column_chart

PARTS = (Category.RUNNING, Category.PURCHASE, Category.RECEPTION, Category.ABROAD)
"""From the bottom up; together they are the total."""

LARGE = 100
"""From this many 万元 on one decimal is enough beside a bar."""

NEARLY = Decimal("0.01")
"""By this share of the total the parts of a sum over many offices may miss it: less than one sees."""

MOST_YEARS = 15
"""More bars than this would touch; the table beside has them all."""


class YearBar(NamedTuple):
    """One bar: its label, a note under it, the amounts of the statement in yuan."""

    label: str
    note: str
    amounts: Mapping[str, Decimal | None]


def years_chart(bars: Sequence[YearBar], *, key: str, title: str) -> SafeString:
    """Return the chart of the latest years; `bars` come in the order of the years.

    A statement that does not give all four parts is no bar: half a bar would look like a small one.
    """
    drawn = [bar for bar in bars if is_whole(bar.amounts)][-MOST_YEARS:]
    largest = max((sum(_values(bar)) for bar in drawn), default=0.0)
    return column_chart(
        [Stack(bar.label, _values(bar), bar.note) for bar in drawn],
        key=key,
        title=title,
        description=_describe(drawn),
        series=[str(SHORT_NAMES[part]) for part in PARTS],
        decimals=1 if largest >= LARGE else 2,
    )


def is_whole(amounts: Mapping[str, Decimal | None]) -> bool:
    """Tell whether all four parts are given, none below zero."""
    return all((amount := amounts.get(part)) is not None and amount >= 0 for part in PARTS)


def makes_total(amounts: Mapping[str, Decimal | None]) -> bool:
    """Tell whether the parts of a sum over many offices nearly make up its total.

    They do not where offices published the total alone: their bar would be a small one for a large sum.
    """
    total = amounts.get(Category.TOTAL)
    parts = sum(((amounts.get(part) or Decimal(0)) for part in PARTS), Decimal(0))
    return is_whole(amounts) and total is not None and abs(total - parts) <= abs(total) * NEARLY


def _values(bar: YearBar) -> list[float]:
    return [float((bar.amounts.get(part) or 0) / YUAN_PER_WAN) for part in PARTS]


def _describe(bars: Sequence[YearBar]) -> str:
    if not bars:
        return ""
    sums = [sum((bar.amounts.get(part) or Decimal(0)) for part in PARTS) for bar in bars]
    highest = max(range(len(bars)), key=lambda place: sums[place])
    text = _(
        "%(first)s: %(first_sum)s; highest %(high)s: %(high_sum)s; %(last)s: %(last_sum)s (in ten thousand yuan). "
        "The table has every figure."
    )
    return text % {
        "first": bars[0].label,
        "first_sum": wan(Decimal(sums[0])),
        "high": bars[highest].label,
        "high_sum": wan(Decimal(sums[highest])),
        "last": bars[-1].label,
        "last_sum": wan(Decimal(sums[-1])),
    }
