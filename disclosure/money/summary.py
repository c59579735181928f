"""A statement in plain sentences. Pure, and silent where the figures are: nothing is guessed, nothing blank is zero.

A percentage needs a base above zero, a share needs parts that add up, a highest year needs three years that are given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from disclosure.money.comparison import TENTH, change_in_percent, divide
from disclosure.money.figures import (
    LEAVES,
    NOT_HELD,
    Absence,
    Category,
    Cell,
    Column,
    CountKind,
    Kind,
    Place,
    in_wan,
)
from foundation.amounts import grouped

FEWEST_YEARS = 3
"""A highest and a lowest year are named of this many years at least."""

UNIT_COSTS = (
    (Category.RUNNING, CountKind.HELD),
    (Category.RECEPTION, CountKind.GUESTS),
    (Category.ABROAD, CountKind.TRAVELLERS),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the sentences are about: one published statement, and the totals that the same unit published of the kind.

    `history` maps fiscal years to published totals in yuan, None where a statement gives none; a year without a
    published statement is absent.
    """

    fiscal_year: int
    kind: Kind
    cells: Mapping[Place, Cell]
    counts: Mapping[CountKind, int | None] = field(default_factory=dict)
    history: Mapping[int, Decimal | None] = field(default_factory=dict)

    @property
    def own_column(self) -> Column:
        return Column.BUDGET if self.kind is Kind.BUDGET else Column.FINAL

    def cell(self, category: Category, column: Column | None = None) -> Cell:
        return self.cells.get((category, column or self.own_column), NOT_HELD)

    def amount(self, category: Category, column: Column | None = None) -> Decimal | None:
        return self.cell(category, column).amount


def summarise(told: Told) -> list[str]:
    """Return the sentences, in the reader's language."""
    sentences = [
        _total(told),
        _change(told),
        _against_budget(told),
        _largest_part(told),
        _zeros(told),
        *_gaps(told),
        *_unit_costs(told),
        _extremes(told),
        _missing_years(told),
    ]
    return [sentence for sentence in sentences if sentence]


def _money(amount: Decimal) -> str:
    return _("%(amount)s ten thousand yuan") % {"amount": in_wan(amount)}


def _names(categories: Sequence[Category]) -> str:
    return _(", ").join(str(category.label) for category in categories)


def _total(told: Told) -> str:
    cell = told.cell(Category.TOTAL)
    shown = {"year": told.fiscal_year}
    is_budget = told.kind is Kind.BUDGET
    if cell.amount is None:
        if cell.is_blank:
            return _("The published table of %(year)s leaves the total blank; that is not the same as zero.") % shown
        return _("The total of %(year)s is not held by this platform.") % shown
    if cell.amount == 0:
        if is_budget:
            return _("For %(year)s nothing is planned for the three public expenses.") % shown
        return _("In %(year)s nothing was spent on the three public expenses.") % shown
    shown_sum = {**shown, "amount": _money(cell.amount)}
    if is_budget:
        return _("For %(year)s %(amount)s are planned for the three public expenses.") % shown_sum
    return _("In %(year)s %(amount)s were spent on the three public expenses.") % shown_sum


def _change(told: Told) -> str:
    amount, before = told.amount(Category.TOTAL), told.cell(Category.TOTAL, Column.PREVIOUS)
    if amount is None:
        return ""
    if before.amount is None:
        return _("Last year's total is not given, so nothing can be said of the change.")
    if before.amount == amount:
        return _("As much as the year before.") if amount else _("The year before it was zero as well.")
    if before.amount == 0:
        return _("The year before it was zero, so the rise has no percentage.")
    if amount == 0 or before.amount < 0:
        return _("The year before it was %(amount)s.") % {"amount": _money(before.amount)}
    percent = change_in_percent(amount, before.amount)
    shown = {"amount": _money(abs(amount - before.amount)), "percent": abs(percent) if percent else ""}
    if percent is None:
        small = _("The change from the year before, %(amount)s, is under 0.1 %%.")
        return small % shown
    if amount < before.amount:
        return _("That is %(amount)s less than the year before, a fall of %(percent)s %%.") % shown
    return _("That is %(amount)s more than the year before, a rise of %(percent)s %%.") % shown


