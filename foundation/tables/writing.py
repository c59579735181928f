"""Writing tables for download: CSV with BOM, XLSX and JSON, in memory that does not grow with the rows.

No cell becomes a formula, whoever wrote its text:

- CSV: a text that begins with = + - @ (also full-width, also after spaces) or with a tab or line break gets an
  apostrophe in front. A text that is nothing but a number or dashes is left: `-5` computes nothing. Numbers and dates
  are never touched.
- XLSX: every text is a text cell, character for character; those that would turn into a formula when somebody edits
  the cell carry Excel's own mark for quoted text. Nothing is added to the content.
- JSON: plain values.
"""

import csv
import io
import json
import math
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import chain, islice
from typing import IO, Any, NamedTuple

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from xlsxwriter import Workbook
from xlsxwriter.format import Format as Style
from xlsxwriter.worksheet import Worksheet

from foundation.files.names import clean_name
from foundation.xml import drop_unwritable


class Kind(StrEnum):
    """What a column holds. PERCENT takes a ratio: 0.966 is 96.6 %."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    MOMENT = "moment"


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class Column(NamedTuple):
    """One column: the key of its value in a row, its header, what it holds; `name` in JSON, if that is not the key."""

    key: str
    header: str | Promise
    kind: Kind = Kind.TEXT
    name: str = ""

    @property
    def member(self) -> str:
        return self.name or self.key


Rows = Iterable[Mapping[str, Any]]

CSV_CHUNK = 64 * 1024
ROWS_PER_SHEET = 1_048_576
LONGEST_CELL = 32_767
"""Characters that a cell of XLSX can hold; longer text is cut, with a mark. CSV and JSON hold it whole."""

FIRST_YEAR_OF_EXCEL = 1901
"""Earlier dates are written as text: Excel has none before 1900."""

WIDTHS = {Kind.TEXT: 28, Kind.NUMBER: 12, Kind.PERCENT: 10, Kind.DATE: 12, Kind.MOMENT: 20}
CONTENT_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}

FORMULA = re.compile(r"[\t\r\n]|[\s\u200b\ufeff]*[=+\-@＝＋－＠]")
HARMLESS = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*%?|-+")


def guard_formula(text: str) -> str:
    """Return `text`, with an apostrophe in front if a spreadsheet would read it as a formula."""
    return f"'{text}" if FORMULA.match(text) and not HARMLESS.fullmatch(text) else text


def iter_csv(columns: Sequence[Column], rows: Rows) -> Iterator[bytes]:
    """Yield the table as CSV in UTF-8 with BOM, in chunks; times in the current zone."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer, lineterminator="\r\n")
    cells = [(column.key, _csv_words(column.kind)) for column in columns]
    header = [guard_formula(str(column.header)) for column in columns]
    for record in chain([header], ([words(row[key]) for key, words in cells] for row in rows)):
        writer.writerow(record)
        if buffer.tell() >= CSV_CHUNK:
            yield _take(buffer)
    yield _take(buffer)


def iter_json(columns: Sequence[Column], rows: Rows) -> Iterator[bytes]:
    """Yield the table as a JSON list of objects, each on a line, with a member for each column; times with offset."""
    opening = "[\n"
    for row in rows:
        members = (f"{_json(column.member)}: {_json_cell(column, row[column.key])}" for column in columns)
        yield f"{opening}{{{', '.join(members)}}}".encode()
        opening = ",\n"
    yield b"[]\n" if opening == "[\n" else b"\n]\n"


def write_xlsx(columns: Sequence[Column], rows: Rows, file: IO[bytes], *, title: str) -> None:
    """Write the table to `file` as a workbook; rows beyond Excel's limit go on in further sheets. Times as in CSV."""
    book = Workbook(file, {"constant_memory": True})
    styles = _Styles(book)
    cells = [(place, column.key, _cell_writer(column.kind, styles)) for place, column in enumerate(columns)]
    remaining = iter(rows)
    number = 1
    while (first := next(remaining, None)) is not None or number == 1:
        sheet = _start_sheet(book, columns, styles, title if number == 1 else f"{title[:26]} {number}")
        following = chain([first] if first is not None else [], remaining)
        for line, row in enumerate(islice(following, ROWS_PER_SHEET - 1), start=1):
            for place, key, write in cells:
                write(sheet, line, place, row[key])
        number += 1
    book.close()


