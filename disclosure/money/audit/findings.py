"""What an audit finds, and what it looks at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from disclosure.money.audit.claims import Claims, Failure
from disclosure.money.audit.ledger import TOLERANCE, Ledger
from disclosure.money.figures import Category, Column, Statement
from disclosure.money.reading.reader import Reading, read_prose


class Severity(StrEnum):
    """An error blocks the sign-off; a warning needs a written explanation that is published with the figures."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says: the sentence with its arithmetic, and the places that disagree.

    A place is a cell (`total.final`), a count (`counts.vehicles_held`) or a character of the prose (`prose:120`).
    """

    rule: int
    severity: Severity
    template: str | Promise
    parameters: Mapping[str, Any]
    places: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """Return the sentence in the reader's language."""
        return str(self.template) % self.parameters


@dataclass(frozen=True, slots=True)
class Context:
    """What the table itself doesn't tell.

    `due_on` is the last day of publication under the rule in force; None: the 20th natural day after approval.
    `is_published` is False while a statement is being entered: nobody asks yet when it was published.
    """

    due_on: date | None = None
    is_published: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A statement under audit with what all rules share: mended cells, the prose read once, and where it fails."""

    statement: Statement
    context: Context
    ledger: Ledger
    reading: Reading
    failures: tuple[Failure, ...]


def open_case(statement: Statement, context: Context) -> Case:
    """Return the case of `statement`."""
    reading = read_prose(statement.prose, statement.fiscal_year, statement.kind)
    ledger = Ledger(statement)
    failures = tuple(Claims(statement, ledger, reading.mentions).failures())
    return Case(statement, context, ledger, reading, failures)


def place_of(category: Category, column: Column) -> str:
    """Return the name of a cell as findings give it."""
    return f"{category}.{column}"


def is_near(left: Decimal, right: Decimal, tolerance: Decimal = TOLERANCE) -> bool:
    """Tell whether two amounts in yuan agree within the tolerance, which is inclusive."""
    return abs(left - right) <= tolerance
