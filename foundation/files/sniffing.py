"""What a file is, by its content; and whether a stranger's file may come in.

A file is taken if its extension is on the list, its content is of that extension and nothing dangerous is in it. What
can't be recognised is refused; nothing is ever guessed from the type that the browser sends.
"""

import codecs
import hashlib
import re
import zipfile
from typing import Any, BinaryIO, NamedTuple

import puremagic
from django.core.files import File
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.files.containers import OLE_HEAD, ZIP_HEAD, ContainerError, Content, Trouble, identify_ole, identify_zip
from foundation.files.limits import DEFAULT_LIMITS, Limits
from foundation.files.names import clean_name, has_unsafe_signs, split_extension
from foundation.refusals import Refusal

HEAD_BYTES = 4096
CHUNK_BYTES = 256 * 1024
OOXML = "application/vnd.openxmlformats-officedocument"

ALLOWED: dict[str, tuple[frozenset[Content], str]] = {
    "pdf": (frozenset({Content.PDF}), "application/pdf"),
    "docx": (frozenset({Content.DOCX}), f"{OOXML}.wordprocessingml.document"),
    "xlsx": (frozenset({Content.XLSX}), f"{OOXML}.spreadsheetml.sheet"),
    "doc": (frozenset({Content.DOC}), "application/msword"),
    "xls": (frozenset({Content.XLS}), "application/vnd.ms-excel"),
    # WPS Writer keeps its own extension but writes the formats of Word
    "wps": (frozenset({Content.DOC, Content.DOCX}), "application/vnd.ms-works"),
    "ofd": (frozenset({Content.OFD}), "application/ofd"),
    "txt": (frozenset({Content.TEXT}), "text/plain"),
    "csv": (frozenset({Content.TEXT}), "text/csv"),
    "jpg": (frozenset({Content.JPEG}), "image/jpeg"),
    "jpeg": (frozenset({Content.JPEG}), "image/jpeg"),
    "png": (frozenset({Content.PNG}), "image/png"),
    "gif": (frozenset({Content.GIF}), "image/gif"),
    "webp": (frozenset({Content.WEBP}), "image/webp"),
}
"""Extension -> the contents it may stand for, and the type under which such a file is handed out."""

SIGNATURES = (
    (re.compile(rb"%PDF-[12]\.[0-9]"), Content.PDF),
    (re.compile(rb"\xff\xd8\xff"), Content.JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), Content.PNG),
    (re.compile(rb"GIF8[79]a"), Content.GIF),
    (re.compile(rb"RIFF....WEBPVP8[ LX]", re.DOTALL), Content.WEBP),
)
IMAGES = frozenset({Content.JPEG, Content.PNG, Content.GIF, Content.WEBP})
MARKUP = re.compile(
    r"\s*(?:<(?:!doctype|!--|\?xml|\?php|html|head|body|script|svg|iframe|meta|table|a\s)|#!|%!)", re.IGNORECASE
)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")

TROUBLES: dict[Trouble, str | Promise] = {
    Trouble.MACROS: _("“%(name)s” contains macros (small programs). Save it without macros, or as PDF."),
    Trouble.BOMB: _("“%(name)s” unpacks to an improbable size. Save it again, or as PDF."),
    Trouble.ENCRYPTED: _("“%(name)s” is protected by a password. Remove the password and save it again."),
    Trouble.DAMAGED: _("“%(name)s” is damaged. Open it, save it again and send the new file."),
    Trouble.ARCHIVE: _("“%(name)s” is an archive or an unknown kind of document. Send the files in it one by one."),
}


class FileRefused(Refusal):
    """A file that is not taken. `code` is stable; the message names the file and says what to do."""

    code = "file_refused"

    def __init__(self, message: str | Promise, *, code: str, **params: Any) -> None:
        super().__init__(message, code=code)
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params


class Inspected(NamedTuple):
    """A file that may come in: its clean name, its true type, its size in bytes and its SHA-256."""

    name: str
    extension: str
    content_type: str
    size: int
    digest: str


