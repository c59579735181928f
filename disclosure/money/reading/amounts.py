"""Amounts as people print them: read exactly, or refused with the reason and the remedy."""

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from disclosure.money.figures import YUAN_PER_WAN, Absence, Cell
from foundation.tables.errors import CellError, excerpt

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDE.update({0x3000: 0x20, 0xA0: 0x20, 0x2212: 0x2D, 0xFFE5: 0xA5})
_WIDE_SIGN = re.compile(f"[{re.escape(''.join(map(chr, _WIDE)))}]")
_FREQUENT = tuple((sign, chr(_WIDE[ord(sign)])) for sign in "，：；（）％")
"""Replacing these first leaves nothing to translate in most texts."""
_BLANK_MARKS = frozenset({"", "-", "--", "---", "—", "——", "–", "/", "\\", "无", "空", "无数据", "不适用", "n/a", "na"})
_UNITS = {"元": Decimal(1), "万元": YUAN_PER_WAN, "万": YUAN_PER_WAN, "亿元": YUAN_PER_WAN**2}
_AMOUNT = re.compile(
    r"(?P<sign>[-+]?)[¥]?(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<places>\.\d+)?(?P<unit>元|万元|万|亿元)?(?:人民币|整)?"
)
_PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]+)?")
"""Most cells; what follows here is for the others."""
_cell = tuple.__new__
"""Makes a Cell of all its fields in half the time, as tokens are made."""
_WORKBOOK_ERRORS = frozenset({"#div/0!", "#ref!", "#value!", "#n/a", "#name?", "#num!", "#null!"})
MOST_DIGITS = 15
"""No office of a city spends 10^15 yuan; more digits are a slip, and no sum of ours can overflow."""


def narrow(text: str) -> str:
    """Return `text` with full-width digits, letters and signs as narrow ones; its length stays the same."""
    if text.isascii():
        return text
    for wide, plain in _FREQUENT:
        text = text.replace(wide, plain)
    return text.translate(_WIDE) if _WIDE_SIGN.search(text) else text


def read_unit(text: str) -> Decimal:
    """Return how many yuan the declared unit of a table is worth. Raises CellError for an unknown one."""
    unit = narrow(text).strip().removeprefix("单位:").strip()
    if unit in ("元", "万元", "亿元"):
        return _UNITS[unit]
    raise CellError(
        _("“%(text)s” is no unit of money that tables use.") % {"text": excerpt(text)}, _("Write 元 or 万元.")
    )


def read_cell(printed: str, unit: Decimal) -> Cell:
    """Return the cell as yuan. `unit` is what the table declares; a cell that carries its own unit keeps that.

    Blank cells and marks such as “—” become `Absence.BLANK`. Raises CellError for what is no amount.
    """
    if _PLAIN.fullmatch(printed):
        return _cell(Cell, (Decimal(printed) * unit, None, printed))
    text = narrow(printed).strip()
    if text.lower() in _BLANK_MARKS:
        return Cell(None, Absence.BLANK, printed)
    return Cell(read_amount(text, unit), None, printed)


def read_amount(printed: str, unit: Decimal) -> Decimal:
    """Return an amount as exact yuan; parentheses mean a negative one. Raises CellError with the reason."""
    text = "".join(narrow(printed).split())
    is_negative = text.startswith("(") and text.endswith(")")
    match = _AMOUNT.fullmatch(text[1:-1] if is_negative else text)
    if match is None:
        raise _refuse(printed, text)
    digits = match["digits"].replace(",", "")
    if len(digits) > MOST_DIGITS:
        raise CellError(_("The amount has too many digits."), _("Check whether two cells ran into one."))
    amount = Decimal(digits + (match["places"] or "")) * _UNITS.get(match["unit"] or "", unit)
    return -amount if is_negative or match["sign"] == "-" else amount


def _refuse(printed: str, text: str) -> CellError:
    shown = {"text": excerpt(printed)}
    if text.startswith("="):
        return CellError(_("“%(text)s” is a formula, not a figure.") % shown, _("Paste the value of the cell."))
    if text.lower() in _WORKBOOK_ERRORS:
        return CellError(
            _("“%(text)s” is an error of the workbook.") % shown, _("Mend the formula, then paste values.")
        )
    if text.endswith("%"):
        return CellError(_("“%(text)s” is a percentage where an amount belongs.") % shown, _("Enter the amount."))
    if re.search(r"\d,\d", text):
        return CellError(
            _("The thousands commas in “%(text)s” do not stand between groups of three digits.") % shown,
            _("Write 1,234.56 or 1234.56."),
        )
    return CellError(_("“%(text)s” is no amount.") % shown, _("Write a number such as 12.02; a zero is written 0."))
