"""Fields of a statement written as JSON: each read into its value, or refused by its path in the line."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from disclosure.money.figures import Cell
from disclosure.money.reading import amounts
from foundation.tables.errors import CellError, excerpt

MOST_COUNTED = 10_000_000
FIRST_YEAR, LAST_YEAR = 1949, 2199
"""Other years are slips of the pen."""

_Choice = TypeVar("_Choice", bound=StrEnum)


class FieldError(Exception):
    """A field that can't be read: its name, as a path in the line, and what is wrong with it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field, message)
        self.field = field
        self.message = message


def text_of(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise FieldError(name, _("A text is missing. Write it in quotation marks."))
    return value


def mapping_of(fields: Mapping[str, Any], name: str, *path: str) -> Mapping[str, Any]:
    value = fields.get(name)
    if not isinstance(value, dict):
        raise FieldError(".".join(path) or name, _("A JSON object is missing here."))
    return value


def choice_of(fields: Mapping[str, Any], name: str, choices: type[_Choice]) -> _Choice:
    value = fields.get(name)
    try:
        return choices(str(value))
    except ValueError:
        shown = {"value": excerpt(value), "choices": ", ".join(choices)}
        raise FieldError(name, _("“%(value)s” is none of %(choices)s.") % shown) from None


def unit_of(fields: Mapping[str, Any], path: str = "unit") -> Decimal:
    try:
        return amounts.read_unit(text_of(fields, "unit"))
    except CellError as error:
        raise FieldError(path, str(error)) from None
    except FieldError as error:
        raise FieldError(path, error.message) from None


def year_of(fields: Mapping[str, Any], name: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not FIRST_YEAR <= value <= LAST_YEAR:
        raise FieldError(name, _("“%(value)s” is no year. Write it as 2024.") % {"value": excerpt(value)})
    return value


def count_of(fields: Mapping[str, Any], name: str, *path: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_COUNTED:
        raise FieldError(".".join(path), _("“%(value)s” is no whole number from 0 on.") % {"value": excerpt(value)})
    return value


def day_of(fields: Mapping[str, Any], name: str, path: str = "") -> date | None:
    """Return a local date; None for a day that isn't given."""
    value = fields.get(name)
    if value in (None, ""):
        return None
    try:
        day = date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        day = date.min
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        shown = {"value": excerpt(value)}
        raise FieldError(path or name, _("“%(value)s” is no day. Write it as 2024-09-10.") % shown)
    return day


def cell_of(value: object, unit: Decimal, *path: str) -> Cell:
    """Return a cell as printed; the parts of its path are joined only if it has to be refused."""
    printed = value if isinstance(value, str) else _printed(value)
    if printed is None:
        raise FieldError(".".join(path), _("A cell is a text, as printed."))
    try:
        return amounts.read_cell(printed, unit)
    except CellError as error:
        raise FieldError(".".join(path), str(error)) from None


def _printed(value: object) -> str | None:
    """Return the text of a cell that is not written as one: a number, or a null for a blank; None for all else."""
    if value is None:
        return ""
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return str(value) if is_number else None
