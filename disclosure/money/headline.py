"""The city's public money in one line, for pages that only point to it."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from disclosure.money.figures import Category
from disclosure.money.listing import Progress, progress_of
from disclosure.money.picture import city_years, year_picture
from disclosure.money.standing import Standing
from disclosure.money.statuses import StatementKind


class Headline(NamedTuple):
    """The latest year of final accounts: their sum in yuan, that of the year before, and who published.

    `is_same_basis`: both years add up the same offices.
    """

    fiscal_year: int
    total: Decimal | None
    before: Decimal | None
    is_same_basis: bool
    progress: Progress

    @property
    def n_late(self) -> int:
        return self.progress.counts[Standing.LATE]


def read_headline(today: date) -> Headline | None:
    """Return the latest year for which a final account is published; None before the first."""
    years = city_years()
    latest = max((year for year, kind in years if kind == StatementKind.FINAL_ACCOUNT), default=None)
    if latest is None:
        return None
    kind = StatementKind.FINAL_ACCOUNT.value
    now, before = years[latest, kind], years.get((latest - 1, kind))
    return Headline(
        latest,
        now.amounts[Category.TOTAL],
        before.amounts[Category.TOTAL] if before else None,
        before is not None and before.basis == now.basis,
        progress_of(year_picture(latest, kind).rows, today),
    )
