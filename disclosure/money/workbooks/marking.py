"""Errors written into a copy of the uploaded workbook: at the cell, and in a list that leads there."""

import io
from collections.abc import Iterable, Mapping, Sequence
from copy import copy

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from disclosure.money.workbooks.names import RESULT
from disclosure.money.workbooks.styles import BRAND, WRAP, WRONG, put_heading, put_label, put_title
from foundation.tables.errors import TableError
from foundation.tables.parts import BROKEN

AUTHOR = "阳光"
"""Whose comments are ours: they go when a workbook that was marked before is marked again."""

COMMENT_SIZE = (320, 110)
WIDTHS = (22, 10, 60, 60)
UNWRITABLE = (*BROKEN, LookupError, TypeError, AttributeError, SyntaxError)
"""What the library that writes workbooks raises of those that only others read, such as ones with fonts of WPS."""


def mark_workbook(content: bytes, problems: Sequence[Mapping[str, str]]) -> bytes:
    """Return a copy with each problem (sheet, cell, message, remedy) at its cell, and a first sheet that lists them.

    Raises TableError for a workbook that can be read but not written anew.
    """
    try:
        return _marked(content, problems)
    except UNWRITABLE as error:
        text = _(
            "No marked copy can be made of this workbook; its errors are listed here. Save it anew as XLSX, or copy "
            "the figures into the template."
        )
        raise TableError(text, code="not_markable") from error


def _marked(content: bytes, problems: Sequence[Mapping[str, str]]) -> bytes:
    book = load_workbook(io.BytesIO(content))
    _wipe(book)
    for problem in problems:
        sheet = book[problem["sheet"]] if problem["sheet"] in book.sheetnames else None
        if isinstance(sheet, Worksheet) and problem["cell"]:
            _mark(sheet, problem["cell"], f"{problem['message']} {problem['remedy']}".strip())
    _write_list(book, problems)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _wipe(book: Workbook) -> None:
    """Take away what an earlier marking left."""
    if RESULT in book.sheetnames:
        del book[RESULT]
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None and cell.comment.author == AUTHOR:
                    cell.comment = None
                    cell.fill = PatternFill()


def _mark(sheet: Worksheet, name: str, text: str) -> None:
    cell = sheet[name]
    if isinstance(cell, MergedCell):
        box = next(box for box in sheet.merged_cells.ranges if name in box)
        cell = sheet.cell(box.min_row, box.min_col)
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(before + text, AUTHOR, width=COMMENT_SIZE[0], height=COMMENT_SIZE[1])
    cell.fill = PatternFill("solid", fgColor=WRONG)


def _write_list(book: Workbook, problems: Iterable[Mapping[str, str]]) -> None:
    sheet = book.create_sheet(RESULT, 0)
    put_title(sheet, _("Errors, and how to mend them"), len(WIDTHS))
    for number, (width, heading) in enumerate(
        zip(WIDTHS, (_("Sheet"), _("Cell"), _("What is wrong"), _("How to mend it")), strict=True), start=1
    ):
        put_heading(sheet.cell(3, number), heading)
        sheet.column_dimensions[sheet.cell(3, number).column_letter].width = width
    for row, problem in enumerate(problems, start=4):
        for number, text in enumerate(
            (problem["sheet"], problem["cell"], problem["message"], problem["remedy"]), start=1
        ):
            put_label(sheet.cell(row, number), text)
            sheet.cell(row, number).alignment = WRAP
        if problem["sheet"] in book.sheetnames:
            _link(sheet, row, problem["sheet"], problem["cell"] or "A1")
    sheet.freeze_panes = "A4"
    book.active = 0
    for each in book.worksheets:
        each.sheet_view.tabSelected = each is sheet


def _link(sheet: Worksheet, row: int, target: str, name: str) -> None:
    cell = sheet.cell(row, 2)
    if not cell.value:
        put_label(cell, name)
    quoted = target.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{name}")
    font = copy(cell.font)
    cell.font = Font(name=font.name, size=font.size, underline="single", color=BRAND)
