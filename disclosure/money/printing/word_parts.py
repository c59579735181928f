"""What python-docx has no words for: fields, bookmarks, links inside, repeated rows, borders, shades, table titles."""

from collections.abc import Sequence
from html import escape
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from foundation.xml import drop_unwritable

BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def add_field(line: Paragraph, instruction: str, shown: str) -> None:
    """Add a field that the word processor reckons anew when the file is opened; `shown` stands there until then."""
    for kind in ("begin", "instruction", "separate", "shown", "end"):
        run: Any = line.add_run()
        if kind == "instruction":
            words = _element("w:instrText")
            words.set(qn("xml:space"), "preserve")
            words.text = f" {instruction} "
            run._r.append(words)
        elif kind == "shown":
            run.text = shown
        else:
            attributes = {"fldCharType": kind, **({"dirty": "true"} if kind == "begin" else {})}
            run._r.append(_element("w:fldChar", **attributes))


def bookmark(line: Any, name: str, number: int) -> None:
    """Make the paragraph a place to which links and page numbers of the directory lead."""
    line._p.insert(1 if line._p.pPr is not None else 0, _element("w:bookmarkStart", id=str(number), name=name))
    line._p.append(_element("w:bookmarkEnd", id=str(number)))


def link_to(line: Any, name: str, text: str) -> None:
    """Add words that lead to a bookmark."""
    link = _element("w:hyperlink", anchor=name, history="1")
    run = line.add_run(text)
    link.append(run._r)
    line._p.append(link)


def repeat_row(row: Any) -> None:
    """Make a row a head row, which is repeated on every page and read out as such."""
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def keep_row_whole(row: Any) -> None:
    """Let no page break run through a row."""
    row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))


def append_row(table: Any, texts: Sequence[str], styles: Sequence[str], widths: Sequence[int]) -> None:
    """Append a row of plain cells; ten times faster than cell by cell, which a long table needs."""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(drop_unwritable(text), quote=False)}</w:t></w:r></w:p></w:tc>'
        for text, style, width in zip(texts, styles, widths, strict=True)
    )
    row = f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
    table._tbl.append(parse_xml(row))


def set_borders(table: Any) -> None:
    """Draw thin lines around every cell."""
    borders = _element("w:tblBorders")
    for side in BORDERS:
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="333333"))
    table._tbl.tblPr.append(borders)


def describe_table(table: Table, title: str) -> None:
    """Give the table the title that a screen reader says."""
    properties: Any = table._tbl.tblPr
    properties.append(_element("w:tblCaption", val=title))


def shade(cell: Any, colour: str) -> None:
    """Lay a shade under a cell."""
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=colour))


def show_mark(line: Paragraph, text: str, colour: Any) -> None:
    """Add words in bold and colour."""
    run = line.add_run(text)
    run.bold = True
    run.font.color.rgb = colour
