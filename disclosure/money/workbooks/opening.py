"""Opening a stranger's workbook: looked through before a library reads it, so that nothing in it can hurt.

A library of ours reads values fast but tells neither formulas nor error cells, and makes room for every cell between
the first and the last. So each sheet is looked through first: where its cells lie, which are formulas, which errors.
"""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

import python_calamine
from django.utils.translation import gettext as _
from openpyxl.utils.cell import column_index_from_string as column_index

from disclosure.money.workbooks.grids import Address, Box, Grid, Value
from foundation.files.limits import MEGABYTE, Limits
from foundation.files.sniffing import inspect
from foundation.tables.errors import TableError
from foundation.tables.parts import BROKEN, PLACE, keep_looked_through

WORKBOOK_LIMITS = Limits(max_bytes=5 * MEGABYTE, extensions=frozenset({"xlsx"}))
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 40, 5_000, 200, 100_000
MOST_BYTES_UNPACKED = 60 * MEGABYTE
HEAD_BYTES = 1024
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
FOREIGN = re.compile(r"^xl/(?:externalLinks/|connections\.xml$|queryTables/)", re.IGNORECASE)


def open_workbook(content: bytes, name: str) -> list[Grid]:
    """Return the sheets of a workbook. Raises TableError or FileRefused, which say what is wrong and how to mend it."""
    inspect(io.BytesIO(content), name, limits=WORKBOOK_LIMITS)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_dangers(archive)
            looks = {sheet: _look_through(archive, part) for sheet, part in _parts(archive).items()}
        content = keep_looked_through(content)
    except (*BROKEN, KeyError):
        raise _unreadable() from None
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return [_grid(book, sheet, looks[sheet.name]) for sheet in book.sheets_metadata if sheet.name in looks]
    except (python_calamine.CalamineError, ValueError):
        raise _unreadable() from None


def _unreadable() -> TableError:
    return TableError(_("The workbook can't be read. Open it, save it as XLSX and try again."))


def _refuse_dangers(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if any(FOREIGN.match(member.filename) for member in members):
        raise TableError(
            _("The workbook draws figures from other files. Break the links, so that only values are left."),
            code="external_links",
        )
    if sum(member.file_size for member in members) > MOST_BYTES_UNPACKED:
        raise TableError(_("The workbook unpacks to an improbable size. Copy the figures into the template."))
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            with archive.open(member) as part:
                if DECLARATION.search(part.read(HEAD_BYTES).replace(b"\0", b"")):
                    raise _unreadable()


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of the archive in which each sheet lies."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def take_target(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes["Target"]
            targets[attributes["Id"]] = target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")

    def take_sheet(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "sheet":
            keys = {_local(key): value for key, value in attributes.items()}
            sheets[attributes["name"]] = keys["id"]

    _parse(archive, "xl/_rels/workbook.xml.rels", take_target)
    _parse(archive, "xl/workbook.xml", take_sheet)
    if len(sheets) > MOST_SHEETS:
        raise TableError(_("The workbook has more than %(most)s sheets. Leave some out.") % {"most": MOST_SHEETS})
    return {sheet: targets[key] for sheet, key in sheets.items() if key in targets}


@dataclass(slots=True)
class _Look:
    """What a sheet holds beside its values, gathered while its XML is read."""

    formulas: set[Address] = field(default_factory=set)
    errors: dict[Address, str] = field(default_factory=dict)
    merged: list[Box] = field(default_factory=list)
    row: int = 0
    at: Address = Address(0, 0)
    n_cells: int = 0
    is_error: bool = False
    is_value: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.at = Address(self.row, 0)
        elif tag == "c":  # one without a place of its own is the next one in the row of its `row`, as for the reader
            self.at = _address(attributes["r"]) if "r" in attributes else Address(self.row, self.at.column + 1)
            self.is_error = attributes.get("t") == "e"
        elif tag in ("v", "is"):
            self.is_value = tag == "v"
            self._count()
        elif tag == "f":
            self.formulas.add(self.at)
            self._count()
        elif tag == "mergeCell":
            first, _colon, last = attributes["ref"].partition(":")
            self.merged.append((_address(first), _address(last or first)))
            self._count()

    def end(self, name: str) -> None:
        if _local(name) == "v":
            self.is_value = False

    def characters(self, text: str) -> None:
        if self.is_error and self.is_value:
            self.errors[self.at] = self.errors.get(self.at, "") + text

    def _count(self) -> None:
        self.n_cells += 1
        if self.at.row > MOST_ROWS or self.at.column > MOST_COLUMNS or self.n_cells > MOST_CELLS:
            shown = {"rows": MOST_ROWS, "columns": MOST_COLUMNS, "cell": self.at.name}
            text = _(
                "A sheet goes on to %(cell)s; %(rows)s rows and %(columns)s columns at most are read. Delete what "
                "stands so far out."
            )
            raise TableError(text % shown)


def _look_through(archive: zipfile.ZipFile, part: str) -> _Look:
    look = _Look()
    _parse(archive, part, look.start, look)
    return look


def _parse(archive: zipfile.ZipFile, part: str, start: object, look: _Look | None = None) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start  # type: ignore[assignment]
    if look is not None:
        parser.EndElementHandler = look.end
        parser.CharacterDataHandler = look.characters
    with archive.open(part) as file:
        parser.ParseFile(file)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _address(name: str) -> Address:
    match = PLACE.fullmatch(name)
    if match is None:
        raise ValueError(name)
    return Address(int(match[2]), column_index(match[1]))


def _grid(book: python_calamine.CalamineWorkbook, sheet: python_calamine.SheetMetadata, look: _Look) -> Grid:
    rows = book.get_sheet_by_name(sheet.name)
    margin = rows.start[1] if rows.start else 0
    values: dict[Address, Value] = {}
    for number, cells in enumerate(rows.iter_rows(), start=1):
        for place, value in enumerate(cells, start=margin + 1):
            if value not in ("", None):
                values[Address(number, place)] = value
    return Grid(
        sheet.name,
        values,
        frozenset(look.formulas),
        look.errors,
        tuple(look.merged),
        sheet.visible is python_calamine.SheetVisibleEnum.Visible,
    )