def _against_budget(told: Told) -> str:
    if told.kind is Kind.BUDGET:
        return ""
    amount, budget = told.amount(Category.TOTAL), told.amount(Category.TOTAL, Column.BUDGET)
    if amount is None or budget is None:
        return ""
    if budget == 0:
        return _("The budget planned nothing.") if amount else ""
    shown = {"budget": _money(budget), "percent": (amount * 100 / budget).quantize(TENTH, ROUND_HALF_UP)}
    if amount > budget:
        shown["amount"] = _money(amount - budget)
        return _("The budget was %(budget)s; it was exceeded by %(amount)s.") % shown
    if amount == budget:
        return _("That is exactly the budget.")
    if not 0 < shown["percent"] < 100:  # type: ignore[operator]
        return _("The budget was %(budget)s.") % shown
    return _("The budget was %(budget)s; %(percent)s %% of it were used.") % shown


def _largest_part(told: Told) -> str:
    """Name the largest part, if the four parts are all given, add up, and one of them is the largest."""
    total = told.amount(Category.TOTAL)
    parts = {leaf: amount for leaf in LEAVES if (amount := told.amount(leaf)) is not None}
    if not total or total < 0 or len(parts) < len(LEAVES) or sum(parts.values()) != total or min(parts.values()) < 0:
        return ""
    largest = max(parts, key=lambda leaf: parts[leaf])
    if list(parts.values()).count(parts[largest]) > 1:
        return ""
    shown = {"name": largest.label, "amount": _money(parts[largest])}
    if parts[largest] == total:
        return _("All of it is %(name)s.") % shown
    percent = (parts[largest] * 100 / total).quantize(TENTH, ROUND_HALF_UP)
    if percent == 100:
        return _("The largest part is %(name)s: %(amount)s.") % shown
    return _("The largest part is %(name)s: %(amount)s, %(percent)s %% of the total.") % {**shown, "percent": percent}


def _zeros(told: Told) -> str:
    zeros = [leaf for leaf in LEAVES if told.amount(leaf) == 0]
    if not zeros or told.amount(Category.TOTAL) == 0:
        return ""
    return _("Stated as zero: %(names)s.") % {"names": _names(zeros)}


def _gaps(told: Told) -> list[str]:
    blank = [leaf for leaf in LEAVES if told.cell(leaf).is_blank]
    not_held = [leaf for leaf in LEAVES if told.cell(leaf).absence is Absence.NOT_HELD]
    found = []
    if blank:
        found.append(_("Left blank in the source, which is not zero: %(names)s.") % {"names": _names(blank)})
    if not_held:
        found.append(_("Not held by this platform: %(names)s.") % {"names": _names(not_held)})
    return found


def _unit_costs(told: Told) -> list[str]:
    if told.kind is Kind.BUDGET:
        return []
    found = []
    for category, count in UNIT_COSTS:
        each = divide(told.amount(category) or None, told.counts.get(count))
        if each is not None:
            found.append(_cost(count, told.counts[count] or 0, each))
    return found


def _cost(count: CountKind, number: int, each: Decimal) -> str:
    shown = {"n": number, "each": grouped(each)}
    if count is CountKind.HELD:
        return _("%(n)s vehicles were kept at the end of the year; running each cost %(each)s yuan.") % shown
    if count is CountKind.GUESTS:
        return _("%(n)s guests were received, at %(each)s yuan each.") % shown
    return _("%(n)s people travelled abroad, at %(each)s yuan each.") % shown


def _extremes(told: Told) -> str:
    given = {year: amount for year, amount in told.history.items() if amount is not None}
    if len(given) < FEWEST_YEARS or len(set(given.values())) == 1:
        return ""
    high, low = max(given.values()), min(given.values())
    highest = [year for year in sorted(given) if given[year] == high]
    lowest = [year for year in sorted(given) if given[year] == low]
    if len(highest) > 1 or len(lowest) > 1:
        return ""
    shown = {"n": len(given), "high": highest[0], "most": _money(high), "low": lowest[0], "least": _money(low)}
    return (
        _("Of %(n)s years with a total, %(high)s is the highest (%(most)s) and %(low)s the lowest (%(least)s).") % shown
    )


def _missing_years(told: Told) -> str:
    if not told.history:
        return ""
    missing = [
        str(year)
        for year in range(min(told.history), max(told.history) + 1)
        if told.history.get(year) is None and year != told.fiscal_year
    ]
    if not missing:
        return ""
    text = ngettext(
        "No total is published for the year %(years)s.", "No total is published for the years %(years)s.", len(missing)
    )
    return text % {"years": _(", ").join(missing)}
