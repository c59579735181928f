"""Which encoding a text is in, decided by its bytes alone. Pure."""

import codecs
import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from foundation.tables.errors import TableError

UTF8_SEQUENCE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
SURELY_UTF8 = 8
"""So many sequences of UTF-8 before the first error are no accident: the text is damaged UTF-8, not GB 18030."""


class Decoded(NamedTuple):
    text: str
    encoding: str


def decode_text(content: bytes) -> Decoded:
    """Return the text of `content` and its encoding: UTF-8, UTF-16 with its mark, else GB 18030. All strictly.

    Raises TableError naming the byte (from 0) and the line (from 1) where it fails.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode(content, "utf-16")
    if b"\x00" in content:
        place = _describe(content, content.index(b"\x00"))
        raise TableError(
            _("The file is not text: there is a zero byte at %(place)s. Save it as CSV UTF-8 or XLSX.") % place
        )
    try:
        # not utf-8-sig: its errors count from behind the mark
        return Decoded(content.decode("utf-8").removeprefix("\ufeff"), "utf-8")
    except UnicodeDecodeError as error:
        if content.startswith(codecs.BOM_UTF8) or _has_many_sequences(content[: error.start]):
            raise _not_in(content, "UTF-8", error) from None
    return _decode(content, "gb18030")


def _decode(content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(content.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        raise _not_in(content, encoding.upper(), error) from None


def _has_many_sequences(valid: bytes) -> bool:
    return sum(1 for _match in zip(range(SURELY_UTF8), UTF8_SEQUENCE.finditer(valid), strict=False)) == SURELY_UTF8


def _not_in(content: bytes, encoding: str, error: UnicodeDecodeError) -> TableError:
    place = {**_describe(content, error.start), "encoding": encoding}
    return TableError(
        _("The text is damaged or in an unknown encoding: not %(encoding)s at %(place)s. Save it as CSV UTF-8 or XLSX.")
        % place
    )


def _describe(content: bytes, offset: int) -> dict[str, str]:
    line = content.count(b"\n", 0, offset) + 1
    return {"place": _("byte %(offset)s (line %(line)s)") % {"offset": offset, "line": line}}
