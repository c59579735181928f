"""Reading a table by its content, whatever its name: XLSX and XLS by their containers, everything else as CSV.

Rows carry the number that the person sees: the row of the sheet, or the line of the CSV file in which they begin.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

import python_calamine
from django.utils.translation import gettext as _

from foundation.files.containers import OLE_HEAD, ZIP_HEAD, ContainerError, Trouble, identify_zip
from foundation.tables.decoding import decode_text
from foundation.tables.errors import RowError, TableError, excerpt
from foundation.tables.parts import keep_looked_through

Cell = str | int | float | bool | datetime | date | time | timedelta

DELIMITERS = (",", "\t", ";")
HEADER_WITHIN = 10
"""So many rows with content may stand before the header is expected to have come: titles, notes."""


class Row(NamedTuple):
    """One row: its number as seen, and its cells by column. A column that the table lacks is absent."""

    number: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        """Return the cell as text, whole; "" if it is empty or absent. Whole numbers lose the ".0" that Excel adds."""
        return cell_text(self.cells.get(column, ""))


class Table(NamedTuple):
    """What was read. `form` is "csv" or "workbook" (then without encoding); `errors` are cells outside every column."""

    form: str
    encoding: str | None
    header_row: int
    columns: list[str]
    rows: list[Row]
    errors: list[RowError]


def read_table(
    source: Path | bytes | BinaryIO, *, expected: Sequence[str], optional: Sequence[str] = (), sheet: str | None = None
) -> Table:
    """Return the table of `source`, all of whose `expected` columns are present and no unknown one.

    Headers are trimmed and may follow a few rows of title. Rows without content are left out. Of a workbook the first
    visible sheet with content is read, or the one named. Raises TableError, which says what to mend.
    """
    content = _read_bytes(source)
    if not content.strip():
        raise TableError(_("The file is empty."))
    if content.startswith((ZIP_HEAD, OLE_HEAD)):
        return _arrange("workbook", None, _read_workbook(content, sheet), expected, optional)
    text, encoding = decode_text(content)
    return _arrange("csv", encoding, _read_csv(text, [*expected, *optional]), expected, optional)


def cell_text(cell: Cell) -> str:
    """Return `cell` as text, whole and untrimmed: 2555.0 is "2555", a day 2019-04-25, a moment 2019-04-25 09:32:09."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _read_bytes(source: Path | bytes | BinaryIO) -> bytes:
    if isinstance(source, bytes):
        return source
    return source.read_bytes() if isinstance(source, Path) else source.read()


Numbered = tuple[int, list[Cell]]


def _read_workbook(content: bytes, sheet: str | None) -> Iterator[Numbered]:
    if content.startswith(ZIP_HEAD):
        _refuse_bomb(content)
        content = keep_looked_through(content)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        name = _choose_sheet(workbook, sheet)
        rows = workbook.get_sheet_by_name(name)
    except python_calamine.PasswordError:
        raise TableError(_("The workbook is protected by a password. Remove the password and save it again.")) from None
    except python_calamine.CalamineError:
        raise TableError(_("The workbook can't be read. Open it, save it as XLSX and try again.")) from None
    margin: list[Cell] = [""] * (rows.start[1] if rows.start else 0)
    for number, cells in enumerate(rows.iter_rows(), start=1):
        yield number, margin + cells


def _refuse_bomb(content: bytes) -> None:
    try:
        identify_zip(io.BytesIO(content), len(content))
    except ContainerError as error:
        if error.trouble is Trouble.BOMB:
            raise TableError(_("The workbook unpacks to an improbable size. Save it again as CSV.")) from None


def _choose_sheet(workbook: python_calamine.CalamineWorkbook, sheet: str | None) -> str:
    visible = [
        known.name for known in workbook.sheets_metadata if known.visible is python_calamine.SheetVisibleEnum.Visible
    ]
    if sheet is None:
        filled = [name for name in visible if workbook.get_sheet_by_name(name).total_height]
        if not filled:
            raise TableError(_("The workbook has no visible sheet with content."))
        return filled[0]
    if sheet not in workbook.sheet_names:
        names = {"sheet": sheet, "found": ", ".join(workbook.sheet_names)}
        raise TableError(_("The workbook has no sheet “%(sheet)s”. Found: %(found)s.") % names)
    return sheet


