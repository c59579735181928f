"""How the templates look: quiet headings, a tint on what is to be filled in."""

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from foundation.tables.writing import LONGEST_CELL
from foundation.xml import drop_unwritable

BRAND, TINT, INPUT, WRONG = "1F4E79", "DDE8F3", "FFFBE6", "F8CBAD"
LINE = Side(style="thin", color="9AA5B1")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEADING = Font(name="宋体", size=11, bold=True)
BODY = Font(name="宋体", size=11)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
WRAP = Alignment(vertical="top", wrap_text=True)
AMOUNT_FORMAT = "#,##0.00####"


def put_text(cell: Cell, text: str) -> None:
    """Write a text as a text, whatever it begins with; openpyxl takes "=..." for a formula, "#..." for an error."""
    cell.value = drop_unwritable(text)[:LONGEST_CELL]
    cell.data_type = "s"
    if text.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True


def put_title(sheet: Worksheet, text: str, columns: int) -> None:
    """Write the title over the whole width of the table."""
    put_text(sheet["A1"], text)
    sheet["A1"].font = Font(name="宋体", size=15, bold=True, color=BRAND)
    sheet["A1"].alignment = CENTRE
    sheet.row_dimensions[1].height = 30
    if columns > 1:
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=columns)


def put_heading(cell: Cell, text: str) -> None:
    put_text(cell, text)
    cell.font, cell.alignment, cell.border = HEADING, CENTRE, BOX
    cell.fill = PatternFill("solid", fgColor=TINT)


def put_label(cell: Cell, text: str) -> None:
    put_text(cell, text)
    cell.font, cell.border = BODY, BOX
    cell.alignment = Alignment(vertical="center", wrap_text=True)


def dress_input(cell: Cell, *, is_amount: bool = False) -> None:
    """Give a cell to be filled in its tint."""
    cell.font, cell.border = BODY, BOX
    cell.fill = PatternFill("solid", fgColor=INPUT)
    cell.alignment = Alignment(horizontal="right") if is_amount else WRAP
    if is_amount:
        cell.number_format = AMOUNT_FORMAT


def frame(sheet: Worksheet, first_row: int, last_row: int, columns: int) -> None:
    """Draw lines around all cells of a range, the covered ones of merged headings too."""
    for row in sheet.iter_rows(min_row=first_row, max_row=last_row, max_col=columns):
        for cell in row:
            cell.border = BOX
