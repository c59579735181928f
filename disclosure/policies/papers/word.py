"""A policy as DOCX: red head, number, title, text, metadata. Written from the safe HTML of the body."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from disclosure.policies.papers.paper import Paper

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SONG, HEI, FANG_SONG = "SimSun", "SimHei", "FangSong"
"""The faces of official documents; a machine without them shows its own (GB/T 9704: 仿宋三号)."""

MOST_COLUMNS = 63
"""Word opens no table with more."""

BODY_SIZE, TITLE_SIZE, HEAD_SIZE, NOTE_SIZE = Pt(16), Pt(22), Pt(26), Pt(9)
LINE, INDENT = Pt(28), Pt(32)
SEAL_RED = RGBColor(0xC0, 0x1C, 0x1C)
ALIGNMENTS = {"sign": WD_ALIGN_PARAGRAPH.RIGHT, "mid": WD_ALIGN_PARAGRAPH.CENTER}
CELLS = {"td", "th"}
LINES = {"p", "h3", "h4", "li", "br", "tr"}
"""What stands on a line of its own, inside a cell too."""

BLOCKS = {"p", "h3", "h4", "li", "caption", *CELLS}
EMPHASES = {"strong": "bold", "em": "italic", "u": "underline", "s": "strike"}


def word_file(paper: Paper) -> bytes:
    """Return the paper as a DOCX file."""
    document = Document()
    _set_page(document)
    for office in paper.offices if paper.document_number else ():
        _line(document, office, size=HEAD_SIZE, face=SONG, bold=True, color=SEAL_RED)
    if paper.document_number:
        _line(document, paper.document_number, size=BODY_SIZE, face=FANG_SONG)
    _line(document, paper.title, size=TITLE_SIZE, face=SONG, bold=True)
    BodyWriter(document).write(paper.body)
    _write_facts(document, paper)
    document.core_properties.title = paper.title[:255]
    document.core_properties.author = "、".join(paper.offices)[:255]
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


@dataclass(slots=True)
class TableCell:
    """A cell of the page: its words, and over how many columns and rows it reaches."""

    text: str
    columns: int = 1
    rows: int = 1


class BodyWriter(HTMLParser):
    """Writes paragraphs, headings, lists and tables of the safe HTML into a document."""

    def __init__(self, document: Any) -> None:
        super().__init__()
        self.document = document
        self.paragraph: Any = None
        self.emphases: list[str] = []
        self.lists: list[list[Any]] = []
        self.rows: list[list[TableCell]] | None = None
        self.depth_of_table = 0
        self.depth_of_quote = 0

    def write(self, body: str) -> None:
        self.feed(body)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "table":
            self._open_table()
        elif self.rows is not None:
            self._start_in_table(self.rows, tag, attributes)
        elif tag in {"ul", "ol"}:
            self.lists.append([tag, int(attributes.get("start") or 1)])
        elif tag == "blockquote":
            self.depth_of_quote += 1
        elif tag in EMPHASES:
            self.emphases.append(EMPHASES[tag])
        elif tag == "br" and self.paragraph is not None:
            self.paragraph.add_run().add_break()
        elif tag in BLOCKS and not (tag == "p" and self._is_in_empty_entry()):
            self._begin(tag, attributes.get("class") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._close_table()
        elif self.rows is not None:
            self._end_in_table(tag)
        elif tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        elif tag == "blockquote":
            self.depth_of_quote -= 1
        elif tag in EMPHASES and EMPHASES[tag] in self.emphases:
            self.emphases.remove(EMPHASES[tag])
        elif tag in BLOCKS:
            self.paragraph = None

    def handle_data(self, data: str) -> None:
        if self.rows is not None and self.paragraph is None:
            self._add_to_cell(data.replace("\n", " "))
            return
        if self.paragraph is None:
            if not data.strip():
                return
            self._begin("p", "")
        run = self.paragraph.add_run(data)
        _set_face(run, FANG_SONG, BODY_SIZE)
        for emphasis in self.emphases:
            setattr(run.font, emphasis, True)

    def _open_table(self) -> None:
        """Begin a table; one inside a cell becomes lines of that cell."""
        self.depth_of_table += 1
        if self.depth_of_table == 1:
            self.rows, self.paragraph = [], None
        else:
            self._add_to_cell("\n")

    def _close_table(self) -> None:
        self.depth_of_table -= 1
        if self.depth_of_table:
            self._add_to_cell("\n")
        else:
            _write_table(self.document, self.rows or [])
            self.rows = None

    def _start_in_table(self, rows: list[list[TableCell]], tag: str, attributes: dict[str, str | None]) -> None:
        """Begin a row, a cell, the caption, which stands above the table, or a line of a cell."""
        is_outer = self.depth_of_table == 1
        if is_outer and tag == "tr":
            rows.append([])
        elif is_outer and tag in CELLS and rows:
            spans = (int(attributes.get(name) or 1) for name in ("colspan", "rowspan"))
            rows[-1].append(TableCell("", *spans))
        elif is_outer and tag == "caption":
            self._begin("p", "mid")
        elif tag in CELLS:
            self._add_to_cell(" ")
        elif tag in LINES:
            self._add_to_cell("\n")

    def _end_in_table(self, tag: str) -> None:
        if tag == "caption":
            self.paragraph = None
        elif tag in LINES:
            self._add_to_cell("\n")

    def _add_to_cell(self, text: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1].text += text

    def _is_in_empty_entry(self) -> bool:
        """Tell whether a paragraph opens right after its list entry: both are one line."""
        return bool(self.lists) and self.paragraph is not None and len(self.paragraph.runs) <= 1

    def _begin(self, tag: str, word: str) -> None:
        self.paragraph = self.document.add_paragraph()
        shape = self.paragraph.paragraph_format
        shape.line_spacing = LINE
        shape.space_after = Pt(0)
        if word in ALIGNMENTS:
            shape.alignment = ALIGNMENTS[word]
        elif word != "to":
            shape.first_line_indent = INDENT
        shape.left_indent = Cm(self.depth_of_quote)
        if tag in {"h3", "h4"}:
            self.emphases = ["bold"]
            shape.keep_with_next = True
        elif tag != "li":
            self.emphases = []
        if tag == "li" and self.lists:
            self._number()

    def _number(self) -> None:
        kind, number = self.lists[-1]
        self.lists[-1][1] += 1
        self.paragraph.paragraph_format.left_indent = Cm(len(self.lists) - 1)
        _set_face(self.paragraph.add_run(f"{number}. " if kind == "ol" else "• "), FANG_SONG, BODY_SIZE)


def _set_page(document: Any) -> None:
    """Set paper and margins of an official document (GB/T 9704: A4, 37 mm above, 28 mm left)."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)


