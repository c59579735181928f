"""Reading a catalogue from a table: every row checked before anything is stored. Pure.

The code says where a column belongs: two digits a level, 010000 > 010100 > 010101 (rules of the province's catalogue).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from departments.offices.models import DepartmentKind
from foundation.tables.errors import CellError, ErrorReport, empty_cell, excerpt
from foundation.tables.reading import Row

CODE, NAME, DESCRIPTION, BASIS = "目录编码", "栏目名称", "内容要求", "公开依据"
KINDS, UPDATE_DAYS, LOCAL = "适用机构", "更新周期（天）", "地方栏目"
EXPECTED = (CODE, NAME, DESCRIPTION, BASIS, KINDS, UPDATE_DAYS)
OPTIONAL = (LOCAL,)

SHAPE = re.compile(r"(?:[0-9]{2}){2,9}")
LONGEST = {NAME: 60, BASIS: 200}
LONGEST_PERIOD = 3660
EVERYONE = "全部"
KIND_WORDS = {
    "市政府": DepartmentKind.CITY,
    "部门": DepartmentKind.BUREAU,
    "县区": DepartmentKind.COUNTY,
    "乡镇": DepartmentKind.TOWNSHIP,
    "村": DepartmentKind.VILLAGE,
    "公共企事业单位": DepartmentKind.AGENCY,
}
YES = {"是": True, "否": False, "": False}


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of a catalogue as a table describes it; `parent` is the code above it, empty at the top."""

    code: str
    parent: str
    name: str
    description: str
    basis: str
    office_kinds: tuple[str, ...]
    update_days: int | None
    is_local: bool
    position: int


def parent_code(code: str) -> str:
    """Return the code of the column above: the last level that is not 00 becomes 00; empty for a column at the top."""
    levels = [code[place : place + 2] for place in range(0, len(code), 2)]
    filled = [place for place, level in enumerate(levels) if level != "00"]
    if len(filled) < 2:
        return ""
    levels[filled[-1]] = "00"
    return "".join(levels)


def read_columns(rows: Sequence[Row], known: frozenset[str] = frozenset()) -> tuple[list[ColumnRow], ErrorReport]:
    """Return the columns, those above before those below, and everything that is wrong with the table.

    `known` are the codes that exist already: a table may add to them.
    """
    report = ErrorReport()
    columns = [column for place, row in enumerate(rows) if (column := _read_row(row, place, report))]
    numbers = {row.text(CODE).strip(): row.number for row in reversed(rows)}
    _check_tree(columns, numbers, known, [row.text(CODE).strip() for row in rows], report)
    return sorted(columns, key=lambda column: column.code), report


def _read_row(row: Row, place: int, report: ErrorReport) -> ColumnRow | None:
    before = len(report)
    values = {
        header: _read_cell(row, header, read, report)
        for header, read in {
            CODE: read_code,
            NAME: _read_name,
            BASIS: _read_basis,
            KINDS: _read_kinds,
            UPDATE_DAYS: _read_days,
            LOCAL: _read_local,
        }.items()
    }
    if len(report) > before:
        return None
    return ColumnRow(
        code=values[CODE],
        parent=parent_code(values[CODE]),
        name=values[NAME],
        description=row.text(DESCRIPTION).strip(),
        basis=values[BASIS],
        office_kinds=values[KINDS],
        update_days=values[UPDATE_DAYS],
        is_local=values[LOCAL],
        position=place,
    )


def _read_cell(row: Row, header: str, read: Callable[[str], Any], report: ErrorReport) -> Any:
    try:
        return read(row.text(header).strip())
    except CellError as error:
        report.add(row.number, header, error)
        return None


def read_code(text: str) -> str:
    """Return the code of a column. Raises CellError for one that is none or leaves a level out."""
    if not text:
        raise empty_cell()
    if not SHAPE.fullmatch(text) or text.startswith("00"):
        raise CellError(
            _("“%(text)s” is not a catalogue code.") % {"text": excerpt(text)},
            _("Write two digits a level, at least four, for example 010100; format the cells as text."),
        )
    filled = text.rstrip("0")
    if "00" in [filled[place : place + 2] for place in range(0, len(filled), 2)]:
        raise CellError(
            _("“%(text)s” leaves a level out.") % {"text": excerpt(text)},
            _("Only the last levels may be 00, for example 010100 rather than 010001."),
        )
    return text


def _read_name(text: str) -> str:
    if not text:
        raise empty_cell()
    return _fitting(text, NAME)


def _read_basis(text: str) -> str:
    return _fitting(text, BASIS)


def _fitting(text: str, header: str) -> str:
    if len(text) > LONGEST[header]:
        raise CellError(
            _("The text has %(length)s characters.") % {"length": len(text)},
            _("Shorten it to %(limit)s.") % {"limit": LONGEST[header]},
        )
    return text


def _read_kinds(text: str) -> tuple[str, ...]:
    if not text:
        raise empty_cell()
    if text == EVERYONE:
        return tuple(DepartmentKind.values)
    words = [word.strip() for word in re.split(r"[、,，;；]", text) if word.strip()]
    unknown = [word for word in words if word not in KIND_WORDS]
    if unknown:
        raise CellError(
            _("“%(text)s” is not a kind of office.") % {"text": excerpt(unknown[0])},
            _("Write %(all)s, or one or more of: %(kinds)s.") % {"all": EVERYONE, "kinds": "、".join(KIND_WORDS)},
        )
    return tuple(KIND_WORDS[word] for word in dict.fromkeys(words))


def _read_days(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or not 1 <= int(text) <= LONGEST_PERIOD:
        raise CellError(
            _("“%(text)s” is not a number of days.") % {"text": excerpt(text)},
            _("Write a whole number from 1 to %(limit)s, or leave the cell empty.") % {"limit": LONGEST_PERIOD},
        )
    return int(text)


def _read_local(text: str) -> bool:
    if text not in YES:
        raise CellError(_("“%(text)s” is neither yes nor no.") % {"text": excerpt(text)}, _("Write 是, 否 or nothing."))
    return YES[text]


def _check_tree(
    columns: Sequence[ColumnRow], numbers: dict[str, int], known: frozenset[str], codes: list[str], report: ErrorReport
) -> None:
    """Report codes that come twice and columns whose column above is nowhere."""
    for code in sorted({code for code in codes if code and codes.count(code) > 1}):
        report.add(
            numbers[code],
            CODE,
            CellError(
                _("The code %(code)s comes more than once.") % {"code": code}, _("Give each column its own code.")
            ),
        )
    present = known | set(codes)
    for column in columns:
        if column.parent and column.parent not in present:
            report.add(
                numbers[column.code],
                CODE,
                CellError(
                    _("The column above, %(code)s, is missing.") % {"code": column.parent},
                    _("Add a row for it, or correct the code."),
                ),
            )
