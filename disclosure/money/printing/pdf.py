"""Writes a document as PDF. The engine needs Pango and a Chinese font, which a machine may lack: ask `probe` first."""

import ctypes
import ctypes.util
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from disclosure.money.printing.document import Block, Document, Heading, Paragraph, Part, listed, name_of
from foundation.refusals import Refusal

STYLE = Path(__file__).with_name("paper.css")
LONGEST_WAIT = 20
"""Seconds that a request waits for the one that is printing in the same process."""

PRINTING = threading.BoundedSemaphore(1)
"""One document at a time in each process: laying one out takes a second of a core and tens of megabytes."""


class Verdict(NamedTuple):
    """Whether PDFs can be made here; if not, why, in words for the page and for whoever runs the machine."""

    is_able: bool
    reason: Any = ""


class PdfUnavailable(Refusal):
    """The machine lacks what the PDF engine needs, or it is busy."""

    code = "pdf_unavailable"


class Printed(NamedTuple):
    """A block with what the template asks of it."""

    kind: str
    it: Block
    key: str
    shares: Sequence[str] = ()
    rows: Sequence[Sequence[tuple[str, bool]]] = ()


class Sheet(NamedTuple):
    """A part with the anchors of what it holds."""

    title: str
    key: str
    blocks: Sequence[Printed]

    names: Sequence[tuple[str, str]]


@lru_cache(maxsize=1)
def probe() -> Verdict:
    """Return whether PDFs can be made here; asked once in the life of a process."""
    try:
        import weasyprint  # noqa: F401 — takes half a second and pulls system libraries in
    except (ImportError, OSError):
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


def write_pdf(document: Document) -> bytes:
    """Return the document as a tagged PDF. Raises PdfUnavailable."""
    verdict = probe()
    if not verdict.is_able:
        raise PdfUnavailable(verdict.reason)
    html = render_to_string(
        "disclosure/money/printing/document.html", {"document": document, "parts": sheets(document)}
    )
    if not PRINTING.acquire(timeout=LONGEST_WAIT):
        raise PdfUnavailable(_("Too many documents are being printed at this moment; try again shortly."), code="busy")
    try:
        return _lay_out(html)
    finally:
        PRINTING.release()


def sheets(document: Document) -> list[Sheet]:
    """Return the parts as the template prints them."""
    return [_sheet(part, number) for number, part in enumerate(document.parts, start=1)]


def _sheet(part: Part, number: int) -> Sheet:
    blocks = [_printed(block, f"block-{number}-{place}") for place, block in enumerate(part.blocks)]
    keys = {id(block.it): block.key for block in blocks}
    names = [(name_of(block), keys[id(block)]) for block in listed(part)]
    return Sheet(part.title, f"part-{number}", blocks, names)


def _printed(block: Block, key: str) -> Printed:
    if isinstance(block, Heading):
        return Printed("heading", block, key)
    if isinstance(block, Paragraph):
        return Printed("paragraph", block, key)
    total = sum(block.widths)
    return Printed(
        "grid",
        block,
        key,
        shares=[f"{width / total * 100:.3f}" for width in block.widths],
        rows=[[(text, place < block.n_texts) for place, text in enumerate(row)] for row in block.body],
    )


def _lay_out(html: str) -> bytes:
    from weasyprint import CSS, HTML

    style = CSS(string=STYLE.read_text(encoding="utf-8"))
    printed = HTML(string=html, url_fetcher=_fetch_nothing).write_pdf(
        stylesheets=[style], pdf_variant="pdf/ua-1", presentational_hints=True
    )
    return bytes(printed or b"")


def _fetch_nothing(url: str, *args: Any, **kwargs: Any) -> NoReturn:
    """A printed statement refers to nothing outside itself."""
    raise ValueError(f"a printed statement may not fetch {url}")
