"""What a search is narrowed by, as conditions of SQL with their values. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Condition = tuple[str, list[Any]]

VALIDITY = """
CASE WHEN validity = '' THEN ''
     WHEN validity IN ('amended', 'expired', 'abolished') THEN validity
     WHEN abolished_on <= %s THEN 'abolished'
     WHEN effective_on IS NOT NULL THEN CASE WHEN effective_on > %s THEN 'not_yet' ELSE 'effective' END
     ELSE validity END
"""
"""`validity_on` of disclosure/items/validity.py in SQL; a test holds the two together. Takes the day twice."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The filters in force; None and "" narrow nothing. `departments` and `categories` are primary keys.

    An empty sequence of keys fits nothing.
    """

    today: date
    kind: str = ""
    departments: Sequence[int] | None = None
    categories: Sequence[int] | None = None
    theme: str = ""
    genre: str = ""
    year: int | None = None
    validity: str = ""

    @property
    def conditions(self) -> list[Condition]:
        """Return the conditions that an entry must meet, without its words."""
        found: list[Condition] = []
        for column in ("kind", "theme", "genre"):
            if value := getattr(self, column):
                found.append((f"{column} = %s", [value]))
        for column, keys in (("department_id", self.departments), ("category_id", self.categories)):
            if keys is not None:
                found.append(_among(column, keys))
        if self.year:
            found.append(("published_on BETWEEN %s AND %s", [date(self.year, 1, 1), date(self.year, 12, 31)]))
        if self.validity:
            found.append((f"({VALIDITY}) = %s", [self.today, self.today, self.validity]))
        return found


def _among(column: str, keys: Sequence[int]) -> Condition:
    if len(keys) == 1:
        return f"{column} = %s", [keys[0]]
    return f"{column} = ANY(%s)", [list(keys)]


def all_of(conditions: Sequence[Condition]) -> Condition:
    """Return the conditions joined, and their values in order; "true" if there are none."""
    words = " AND ".join(condition for condition, _values in conditions)
    return words or "true", [value for _condition, values in conditions for value in values]
