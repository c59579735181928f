"""Writes a document as PDF."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from django.template.loader import render_to_string

from disclosure.money.printing.document import Block, Document, Heading, Paragraph, Part, listed, name_of
from foundation.pdf.making import make_pdf

STYLE = Path(__file__).with_name("paper.css")


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


def write_pdf(document: Document) -> bytes:
    """Return the document as a tagged PDF. Raises PdfUnavailable."""
    context = {"document": document, "parts": sheets(document)}
    html = render_to_string("disclosure/money/printing/document.html", context)
    options = {"pdf_variant": "pdf/ua-1", "presentational_hints": True}
    return make_pdf(html, css=STYLE.read_text(encoding="utf-8"), options=options)


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
