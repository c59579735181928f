"""The table as rules compare with it: one slip in it must not be told again by every rule that uses the cell."""

from decimal import Decimal

from disclosure.money.figures import LEAVES, YUAN_PER_WAN, Category, Column, CountKind, Place, Statement

TOLERANCE = Decimal(100)
"""Yuan; sums and comparisons may differ by 0.01 万元, as when yuan are rounded to 万元."""

BOUNDS: tuple[tuple[Category, CountKind, Decimal, Decimal], ...] = (
    (Category.RUNNING, CountKind.HELD, Decimal(5_000), Decimal(60_000)),
    (Category.RECEPTION, CountKind.GUESTS, Decimal(10), Decimal(300)),
    (Category.ABROAD, CountKind.TRAVELLERS, Decimal(3_000), Decimal(100_000)),
)
"""Yuan per vehicle held, per guest and per traveller that are plausible; what lies outside is suspect (rule 10)."""


_TOTAL_ROWS = (Category.TOTAL, Category.ABROAD, Category.VEHICLE, Category.RECEPTION)
_VEHICLE_ROWS = (Category.VEHICLE, Category.PURCHASE, Category.RUNNING)


class Ledger:
    """The cells of a statement, with the values that they would have if a broken sum were mended."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._printed = {place: cell.amount for place, cell in statement.cells.items() if cell.amount is not None}
        self.broken_totals = frozenset([column for column in statement.columns if self._is_total_broken(column)])
        self.broken_subtotals = frozenset([column for column in statement.columns if self._is_subtotal_broken(column)])
        self.is_scaled = self._is_scaled(statement)
        self._values: dict[Place, tuple[Decimal, ...]] = {place: (amount,) for place, amount in self._printed.items()}
        if self.broken_totals or self.broken_subtotals or self.is_scaled:
            self._values = {place: self._reckon(*place) for place in self._printed}

    @property
    def is_full(self) -> bool:
        """Tell whether every cell of the statement holds a figure."""
        return len(self._printed) == len(self._statement.cells)

    def values(self, category: Category, column: Column) -> tuple[Decimal, ...]:
        """Return what the cell may rightly be, the printed amount first; empty where it holds no figure."""
        return self._values.get((category, column), ())

    def _is_scaled(self, statement: Statement) -> bool:
        own = statement.own_column
        for category, count, least, most in BOUNDS:
            amount, number = self._printed.get((category, own)), statement.counts.get(count)
            if amount and number and _is_off_by_unit(amount / number, least, most):
                return True
        return False

    def _reckon(self, category: Category, column: Column) -> tuple[Decimal, ...]:
        values = [self._printed[category, column]]
        if column in self.broken_subtotals:
            values.extend(self._mend_subtotal(category, column))
        if column in self.broken_totals:
            values.extend(self._mend_total(category, column))
        if self.is_scaled:
            values.extend([value * YUAN_PER_WAN for value in values] + [value / YUAN_PER_WAN for value in values])
        return tuple(dict.fromkeys(values))

    def _amounts(self, column: Column, *categories: Category) -> list[Decimal] | None:
        """Return the printed amounts of rows; None unless all of them are held."""
        found = [self._printed.get((category, column)) for category in categories]
        held = [amount for amount in found if amount is not None]
        return held if len(held) == len(found) else None

    def _is_subtotal_broken(self, column: Column) -> bool:
        amounts = self._amounts(column, *_VEHICLE_ROWS)
        return amounts is not None and abs(amounts[0] - amounts[1] - amounts[2]) > TOLERANCE

    def _is_total_broken(self, column: Column) -> bool:
        """Tell whether the total is wrong by itself: a total that carries, or mends, a wrong subtotal is not."""
        amounts = self._amounts(column, *_TOTAL_ROWS)
        if amounts is None or abs(amounts[0] - sum(amounts[1:])) <= TOLERANCE:
            return False
        leaves = self._amounts(column, *LEAVES)
        return leaves is None or abs(amounts[0] - sum(leaves)) > TOLERANCE

    def _mend_subtotal(self, category: Category, column: Column) -> list[Decimal]:
        amounts = self._amounts(column, *_VEHICLE_ROWS)
        if amounts is None:
            return []
        subtotal, purchase, running = amounts
        gap = purchase + running - subtotal
        mended = {
            Category.VEHICLE: subtotal + gap,
            Category.PURCHASE: purchase - gap,
            Category.RUNNING: running - gap,
            Category.TOTAL: self._printed.get((Category.TOTAL, column), Decimal(0)) + gap,
        }
        return [mended[category]] if category in mended else []

    def _mend_total(self, category: Category, column: Column) -> list[Decimal]:
        amounts = self._amounts(column, *_TOTAL_ROWS)
        if amounts is None:
            return []
        gap = amounts[0] - sum(amounts[1:])
        printed = self._printed[category, column]
        return [printed - gap] if category is Category.TOTAL else [printed + gap]


def _is_off_by_unit(each: Decimal, least: Decimal, most: Decimal) -> bool:
    """Tell whether an amount per unit is out of bounds just as if 元 had been taken for 万元, or the reverse."""
    if least <= each <= most:
        return False
    return least <= each / YUAN_PER_WAN <= most or least <= each * YUAN_PER_WAN <= most