def inspect(file: BinaryIO, name: str, *, limits: Limits = DEFAULT_LIMITS) -> Inspected:
    """Return what `file` is. Raises FileRefused. The position of `file` is at its start afterwards."""
    try:
        extension = _require_honest_name(name, limits)
        size = _require_size(file, name, limits)
        content = _identify(file, size, name)
        contents, content_type = ALLOWED[extension]
        if content not in contents:
            raise FileRefused(
                _("The content of “%(name)s” is not what its ending says, but %(found)s. Send it under its true name."),
                code="content_mismatch",
                name=clean_name(name),
                found=_("plain text") if content is Content.TEXT else content.upper(),
            )
        return Inspected(clean_name(name), extension, content_type, size, digest(file))
    finally:
        file.seek(0)


def digest(file: BinaryIO | File) -> str:
    """Return the SHA-256 of the whole of `file` in hexadecimal. The position is at its start afterwards."""
    file.seek(0)
    hasher = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):
        hasher.update(chunk)
    file.seek(0)
    return hasher.hexdigest()


def _require_honest_name(name: str, limits: Limits) -> str:
    if has_unsafe_signs(name):
        raise FileRefused(
            _("The name of “%(name)s” contains control signs or path separators. Rename it and send it again."),
            code="unsafe_name",
            name=clean_name(name),
        )
    extension = split_extension(name)[1]
    if extension not in ALLOWED or extension not in limits.extensions:
        raise FileRefused(
            _("“%(name)s” is of a kind that is not accepted. Accepted are: %(allowed)s."),
            code="extension_not_allowed",
            name=clean_name(name),
            allowed=", ".join(sorted(limits.extensions & ALLOWED.keys())),
        )
    return extension


def _require_size(file: BinaryIO, name: str, limits: Limits) -> int:
    size = file.seek(0, 2)
    if size == 0:
        raise FileRefused(
            _("“%(name)s” is empty. Send the file with its content."), code="empty", name=clean_name(name)
        )
    if size > limits.max_bytes:
        raise FileRefused(
            _("“%(name)s” has %(size)s MB; a file may have %(limit)s MB at most. Send a smaller file."),
            code="too_large",
            name=clean_name(name),
            size=_in_megabytes(size, up=True),
            limit=_in_megabytes(limits.max_bytes),
        )
    return size


def _in_megabytes(size: int, *, up: bool = False) -> str:
    tenths = -(-size * 10 // 2**20) if up else size * 10 // 2**20
    return f"{tenths // 10}.{tenths % 10}"


def _identify(file: BinaryIO, size: int, name: str) -> Content:
    """Return the content of `file`, by the bytes at its start and, for containers, by what they hold."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    try:
        if head.startswith(ZIP_HEAD):
            return identify_zip(file, size)
        if head.startswith(OLE_HEAD):
            return identify_ole(file)
    except ContainerError as error:
        raise FileRefused(TROUBLES[error.trouble], code=error.trouble, name=clean_name(name)) from None
    for signature, content in SIGNATURES:
        if signature.match(head):
            _refuse_hidden_archive(file, content, name)
            return content
    if _is_plain_text(file):
        return Content.TEXT
    raise FileRefused(
        _("The content of “%(name)s” is of a kind that is not accepted (%(found)s)."),
        code="content_not_allowed",
        name=clean_name(name),
        found=_name_foreign(head),
    )


def _refuse_hidden_archive(file: BinaryIO, content: Content, name: str) -> None:
    """Refuse a picture that is a ZIP archive as well: the trick by which programs travel as pictures."""
    if content in IMAGES and zipfile.is_zipfile(file):
        raise FileRefused(
            _("“%(name)s” is a picture with an archive hidden in it. Send the picture alone."),
            code="polyglot",
            name=clean_name(name),
        )


def _is_plain_text(file: BinaryIO) -> bool:
    """Return whether `file` is text throughout, in UTF-8, UTF-16 with its mark or GB 18030, and no markup or script."""
    file.seek(0)
    has_utf16_mark = file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    return any(_decodes(file, encoding) for encoding in (["utf-16"] if has_utf16_mark else ["utf-8-sig", "gb18030"]))


def _decodes(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    is_start = True
    try:
        while chunk := file.read(CHUNK_BYTES):
            text = decoder.decode(chunk)
            if CONTROLS.search(text) or (is_start and MARKUP.match(text)):
                return False
            is_start = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _name_foreign(head: bytes) -> str:
    """Return the name of a kind that we don't take, for the message only; "?" if it is unknown."""
    try:
        return puremagic.magic_string(head)[0].name or "?"
    except (puremagic.PureError, ValueError, IndexError):
        return "?"
