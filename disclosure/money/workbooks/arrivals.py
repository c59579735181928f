"""From uploads to workbooks: single files, or one archive full of them, unpacked one at a time.

Only names and bytes are taken from an archive: no path, no link, no archive within it.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from disclosure.money.workbooks.opening import WORKBOOK_LIMITS
from foundation.files.limits import MEGABYTE
from foundation.files.names import clean_name, split_extension
from foundation.tables.errors import TableError

MOST_WORKBOOKS = 1_000
MOST_ARCHIVE_BYTES = 200 * MEGABYTE
MOST_UNPACKED_BYTES = 1_000 * MEGABYTE
UTF8_NAME = 0x800


class Arrival(NamedTuple):
    """A file that came in: its name and content, or why it is not taken."""

    name: str
    content: bytes
    refusal: str = ""


def arrivals_of(uploads: Iterable[tuple[str, BinaryIO]]) -> Iterator[Arrival]:
    """Yield the workbooks of the uploads, those of archives too; their number is bounded by `MOST_WORKBOOKS`.

    Raises TableError for an archive that can't be unpacked or holds too much.
    """
    n_arrived = 0
    for name, file in uploads:
        is_archive = split_extension(name)[1] == "zip"
        for arrival in _unpack(name, file) if is_archive else [_take(name, file)]:
            n_arrived += 1
            if n_arrived > MOST_WORKBOOKS:
                text = _("More than %(most)s workbooks were sent. Send them in several parts.")
                raise TableError(text % {"most": MOST_WORKBOOKS}, code="too_many_workbooks")
            yield arrival


def _take(name: str, file: BinaryIO) -> Arrival:
    content = file.read(WORKBOOK_LIMITS.max_bytes + 1)
    return Arrival(clean_name(name), content, _refusal(name, len(content)))


def _refusal(name: str, size: int) -> str:
    """Return why a file is not even stored; "" for one that is. What it holds is looked at when it is read."""
    if size > WORKBOOK_LIMITS.max_bytes:
        shown = {"limit": WORKBOOK_LIMITS.max_bytes // MEGABYTE}
        return _("The file is larger than %(limit)s MB. Copy the figures into a new template.") % shown
    if split_extension(name)[1] != "xlsx":
        return _("This is no XLSX workbook. Save it as XLSX (without macros) and send it again.")
    return ""


def _unpack(name: str, file: BinaryIO) -> Iterator[Arrival]:
    try:
        with zipfile.ZipFile(file) as archive:
            for member in _members(archive):
                yield _take_member(archive, member)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError):
        shown = {"name": clean_name(name)}
        text = _("The archive “%(name)s” is damaged or locked by a password. Pack it anew without a password.")
        raise TableError(text % shown, code="unreadable_archive") from None


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = [member for member in archive.infolist() if not member.is_dir() and not _is_hidden(member.filename)]
    if len({member.header_offset for member in members}) < len(members):
        raise ValueError("members overlap")
    if sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
        raise TableError(_("The archive unpacks to an improbable size. Send it in several parts."), code="archive_bomb")
    if not members:
        raise TableError(_("The archive holds no workbook."), code="empty_archive")
    return members


def _take_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Arrival:
    name = _name_of(member)
    refusal = _refusal(name, member.file_size)
    if refusal:
        return Arrival(clean_name(name), b"", refusal)
    with archive.open(member) as content:
        return _take(name, io.BytesIO(content.read(WORKBOOK_LIMITS.max_bytes + 1)))


def _is_hidden(path: str) -> bool:
    """Tell what systems add to archives by themselves, and what office programs leave while a file is open."""
    folder, _slash, name = path.rpartition("/")
    return "__MACOSX" in folder or name.startswith((".", "~$"))


def _name_of(member: zipfile.ZipInfo) -> str:
    """Return the name of a member; Chinese Windows writes it in GBK and doesn't say so."""
    name = member.filename
    if not member.flag_bits & UTF8_NAME:
        try:
            name = name.encode("cp437").decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = member.filename
    return name.replace("\\", "/").rsplit("/", 1)[-1]
