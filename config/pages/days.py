"""The day-by-day account of a due date as a calendar: what stands in each cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from departments.duties.reckoning import DayAccount, Reckoning, Verdict

# verdict -> classes of the cell and the word in it; counted days carry their number instead of a word
LOOKS: dict[str, tuple[str, Any]] = {
    Verdict.RECEIVED: ("got", _("not counted")),
    Verdict.COUNTED: ("in", ""),
    Verdict.MAKE_UP: ("in make", _("make-up day")),
    Verdict.WEEKEND: ("wk", _("not counted")),
    Verdict.HOLIDAY: ("hol", _("not counted")),
    Verdict.SUSPENDED: ("halt", _("clock stopped")),
    Verdict.ROLLED: ("in", _("moved here")),
}


@dataclass(frozen=True)
class Cell:
    """One day: its date, where it stands in the week (Monday is 1), its number if counted, its words."""

    day: date
    weekday: int
    looks: str
    ordinal: int | None
    word: Any
    name: str
    names_month: bool
    is_due: bool


def cells_of(reckoning: Reckoning) -> list[Cell]:
    """Return the account as cells, in order and without a gap; the first starts in the column of its weekday."""
    account = reckoning.working
    return [cell_of(row, is_first=number == 0, due_on=due_date_of(reckoning)) for number, row in enumerate(account)]


def due_date_of(reckoning: Reckoning) -> date | None:
    """Return the day to mark as due, or None while the clock stands still."""
    return None if reckoning.is_suspended else reckoning.due_on


def cell_of(row: DayAccount, *, is_first: bool, due_on: date | None) -> Cell:
    looks, word = LOOKS[row.verdict]
    return Cell(
        day=row.day,
        weekday=row.day.isoweekday(),
        looks=looks,
        ordinal=row.ordinal,
        word=word,
        name=row.name,
        names_month=is_first or row.day.day == 1,
        is_due=row.day == due_on,
    )


def looks_used(cells: Sequence[Cell]) -> set[str]:
    """Return the classes that occur, so that the legend explains what is seen and nothing else."""
    used = {look for cell in cells for look in cell.looks.split()}
    return used | {"due"} if any(cell.is_due for cell in cells) else used
