"""What is said in one statement, as plain values: typed by an officer, read from a workbook, or published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from disclosure.money.figures import Category, Cell, CountKind, Place
from disclosure.money.statuses import DisplayUnit


@dataclass(frozen=True, slots=True)
class LineEntry:
    """One amount of a table as typed, in yuan; `position` counts the printed rows, which may share their columns."""

    position: int
    code: str
    name: str
    column: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One statutory table as typed; one without lines is empty and `note` says why."""

    code: str
    lines: Sequence[LineEntry] = ()
    display_unit: str = DisplayUnit.WAN
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an officer types of a statement; cells are in yuan, a count that is not held is left out.

    `notes` are the explanations of single rows. `tables` None leaves the other statutory tables as they stand.
    """

    cells: Mapping[Place, Cell]
    counts: Mapping[CountKind, int] = field(default_factory=dict)
    explanation: str = ""
    notes: Mapping[Category, str] = field(default_factory=dict)
    staff: int | None = None
    display_unit: str = DisplayUnit.WAN
    tables: Sequence[TableEntry] | None = None
