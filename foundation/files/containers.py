"""What a ZIP or OLE container holds, found without extracting it. Pure: a binary file in, a word or a refusal out."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from typing import BinaryIO


class Content(StrEnum):
    """What the content of a file turned out to be."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    OFD = "ofd"
    DOC = "doc"
    XLS = "xls"
    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"
    TEXT = "text"


class Trouble(StrEnum):
    """Why a container is refused."""

    MACROS = "macros"
    BOMB = "bomb"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    ARCHIVE = "archive"


class ContainerError(Exception):
    """A container that is refused, with the reason."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


ZIP_HEAD = b"PK\x03\x04"
OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MAX_MEMBERS = 5_000
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_RATIO = 150
"""Unpacked over packed bytes; the largest honest spreadsheets reach about 60."""

RATIO_FROM_BYTES = 2 * 1024 * 1024
"""Members smaller than this may be packed as tightly as they like."""

CONTENT_TYPES_LIMIT = 1024 * 1024
MACRO_MEMBER = re.compile(
    r"(?:^|/)(?:vbaproject[^/]*\.bin|vbadata\.xml)$|^xl/(?:macrosheets|intlmacrosheets)/", re.IGNORECASE
)
MACRO_TYPE = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)
MAIN_PARTS = {"word/document.xml": Content.DOCX, "xl/workbook.xml": Content.XLSX, "OFD.xml": Content.OFD}

OLE_CHUNK = 1024 * 1024
OLE_NAME = re.compile(
    b"|".join(
        name.encode("utf-16-le") for name in ("_VBA_PROJECT", "EncryptedPackage", "WordDocument", "Workbook", "Book")
    ),
    re.IGNORECASE,
)


def identify_zip(file: BinaryIO, size: int) -> Content:
    """Return which document of the ZIP family `file` of `size` bytes is. Raises ContainerError."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _refuse_bomb(members, size)
            _refuse_hidden(members)
            return _identify_members(archive, {member.filename for member in members})
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError):
        raise ContainerError(Trouble.DAMAGED) from None


def _refuse_bomb(members: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse by the sizes in the directory; members that overlap, the trick of bombs within limits, by their sum."""
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    tightest = max((_ratio(member) for member in members), default=0)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES or packed > size or tightest > MAX_RATIO:
        raise ContainerError(Trouble.BOMB)
    if len({member.header_offset for member in members}) < len(members):
        raise ContainerError(Trouble.BOMB)


def _ratio(member: zipfile.ZipInfo) -> float:
    return member.file_size / max(1, member.compress_size) if member.file_size > RATIO_FROM_BYTES else 0


def _refuse_hidden(members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        if MACRO_MEMBER.search(member.filename):
            raise ContainerError(Trouble.MACROS)
        if member.flag_bits & 0x1:
            raise ContainerError(Trouble.ENCRYPTED)
        if member.filename.startswith("/") or ".." in member.filename.split("/"):
            raise ContainerError(Trouble.DAMAGED)


def _identify_members(archive: zipfile.ZipFile, names: set[str]) -> Content:
    found = [content for part, content in MAIN_PARTS.items() if part in names]
    if len(found) != 1:
        raise ContainerError(Trouble.ARCHIVE)
    if found[0] is Content.OFD:
        return Content.OFD
    if "[Content_Types].xml" not in names:
        raise ContainerError(Trouble.DAMAGED)
    with archive.open("[Content_Types].xml") as part:
        if MACRO_TYPE.search(part.read(CONTENT_TYPES_LIMIT).replace(b"\0", b"")):
            raise ContainerError(Trouble.MACROS)
    return found[0]


def identify_ole(file: BinaryIO) -> Content:
    """Return which document of Office 97-2003 `file` is, by the names in its directory. Raises ContainerError.

    Excel 4 macro sheets live inside the workbook stream and are not seen.
    """
    names = set(_read_ole_names(file))
    if "_VBA_PROJECT" in names:
        raise ContainerError(Trouble.MACROS)
    if "ENCRYPTEDPACKAGE" in names:
        raise ContainerError(Trouble.ENCRYPTED)
    if "WORDDOCUMENT" in names:
        return Content.DOC
    if names & {"WORKBOOK", "BOOK"}:
        return Content.XLS
    raise ContainerError(Trouble.ARCHIVE)


def _read_ole_names(file: BinaryIO) -> Iterator[str]:
    """Yield those known names, in capitals, that stand in a directory entry.

    An entry is 128 bytes at a multiple of 128: 64 bytes of name, its length in bytes with the closing zero, its type.
    """
    file.seek(0)
    while chunk := file.read(OLE_CHUNK):
        for match in OLE_NAME.finditer(chunk):
            start, length = match.start(), len(match.group()) + 2
            if start % 128 == 0 and chunk[start + 64 : start + 66] == length.to_bytes(2, "little"):
                yield match.group().decode("utf-16-le").upper()