def _read_csv(text: str, known: Sequence[str]) -> Iterator[Numbered]:
    """Yield the records of `text` with the line in which each begins. Quotation is strict: nothing gets lost."""
    delimiter, skipped = _choose_delimiter(text, known)
    lines = io.StringIO(text, newline="")
    for _line in range(skipped):
        lines.readline()
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    first_line = skipped + 1
    try:
        for record in reader:
            yield first_line, list(record)
            first_line = skipped + reader.line_num + 1
    except csv.Error:
        raise TableError(
            _(
                "The record that begins in line %(line)s is not quoted rightly: a quotation mark is missing or stands "
                "alone. Double the quotation marks inside cells, or save the table as XLSX."
            )
            % {"line": first_line}
        ) from None


def _choose_delimiter(text: str, known: Sequence[str]) -> tuple[str, int]:
    """Return the delimiter that shows most known columns, or the one declared (Excel's `sep=;`) and its 1 line."""
    if text[:4].lower() == "sep=" and text[5:6] in {"\r", "\n"}:
        return text[4], 1
    names = set(known)

    def count_known(delimiter: str) -> int:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            return max((len(names & set(_trim(record))) for record in islice(reader, HEADER_WITHIN)), default=0)
        except csv.Error:
            return 0

    return max(DELIMITERS, key=count_known), 0


def _trim(cells: Iterable[Cell]) -> list[str]:
    """Return headers without spaces at their ends or line breaks inside."""
    return [" ".join(cell_text(cell).replace("\ufeff", "").replace("\u200b", "").split()) for cell in cells]


def _arrange(
    form: str, encoding: str | None, numbered: Iterator[Numbered], expected: Sequence[str], optional: Sequence[str]
) -> Table:
    filled = ((number, cells) for number, cells in numbered if any(_has_content(cell) for cell in cells))
    opening = list(islice(filled, HEADER_WITHIN))
    if not opening:
        raise TableError(_("The table is empty."))
    place = _find_header(opening, expected)
    header_row, header = opening[place][0], _trim(opening[place][1])
    _require_columns(header_row, header, expected, optional)
    table = Table(form, encoding, header_row, [name for name in header if name], [], [])
    for number, cells in (*opening[place + 1 :], *filled):
        table.rows.append(Row(number, {name: cell for name, cell in zip(header, cells, strict=False) if name}))
        table.errors.extend(_find_strays(number, header, cells))
    return table


def _has_content(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else True


def _find_header(opening: list[Numbered], expected: Sequence[str]) -> int:
    """Return the place of the row with most expected columns, the first of several."""
    counts = [len(set(expected) & set(_trim(cells))) for _number, cells in opening]
    return counts.index(max(counts))


def _require_columns(row: int, header: list[str], expected: Sequence[str], optional: Sequence[str]) -> None:
    named = [name for name in header if name]
    missing = [name for name in expected if name not in named]
    unknown = [excerpt(name) for name in named if name not in expected and name not in optional]
    doubled = sorted({name for name in named if named.count(name) > 1 and name in {*expected, *optional}})
    wrong = [
        text % {"names": ", ".join(names)}
        for text, names in (
            (_("missing %(names)s"), missing),
            (_("unknown %(names)s"), unknown),
            (_("twice %(names)s"), doubled),
        )
        if names
    ]
    if not wrong:
        return
    raise TableError(
        _("The columns in row %(row)s do not fit: %(wrong)s. Found: %(found)s. Expected: %(expected)s.")
        % {
            "row": row,
            "wrong": "; ".join(wrong),
            "found": ", ".join(excerpt(name) for name in named),
            "expected": ", ".join(
                [*expected, *(_("%(name)s (may be left out)") % {"name": name} for name in optional)]
            ),
        },
        code="wrong_columns",
    )


def _find_strays(number: int, header: list[str], cells: Sequence[Cell]) -> Iterator[RowError]:
    """Yield an error for each cell under no header: mostly there is a delimiter inside unquoted text."""
    for place, cell in enumerate(cells):
        if _has_content(cell) and (place >= len(header) or not header[place]):
            yield RowError(
                number,
                _letter(place),
                _("There is content under no header."),
                _("Give the column a header, empty the cell, or quote a text that contains the delimiter."),
            )


def _letter(place: int) -> str:
    """Return the letters of a sheet's column, counted from 0: A, Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
