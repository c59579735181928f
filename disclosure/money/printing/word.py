"""Writes a document as DOCX: headings, tables whose heads are repeated, Chinese as its language."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Emu, Mm, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph as WordParagraph

from disclosure.money.printing.document import Block, Document, Grid, Heading, Paragraph, Part, listed, name_of
from disclosure.money.printing.word_parts import (
    add_field,
    append_row,
    bookmark,
    describe_table,
    keep_row_whole,
    link_to,
    repeat_row,
    set_borders,
    shade,
    show_mark,
)
from disclosure.money.printing.word_styles import RED, SHADE, prepare_styles
from foundation.xml import drop_unwritable

UPRIGHT, LYING = (Mm(210), Mm(297)), (Mm(297), Mm(210))
MARGIN = {"left": Mm(26), "right": Mm(24), "top": Mm(28), "bottom": Mm(26)}
MARGIN_LYING = {"left": Mm(18), "right": Mm(18), "top": Mm(26), "bottom": Mm(22)}


def write_docx(document: Document, made_at: datetime) -> bytes:
    """Return the document as DOCX; `made_at` stands in its properties."""
    return _Writer(document, made_at).write()


class _Writer:
    """One document under way: the section that is open, and the bookmarks given out."""

    def __init__(self, document: Document, made_at: datetime) -> None:
        self.document = replace(document, office=drop_unwritable(document.office))
        self.word: Any = docx.Document()
        self.is_lying = False
        self.bookmarks: dict[int, str] = {}
        prepare_styles(self.word)
        self._name(made_at)

    def write(self) -> bytes:
        self._set_paper(self.word.sections[0], is_lying=False)
        self._head_and_foot(self.word.sections[0])
        self._cover()
        self._directory()
        for part in self.document.parts:
            self._part(part)
        self._imprint()
        content = io.BytesIO()
        self.word.save(content)
        return content.getvalue()

    def _name(self, made_at: datetime) -> None:
        properties = self.word.core_properties
        properties.title = self.document.office + self.document.title
        properties.author = self.document.office
        properties.subject = self.document.title
        properties.keywords = "预决算公开; “三公”经费"
        properties.comments = self.document.mark
        properties.language = "zh-CN"
        properties.identifier = self.document.address
        properties.created = properties.modified = made_at.replace(tzinfo=None)
        properties.last_modified_by = self.document.office

    def _set_paper(self, section: Any, *, is_lying: bool) -> None:
        section.orientation = WD_ORIENT.LANDSCAPE if is_lying else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = LYING if is_lying else UPRIGHT
        for side, margin in (MARGIN_LYING if is_lying else MARGIN).items():
            setattr(section, f"{side}_margin", margin)
        self.is_lying = is_lying

    def _head_and_foot(self, section: Any) -> None:
        """Put office and title above, page numbers below; the cover has neither. Later sections take them over."""
        section.different_first_page_header_footer = True
        head = section.header.paragraphs[0]
        head.style = self.word.styles["Header"]
        head.add_run(self.document.office + self.document.title)
        if self.document.mark:
            show_mark(head, f"　　{self.document.mark}", RGBColor.from_string(RED))
        foot = section.footer.paragraphs[0]
        foot.style = self.word.styles["Footer"]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for words, field in (("第 ", "PAGE"), (" 页　共 ", "NUMPAGES"), (" 页", "")):
            foot.add_run(words)
            if field:
                add_field(foot, field, "1")

    def _cover(self) -> None:
        if self.document.mark:
            line = self.word.add_paragraph(style="Cover mark")
            show_mark(line, self.document.mark, RGBColor.from_string(RED))
        self.word.add_paragraph(self.document.office, style="Subtitle")
        self.word.add_paragraph(self.document.title, style="Title")
        self._facts(self.document.facts, style="Cover fact")

    def _facts(self, facts: Sequence[tuple[str, str]], style: str) -> None:
        for name, value in facts:
            line = self.word.add_paragraph(style=style)
            line.add_run(f"{name}：").bold = True
            line.add_run(value)

    def _directory(self) -> None:
        title = self.word.add_paragraph("目　录", style="Directory title")
        title.paragraph_format.page_break_before = True
        width = UPRIGHT[0] - MARGIN["left"] - MARGIN["right"]
        for number, part in enumerate(self.document.parts, start=1):
            self._directory_line(part.title, self._mark(part, f"part_{number}"), "Directory part", width)
            for place, block in enumerate(listed(part)):
                self._directory_line(name_of(block), self._mark(block, f"block_{number}_{place}"), "Directory", width)

    def _mark(self, it: Part | Block, name: str) -> str:
        self.bookmarks[id(it)] = name
        return name

    def _directory_line(self, text: str, name: str, style: str, width: Any) -> None:
        line = self.word.add_paragraph(style=style)
        line.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        link_to(line, name, text)
        line.add_run("\t")
        add_field(line, f"PAGEREF {name}", "")

    def _part(self, part: Part) -> None:
        if self.is_lying:
            self._turn(is_lying=False)
        else:
            self.word.add_page_break()
        self._heading(part.title, 1, part)
        for block in part.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        is_lying = isinstance(block, Grid) and block.is_wide
        if is_lying != self.is_lying:
            self._turn(is_lying=is_lying)
        if isinstance(block, Heading):
            self._heading(block.text, 2, block)
        elif isinstance(block, Paragraph):
            line = self.word.add_paragraph(style="Body Text")
            if block.lead:
                line.add_run(block.lead).bold = True
            line.add_run(drop_unwritable(block.text))
        else:
            self._grid(block)

    def _turn(self, *, is_lying: bool) -> None:
        section = self.word.add_section(WD_SECTION.NEW_PAGE)
        section.different_first_page_header_footer = False
        self._set_paper(section, is_lying=is_lying)

    def _heading(self, text: str, level: int, it: Part | Block) -> WordParagraph:
        line: WordParagraph = self.word.add_heading(text, level)
        if name := self.bookmarks.get(id(it)):
            bookmark(line, name, list(self.bookmarks).index(id(it)))
        return line

    def _grid(self, grid: Grid) -> None:
        self._heading(grid.caption, 3, grid)
        if grid.unit:
            self.word.add_paragraph(grid.unit, style="Unit of money")
        body = grid.body or [[""] * grid.n_columns]
        table = self.word.add_table(rows=len(grid.head), cols=grid.n_columns)
        set_borders(table)
        describe_table(table, grid.caption)
        widths = self._widths(table, grid)
        _fill_head(list(table.rows), grid)
        text, figure = (self.word.styles[name].style_id for name in ("Table text", "Table figure"))
        styles = [text] * grid.n_texts + [figure] * (grid.n_columns - grid.n_texts)
        for texts in body:
            append_row(table, texts, styles, widths)
        for note in grid.notes:
            self.word.add_paragraph(drop_unwritable(note), style="Table note")

    def _widths(self, table: Table, grid: Grid) -> list[int]:
        """Set the widths of the columns and return them in twentieths of a point."""
        margin = MARGIN_LYING if self.is_lying else MARGIN
        width = (LYING if self.is_lying else UPRIGHT)[0] - margin["left"] - margin["right"]
        table.autofit = False
        for column, share in zip(table.columns, grid.widths, strict=True):
            column.width = int(width * share / sum(grid.widths))
        return [Emu(column.width or 0).twips for column in table.columns]

    def _imprint(self) -> None:
        self.word.add_heading("出处与核验", 2)
        self._facts(self.document.imprint, style="Table note")


def _fill_head(rows: Sequence[Any], grid: Grid) -> None:
    """Write the head with its merged cells; each of its rows is repeated on every page."""
    taken: set[tuple[int, int]] = set()
    for line, (row, spans) in enumerate(zip(rows, grid.head, strict=True)):
        repeat_row(row)
        keep_row_whole(row)
        place = 0
        for span in spans:
            while (line, place) in taken:
                place += 1
            last = rows[line + span.rows - 1].cells[place + span.columns - 1]
            cell = row.cells[place].merge(last) if span.columns * span.rows > 1 else row.cells[place]
            taken |= {(line + down, place + right) for down in range(span.rows) for right in range(span.columns)}
            _write(cell, span.text, "Table head")
            shade(cell, SHADE)


def _write(cell: Any, text: str, style: str) -> None:
    line = cell.paragraphs[0]
    line.style = style
    line.add_run(text)
