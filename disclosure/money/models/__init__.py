"""The tables of public money."""

from disclosure.money.models.imports import ImportBatch, ImportedWorkbook
from disclosure.money.models.public import PublicFigures, PublicLine, Subject
from disclosure.money.models.publication import StatementEvent, StatementVersion
from disclosure.money.models.rows import (
    StatementCount,
    StatementNote,
    StatementTable,
    TableLine,
    ThreePublicFigure,
)
from disclosure.money.models.statements import Statement, StatementFinding
from disclosure.money.models.units import Approval, FinanceBureau, FinanceUnit

__all__ = [
    "Approval",
    "FinanceBureau",
    "FinanceUnit",
    "ImportBatch",
    "ImportedWorkbook",
    "PublicFigures",
    "PublicLine",
    "Statement",
    "StatementCount",
    "StatementEvent",
    "StatementFinding",
    "StatementNote",
    "StatementTable",
    "StatementVersion",
    "Subject",
    "TableLine",
    "ThreePublicFigure",
]
