"""What is wrong in a table, where, and how to mend it; told without spreading what the cells contain."""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.refusals import Refusal

EXCERPT_LENGTH = 12
SHOWN_ERRORS = 200


class TableError(Refusal):
    """The table can't be read at all."""

    code = "unreadable_table"


class CellError(Exception):
    """A cell that can't be understood: what is wrong with it, and the remedy. Knows nothing of its place."""

    def __init__(self, message: str | Promise, remedy: str | Promise) -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}"


class RowError(NamedTuple):
    """An error at the row that the person sees in the sheet; `column` is a header, None if the whole row is meant."""

    row: int
    column: str | None
    message: str | Promise
    remedy: str | Promise

    def line(self) -> str:
        """Return the error as one line."""
        if self.column is None:
            place = _("Row %(row)s") % {"row": self.row}
        else:
            place = _("Row %(row)s, column “%(column)s”") % {"row": self.row, "column": self.column}
        return _("%(place)s: %(message)s %(remedy)s") % {"place": place, "message": self.message, "remedy": self.remedy}


class ErrorReport:
    """All errors of one table, in the order of its rows. False while there are none."""

    def __init__(self, errors: Iterable[RowError] = ()) -> None:
        self.errors = list(errors)

    def __len__(self) -> int:
        return len(self.errors)

    def __iter__(self) -> Iterator[RowError]:
        return iter(sorted(self.errors, key=lambda error: error.row))

    def add(self, row: int, column: str | None, error: CellError) -> None:
        """Note what is wrong in `column` of `row`."""
        self.errors.append(RowError(row, column, error.message, error.remedy))

    def extend(self, errors: Iterable[RowError]) -> None:
        """Note further errors."""
        self.errors.extend(errors)

    def lines(self, limit: int = SHOWN_ERRORS) -> list[str]:
        """Return a line per error, and one that tells how many were left out after `limit`."""
        lines = [error.line() for error in list(self)[:limit]]
        if len(self) > limit:
            lines.append(_("... and %(count)s more errors.") % {"count": len(self) - limit})
        return lines

    def as_records(self) -> list[dict[str, Any]]:
        """Return the errors as plain values for JSON."""
        return [
            {"row": error.row, "column": error.column, "message": str(error.message), "remedy": str(error.remedy)}
            for error in self
        ]

    def as_json(self) -> str:
        """Return the errors as a JSON list."""
        return json.dumps(self.as_records(), ensure_ascii=False)


def excerpt(value: object, length: int = EXCERPT_LENGTH) -> str:
    """Return the first `length` characters of `value` on one line: enough to find the cell, too little to spread it."""
    text = " ".join(str(value).split())
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cc")
    return text if len(text) <= length else f"{text[:length]}…"


def empty_cell() -> CellError:
    """Return the error of a cell that must not be empty."""
    return CellError(gettext_lazy("The cell is empty."), gettext_lazy("Fill it in."))
