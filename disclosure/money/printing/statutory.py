"""A statutory table as it was published, as a table to print. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from disclosure.money.figures import Absence, Cell, Kind
from disclosure.money.printing.amounts import cell_text, unit_name
from disclosure.money.printing.document import Grid, Span
from disclosure.money.printing.names import NOTE_BLANK, NOTE_NOT_HELD, TABLE_NAMES
from disclosure.money.statutory import LAYOUT_OF, Scheme

MOST_UPRIGHT = 4
"""With more columns of figures a table is printed across the long side."""


def statutory_table(table: Mapping[str, Any], kind: Kind) -> Grid:
    """Return one table of a published version; one without data keeps its head, is empty and says why."""
    layout = LAYOUT_OF[table["code"]]
    has_codes = layout.scheme != Scheme.NONE
    columns = list(layout.columns)
    columns += [each for each in dict.fromkeys(line[3] for line in table["lines"]) if each not in columns]
    texts = ["科目编码", "科目名称"] if has_codes else ["项目"]
    return Grid(
        caption=TABLE_NAMES[kind][table["code"]],
        head=[[Span(text) for text in (*texts, *columns)]],
        body=_rows(table, columns, has_codes=has_codes),
        widths=[*([1.0, 2.2] if has_codes else [2.6]), *([1.2] * len(columns))],
        unit=unit_name(table["display_unit"]),
        notes=_notes(table),
        n_texts=len(texts),
        is_wide=len(columns) > MOST_UPRIGHT,
    )


def _rows(table: Mapping[str, Any], columns: Sequence[str], *, has_codes: bool) -> list[list[str]]:
    """Return one row for each printed row and name; a column that it does not hold stays blank.

    Where revenue stands beside expenditure, what shares a row under different names stands apart.
    """
    rows: dict[tuple[int, str, str], list[str]] = {}
    n_texts = 2 if has_codes else 1
    for position, code, name, column, amount, absence in table["lines"]:
        texts = [*([code] if has_codes else []), name]
        row = rows.setdefault((position, code, name), [*texts, *([""] * len(columns))])
        row[n_texts + columns.index(column)] = cell_text(_cell(amount, absence), table["display_unit"])
    return [rows[key] for key in sorted(rows, key=lambda key: key[0])]


def _cell(amount: str | None, absence: str) -> Cell:
    return Cell(None if amount is None else Decimal(amount), Absence(absence) if absence else None)


def _notes(table: Mapping[str, Any]) -> list[str]:
    if table["is_empty"]:
        return [f"本表无数据。{table['note']}"]
    absences = {line[5] for line in table["lines"]}
    notes = [table["note"]] if table["note"] else []
    notes += [NOTE_BLANK] if Absence.BLANK in absences else []
    return notes + ([NOTE_NOT_HELD] if Absence.NOT_HELD in absences else [])
