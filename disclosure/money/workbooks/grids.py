"""The sheets of a workbook as plain values under their addresses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from openpyxl.utils import get_column_letter

Value = str | int | float | bool | datetime | date | time | timedelta


class Address(NamedTuple):
    """A cell: row and column, counted from 1."""

    row: int
    column: int

    @property
    def name(self) -> str:
        """Return the name that the person sees: B7."""
        return f"{get_column_letter(self.column)}{self.row}"


Box = tuple[Address, Address]
"""A merged range: its first cell and its last one."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. `values` holds no empty cell; `formulas` and `errors` are cells that hold those."""

    name: str
    values: Mapping[Address, Value]
    formulas: frozenset[Address] = frozenset()
    errors: Mapping[Address, str] = field(default_factory=dict)
    merged: tuple[Box, ...] = ()
    is_visible: bool = True

    def text(self, address: Address) -> str:
        """Return the cell as a person reads it, without spaces at its ends; "" for an empty one."""
        value = self.values.get(address, "")
        if isinstance(value, float):
            return format(value, ".15g")
        return str(value).strip()

    def box_of(self, address: Address) -> Box | None:
        """Return the merged range that covers a cell."""
        return next(
            (
                (first, last)
                for first, last in self.merged
                if first.row <= address.row <= last.row and first.column <= address.column <= last.column
            ),
            None,
        )

    def label(self, address: Address) -> str:
        """Return the text of a heading; a merged one speaks for all its cells."""
        box = self.box_of(address)
        return self.text(box[0] if box else address)

    def is_covered(self, address: Address) -> bool:
        """Tell whether a cell is hidden below a merged one, where nobody could type."""
        box = self.box_of(address)
        return box is not None and box[0] != address

    def is_filled(self, address: Address) -> bool:
        """Tell whether anything was put there: a value, a formula or an error."""
        return bool(self.text(address)) or address in self.formulas or address in self.errors

    def rows(self) -> Iterator[tuple[int, list[Address]]]:
        """Yield the rows that hold anything, with the addresses of their filled cells."""
        found: dict[int, list[Address]] = {}
        for address in sorted({*self.values, *self.formulas, *self.errors}):
            if self.is_filled(address):
                found.setdefault(address.row, []).append(address)
        yield from found.items()

    @property
    def width(self) -> int:
        return max((address.column for address in self.values), default=0)
