"""Which parts of a workbook its reader is given: those of an XLSX that were looked through, and no other.

The library that reads values makes room for every cell between the first and the last, and where the machine has none
it ends the whole process; and it tries one format after the other, so that what is broken as XLSX may hold, in the same
file, a table as ODS that nobody has looked at.
"""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from django.utils.translation import gettext as _

from foundation.files.limits import MEGABYTE
from foundation.tables.errors import TableError

BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, expat.ExpatError, ValueError, EOFError, OSError, RuntimeError)
"""What is raised while a damaged or crooked archive is read."""

MOST_BYTES = 100 * MEGABYTE
"""What the readable parts may have together, unpacked."""

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
        with (
            zipfile.ZipFile(io.BytesIO(content)) as archive,
            zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as clean,
        ):
            names = list(_names(archive))
            _require_size(sum(archive.getinfo(name).file_size for name in names))
            for name in names:
                part = archive.read(name)
                _Look().through(part)
                clean.writestr(name, part)
    except BROKEN:
        raise _unreadable() from None
    return kept.getvalue()


def _require_size(n_bytes: int) -> None:
    if n_bytes > MOST_BYTES:
        text = _("The workbook unpacks to %(n)s MB; %(most)s at most are read. Divide it, or save it as CSV.")
        raise TableError(text % {"n": n_bytes // MEGABYTE, "most": MOST_BYTES // MEGABYTE})


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
        self.numbered = self.row = self.column = self.last_row = self.last_column = 0

    def through(self, part: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        parser.Parse(part, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            self.numbered, self.column = int(attributes.get("r", self.numbered + 1)), 0
        elif tag == "c":
            self._go_to(attributes.get("r"))
        elif tag in {"v", "is"}:
            self._require_room()

    def _go_to(self, place: str | None) -> None:
        """Go where the reader goes: a cell without a place of its own is the next one in the row of its `row`."""
        if place is None:
            self.row, self.column = self.numbered, self.column + 1
            return
        match = PLACE.fullmatch(place)
        if match is None:
            raise ValueError("a place that readers may read differently")
        self.column = 0
        for letter in match[1]:
            self.column = self.column * 26 + ord(letter) - 64
        self.row = int(match[2])

    def _require_room(self) -> None:
        """Count cells with a value alone: formats may reach to the end of a sheet."""
        self.last_row, self.last_column = max(self.last_row, self.row), max(self.last_column, self.column)
        if self.last_row * self.last_column > MOST_ROOM:
            shown = {"row": self.last_row, "column": self.last_column}
            text = _(
                "A sheet goes on to row %(row)s and column %(column)s, too far to be read. Delete what stands so far "
                "out, or save it as CSV."
            )
            raise TableError(text % shown)

    def _refuse_document_type(self, *_names: object) -> None:
        raise ValueError("a document type")