def table_response(form: Format, name: str, columns: Sequence[Column], rows: Rows) -> HttpResponseBase:
    """Return the table as a download called `name` (without extension; Chinese is fine), kept by no shared cache.

    CSV and JSON are sent while `rows` are read, so that an error in the middle breaks the download off; XLSX is built
    on disk first.
    """
    response: HttpResponseBase
    if form is Format.XLSX:
        file = tempfile.TemporaryFile()
        write_xlsx(columns, rows, file, title=name)
        file.seek(0)
        response = FileResponse(file, content_type=CONTENT_TYPES[form])
    else:
        pieces = iter_csv(columns, rows) if form is Format.CSV else iter_json(columns, rows)
        response = StreamingHttpResponse(pieces, content_type=CONTENT_TYPES[form])
    response["Content-Disposition"] = content_disposition_header(True, clean_name(f"{name}.{form}")) or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _take(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode(errors="replace")
    buffer.seek(0)
    buffer.truncate()
    return piece


def _localise(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _is_number(value: object) -> bool:
    """Tell whether a spreadsheet can count with the value."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and math.isfinite(value)


def _csv_words(kind: Kind) -> Callable[[Any], str]:
    """Return how the values of a column are written; chosen once, since a table has many rows."""
    day = "%Y-%m-%d" if kind is Kind.DATE else "%Y-%m-%d %H:%M:%S"

    def words(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, datetime):
            return _localise(value).strftime(day)
        return guard_formula(str(value))

    def number(value: Any) -> str:
        return _plain(value) if _is_number(value) else words(value)

    def percent(value: Any) -> str:
        return f"{value * 100:.1f}%" if _is_number(value) else words(value)

    return {Kind.NUMBER: number, Kind.PERCENT: percent}.get(kind, words)


def _plain(value: int | float | Decimal) -> str:
    """Return a number without exponent: 1E+3 is 1000."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json_cell(column: Column, value: Any) -> str:
    if value is None or isinstance(value, bool):
        return _json(value)
    if column.kind in {Kind.NUMBER, Kind.PERCENT} and _is_number(value):
        return _plain(value)
    if isinstance(value, datetime):
        value = _localise(value)
        return _json((value.date() if column.kind is Kind.DATE else value).isoformat())
    return _json(str(value))


class _Styles:
    """The looks of cells; a workbook knows each once."""

    def __init__(self, book: Workbook) -> None:
        self.header: Style = book.add_format({"bold": True})
        self.quoted: Style = book.add_format({"quote_prefix": True})
        self.quoted_header: Style = book.add_format({"bold": True, "quote_prefix": True})
        self.percent: Style = book.add_format({"num_format": "0.0%"})
        self.date: Style = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment: Style = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})


CellWriter = Callable[[Worksheet, int, int, Any], object]


def _start_sheet(book: Workbook, columns: Sequence[Column], styles: _Styles, title: str) -> Worksheet:
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", "_", title)[:31].strip("'") or "1")
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS[column.kind])
        header = _fit_cell(str(column.header))
        sheet.write_string(0, place, header, styles.quoted_header if FORMULA.match(header) else styles.header)
    return sheet


def _cell_writer(kind: Kind, styles: _Styles) -> CellWriter:
    """Return how the values of a column become cells; chosen once, since a table has many rows."""
    style = styles.percent if kind is Kind.PERCENT else None
    as_day = kind is Kind.DATE

    def other(sheet: Worksheet, line: int, place: int, value: Any) -> object:
        if value is None:
            return None
        if isinstance(value, date) and value.year >= FIRST_YEAR_OF_EXCEL:  # a moment is a date too
            if not isinstance(value, datetime) or as_day:
                return sheet.write_datetime(line, place, _day_of(value), styles.date)
            return sheet.write_datetime(line, place, _localise(value).replace(tzinfo=None), styles.moment)
        text = _fit_cell(str(value))
        return sheet.write_string(line, place, text, styles.quoted if FORMULA.match(text) else None)

    def number(sheet: Worksheet, line: int, place: int, value: Any) -> object:
        """Excel keeps 15 digits: a longer whole number stays whole as text."""
        if not _is_number(value):
            return other(sheet, line, place, value)
        if abs(value) >= 10**15 and value == int(value):
            return sheet.write_string(line, place, str(int(value)))
        return sheet.write_number(line, place, value, style)

    return number if kind in {Kind.NUMBER, Kind.PERCENT} else other


def _day_of(value: date) -> date:
    return _localise(value).date() if isinstance(value, datetime) else value


def _fit_cell(text: str) -> str:
    """Return `text` as Excel can hold it: no control signs, line feeds only, at most LONGEST_CELL characters."""
    text = drop_unwritable(text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
