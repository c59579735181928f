"""The table of all offices of a year: narrowed, sorted and cut into pages. Pure, over the rows of a picture."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from departments.duties.shares import share_of
from disclosure.money.comparison import divide
from disclosure.money.picture import UnitRow
from disclosure.money.standing import DONE, Standing, days_late, standing_of

PAGE_SIZE = 50
ORDER_OF_STANDING = tuple(Standing)


class Page(NamedTuple):
    """The rows of one page; `number` counts from 1 and never passes `last`."""

    rows: Sequence[UnitRow]
    number: int
    last: int
    n_found: int


class Progress(NamedTuple):
    """How the units of a year stand: how many of each standing, and those that are done of those that owe it."""

    counts: Mapping[Standing, int]
    n_done: int
    n_owing: int

    @property
    def share(self) -> Any:
        """Return the share of the approved that have published, in per cent; None of too few."""
        return share_of(self.n_done, self.n_owing)


def progress_of(rows: Sequence[UnitRow], today: date) -> Progress:
    """Return how the units stand on `today`; exempt units owe nothing, unapproved ones owe nothing yet."""
    counts = dict.fromkeys(Standing, 0)
    for row in rows:
        counts[standing_of(row.course, today)] += 1
    n_done = sum(counts[each] for each in DONE)
    return Progress(counts, n_done, n_done + counts[Standing.LATE] + counts[Standing.WAITING])


def narrow(rows: Sequence[UnitRow], chosen: Mapping[str, Any], today: date) -> list[UnitRow]:
    """Return the rows that fit the cleaned choices of a `CityForm`: every word in name or code, group, standing."""
    words = chosen["q"].casefold().split()
    group, standing = chosen["group"], chosen["standing"]
    return [
        row
        for row in rows
        if (not group or row.group == group)
        and all(word in row.name.casefold() or row.code.startswith(word) for word in words)
        and (not standing or standing_of(row.course, today) == standing)
    ]


def arrange(rows: Sequence[UnitRow], order: str, today: date) -> list[UnitRow]:
    """Return the rows by the column `order`, with a dash from above; what has no value stands last either way."""
    name, is_descending = order.removeprefix("-"), order.startswith("-")
    if name == "code" or not order:
        return list(reversed(rows)) if is_descending else list(rows)
    value_of = _value_of(name, today)
    valued = [(value, row) for row in rows if (value := value_of(row)) is not None]
    without = [row for row in rows if value_of(row) is None]
    valued.sort(key=lambda pair: pair[0], reverse=is_descending)
    return [row for _value, row in valued] + without


def cut(rows: Sequence[UnitRow], number: int | None) -> Page:
    """Return one page; a number past the end is the last page."""
    last = max(1, -(-len(rows) // PAGE_SIZE))
    number = min(number or 1, last)
    return Page(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], number, last, len(rows))


def _value_of(name: str, today: date) -> Callable[[UnitRow], Any]:
    """Return what a column sorts by; late units sort by how long they are late."""
    special: dict[str, Callable[[UnitRow], Any]] = {
        "group": lambda row: row.group,
        "change": lambda row: row.change,
        "head": lambda row: divide(row.total, row.staff),
        "standing": lambda row: (
            ORDER_OF_STANDING.index(standing_of(row.course, today)),
            days_late(row.course, today),
        ),
    }
    return special.get(name) or (lambda row: row.amounts.get(name))