def _line(document: Any, text: str, *, size: Pt, face: str, bold: bool = False, color: Any = None) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    _set_face(run, face, size)
    run.font.bold = bold
    if color is not None:
        run.font.color.rgb = color


def _set_face(run: Any, face: str, size: Pt) -> None:
    """Set the face also for Chinese characters, which Word keeps apart."""
    run.font.name = face
    run.font.size = size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _write_table(document: Any, rows: Sequence[Sequence[TableCell]]) -> None:
    """Write a table with its merged cells, so that each figure stands below its heading."""
    rows = [row for row in rows if row]
    if not rows:
        return
    placed, width = _place(rows)
    table = document.add_table(rows=len(rows), cols=width, style="Table Grid")
    grid = [line.cells for line in table.rows]
    for (line, column), cell in placed.items():
        target = grid[line][column]
        if cell.columns > 1 or cell.rows > 1:
            target = target.merge(grid[line + cell.rows - 1][column + cell.columns - 1])
        lines = filter(None, map(str.strip, cell.text.split("\n")))
        _set_face(target.paragraphs[0].add_run("\n".join(lines)), FANG_SONG, Pt(12))


def _place(rows: Sequence[Sequence[TableCell]]) -> tuple[dict[tuple[int, int], TableCell], int]:
    """Return the cells by row and column as a page lays them out, and how many columns there are.

    What reaches into a cell from above, out of the table or beyond what Word opens is cut.
    """
    taken: set[tuple[int, int]] = set()
    placed: dict[tuple[int, int], TableCell] = {}
    for line, row in enumerate(rows):
        column = 0
        for cell in row:
            while (line, column) in taken:
                column += 1
            columns = 1
            while columns < cell.columns and column + columns < MOST_COLUMNS and (line, column + columns) not in taken:
                columns += 1
            fitted = TableCell(cell.text, columns, min(cell.rows, len(rows) - line))
            placed[line, column] = fitted
            taken |= {(line + down, column + right) for down in range(fitted.rows) for right in range(fitted.columns)}
            column += fitted.columns
    return placed, 1 + max(column for _line, column in taken)


def _write_facts(document: Any, paper: Paper) -> None:
    document.add_paragraph()
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for fact in paper.facts:
        label, value = table.add_row().cells
        for cell, text, face in ((label, fact.label, HEI), (value, fact.value, SONG)):
            _set_face(cell.paragraphs[0].add_run(text), face, NOTE_SIZE)
    _set_face(document.add_paragraph().add_run(paper.note), SONG, NOTE_SIZE)
