"""Pages as PDF, by WeasyPrint in a process of its own.

The engine and what it keeps of one document are more than half of what a web process may take in memory, a page that is
too much for it must not take a web process along, and its libraries (Pango, a Chinese font) may be absent: ask `probe`.
"""

import ctypes
import ctypes.util
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from foundation.refusals import Refusal

CONTENT_TYPE = "application/pdf"
LAYOUT = Path(__file__).with_name("layout.py")
LIBRARIES = ("gobject-2.0", "pango-1.0", "harfbuzz", "fontconfig", "pangoft2-1.0")
"""What WeasyPrint opens when it is loaded."""

LONGEST_WAIT = 20
"""Seconds that a request waits for the one that is printing in the same process."""

LONGEST_LAYOUT = 60
"""Seconds after which a page is given up; the longest statements take some five."""

PRINTING = threading.BoundedSemaphore(1)
"""One document at a time for each process: laying one out takes a second of a core and a hundred megabytes."""

logger = logging.getLogger(__name__)


class Verdict(NamedTuple):
    """Whether PDFs can be made here; if not, why, in words for the page and for whoever runs the machine."""

    is_able: bool
    reason: Any = ""


class PdfUnavailable(Refusal):
    """The machine lacks what the PDF engine needs, or it is busy, or the page is too much for it."""

    code = "pdf_unavailable"


@lru_cache(maxsize=1)
def probe() -> Verdict:
    """Return whether PDFs can be made here; asked once in the life of a process, without loading the engine."""
    if find_spec("weasyprint") is None or not all(map(ctypes.util.find_library, LIBRARIES)):
        return Verdict(False, _("PDF can't be made on this machine: the library Pango is missing. DOCX works."))
    if not has_chinese_font():
        return Verdict(False, _("PDF can't be made on this machine: it has no Chinese font. DOCX works."))
    return Verdict(True)


def has_chinese_font() -> bool:
    """Tell whether fontconfig knows a font for Chinese; without one every sign would be an empty box."""
    try:
        library = ctypes.CDLL(ctypes.util.find_library("fontconfig") or "libfontconfig.so.1")
    except OSError:
        return False
    for name in ("FcNameParse", "FcObjectSetCreate", "FcFontList"):
        getattr(library, name).restype = ctypes.c_void_p
    pattern = ctypes.c_void_p(library.FcNameParse(b":lang=zh-cn"))
    wanted = ctypes.c_void_p(library.FcObjectSetCreate())
    found = library.FcFontList(None, pattern, wanted)
    # the first member of struct FcFontSet is the number of fonts
    return bool(found) and ctypes.cast(found, ctypes.POINTER(ctypes.c_int)).contents.value > 0


def make_pdf(html: str, *, css: str = "", options: Mapping[str, Any] | None = None) -> bytes:
    """Return the page `html` as PDF, with the style sheet `css` and `options` of WeasyPrint. Raises PdfUnavailable."""
    verdict = probe()
    if not verdict.is_able:
        raise PdfUnavailable(verdict.reason)
    if not PRINTING.acquire(timeout=LONGEST_WAIT):
        raise PdfUnavailable(_("Too many documents are being printed at this moment; try again shortly."), code="busy")
    try:
        return _lay_out({"html": html, "css": css, "options": dict(options or {})})
    finally:
        PRINTING.release()


def _lay_out(order: dict[str, Any]) -> bytes:
    """Have the page laid out; what the engine says of it is not kept, it may hold words of the page."""
    command = [sys.executable, "-P", str(LAYOUT)]
    try:
        done = subprocess.run(  # noqa: S603 (own words)
            command, input=json.dumps(order).encode(), capture_output=True, timeout=LONGEST_LAYOUT, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        logger.error("a PDF was not made: %s", type(error).__name__)
        raise PdfUnavailable(_("This document could not be laid out as PDF. DOCX works."), code="too_much") from None
    return done.stdout
