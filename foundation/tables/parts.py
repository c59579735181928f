"""Which parts of a workbook its reader is given: those of an XLSX that were looked through, and no other.

The library that reads values makes room for every cell between the first and the last, and where the machine has none
it ends the whole process; and it tries one format after the other, so that what is broken as XLSX may hold, in the same
file, a table as ODS that nobody has looked at.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from django.utils.translation import gettext as _

from foundation.tables.errors import TableError

MOST_ROOM = 3_000_000
"""Cells for which the reader may make room in one sheet, empty ones included: some 70 MB."""

READ = re.compile(r"\[content_types\]\.xml|_rels/\.rels|xl/.+\.(?:xml|rels)")
"""The parts, by their names in small letters, in which a reader looks for values."""

PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def keep_looked_through(content: bytes) -> bytes:
    """Return the workbook with its readable parts alone, once its sizes were looked at (`identify_zip`).

    Raises TableError for a sheet that reaches too far, and for parts that no XLSX has: malformed ones, two of one name.
    """
    kept = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(kept, "w") as clean:
            for name in _names(archive):
                part = archive.read(name)
                _Look().through(part)
                clean.writestr(name, part)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, ValueError, EOFError, RuntimeError):
        raise _unreadable() from None
    return kept.getvalue()


def _unreadable() -> TableError:
    return TableError(_("The workbook can't be read. Open it, save it as XLSX and try again."))


def _names(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield the names of readable parts; two that differ in case alone would be one part to one program only."""
    seen: set[str] = set()
    for name in archive.namelist():
        plain = name.replace("\\", "/").lower()
        if plain in seen:
            raise ValueError("two parts of one name")
        seen.add(plain)
        if READ.fullmatch(plain):
            yield name


class _Look:
    """How far the values of a part reach, should it be read as a sheet."""

    def __init__(self) -> None:
        self.row = self.column = self.last_row = self.last_column = 0

    def through(self, part: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        parser.Parse(part, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif tag == "c":
            self._go_to(attributes.get("r", ""))
        elif tag in {"v", "is"}:
            self._require_room()

    def _go_to(self, place: str) -> None:
        if match := PLACE.fullmatch(place):
            self.column = 0
            for letter in match[1]:
                self.column = self.column * 26 + ord(letter) - 64
            self.row = int(match[2])
        else:
            self.column += 1

    def _require_room(self) -> None:
        """Count cells with a value alone: formats may reach to the end of a sheet."""
        self.last_row, self.last_column = max(self.last_row, self.row), max(self.last_column, self.column)
        if self.last_row * self.last_column > MOST_ROOM:
            shown = {"row": self.last_row, "column": self.last_column}
            text = _(
                "A sheet goes on to row %(row)s and column %(column)s, too far to be read. Delete what stands so far "
                "out."
            )
            raise TableError(text % shown)

    def _refuse_document_type(self, *_names: object) -> None:
        raise ValueError("a document type")
