"""The structure of a statutory table: codes, levels and sums, found false with the place. Pure.

Source: 财预〔2016〕143号 (expenditure by function down to 项, basic expenditure by economic kind down to 款; a table
without data is published empty and explained); 政府收支分类科目 for the codes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosure.money.figures import CENT, NOT_HELD, YUAN_PER_WAN, Absence, Cell, in_wan
from disclosure.money.statutory import LEVEL_OF_LENGTH, Level, Scheme, StatutoryTable, level_of

RULE = 17
"""The number under which these findings stand beside the sixteen rules of the three public expenses."""

TOLERANCE = YUAN_PER_WAN * CENT
"""0.01万元, inclusive: what printing in 万元 rounds away."""

TOTAL = re.compile(r"(?:本年)?(?:收入|支出)?(?:合计|总计)")
GRAND_TOTAL = re.compile(r"(?:收入|支出)?总计")
SUM_COLUMN = "合计"
DEPTH: Mapping[Level, int] = {Level.CLASS: 1, Level.SECTION: 2, Level.ITEM: 3}


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One printed row: its classification code ("" in sums and headings), its name, its cells by column."""

    position: int
    code: str
    name: str
    cells: Mapping[str, Cell]

    @property
    def is_total(self) -> bool:
        return not self.code and TOTAL.fullmatch("".join(self.name.split())) is not None


class Fault(NamedTuple):
    """What is wrong in a table; `position` None means the whole table, `column` "" the whole row."""

    position: int | None
    column: str
    template: str | Promise
    parameters: Mapping[str, Any]

    @property
    def message(self) -> str:
        return str(self.template) % self.parameters


def check_table(layout: StatutoryTable, rows: Sequence[PrintedRow], note: str) -> list[Fault]:
    """Return what is wrong with a table, in the order of its rows; a blank cell adds nothing, one not held no check."""
    if not rows:
        return [] if note.strip() else [Fault(None, "", _("The table has no data; say why."), {})]
    if layout.scheme is Scheme.NONE:
        return list(_check_balance(layout, rows))
    faults = [
        *_check_codes(layout, rows),
        *_check_levels(layout, rows),
        *_check_parents(layout, rows),
        *_check_total(layout, rows),
        *_check_across(layout, rows),
    ]
    order = {row.position: place for place, row in enumerate(rows)}
    return sorted(faults, key=lambda fault: order.get(fault.position, -1))  # type: ignore[arg-type]


def _check_codes(layout: StatutoryTable, rows: Iterable[PrintedRow]) -> Iterator[Fault]:
    """Digits and depth of each code; no code twice; no row without a code but sums."""
    seen: set[str] = set()
    for row in rows:
        shown = {"code": row.code, "name": row.name}
        if not row.code:
            if not row.is_total:
                yield Fault(row.position, "", _("“%(name)s” has no classification code."), shown)
            continue
        level = level_of(row.code)
        if level is None:
            text = _("“%(code)s” is no classification code: 类 has 3 digits, 款 5, 项 7.")
            yield Fault(row.position, "", text, shown)
        elif layout.finest and DEPTH[level] > DEPTH[layout.finest]:
            text = _("“%(code)s” is finer than this table goes: %(level)s at most.")
            yield Fault(row.position, "", text, {**shown, "level": layout.finest.label})
        if row.code in seen:
            yield Fault(row.position, "", _("The code %(code)s stands in this table twice."), shown)
        seen.add(row.code)


def _check_levels(layout: StatutoryTable, rows: Sequence[PrintedRow]) -> Iterator[Fault]:
    """Each code leads down to the finest level that the law asks for."""
    codes = [row.code for row in rows if level_of(row.code)]
    for row in rows:
        level = level_of(row.code)
        if level is None or layout.finest is None or DEPTH[level] >= DEPTH[layout.finest]:
            continue
        if not any(code != row.code and code.startswith(row.code) for code in codes):
            text = _("%(code)s %(name)s stops at the level %(level)s; the law asks for %(finest)s.")
            shown = {"code": row.code, "name": row.name, "level": level.label, "finest": layout.finest.label}
            yield Fault(row.position, "", text, shown)


def _check_parents(layout: StatutoryTable, rows: Sequence[PrintedRow]) -> Iterator[Fault]:
    """Each code equals the sum of what stands directly below it."""
    parts: dict[str, list[PrintedRow]] = {}
    for row, above in _with_parent(rows):
        if above is not None:
            parts.setdefault(above.code, []).append(row)
    for row in rows:
        if row.code in parts:
            text = _("%(name)s, %(column)s: %(stated)s万元, but its parts add up to %(sum)s万元.")
            yield from _compare(layout.columns, row, parts.pop(row.code), text)


def _check_total(layout: StatutoryTable, rows: Sequence[PrintedRow]) -> Iterator[Fault]:
    """合计 equals the sum of the classes: of all codes that stand below no other."""
    tops = [row for row, above in _with_parent(rows) if above is None]
    for row in rows:
        if row.is_total and tops:
            text = _("%(name)s, %(column)s: %(stated)s万元, but the rows add up to %(sum)s万元.")
            yield from _compare(layout.columns, row, tops, text)


def _check_across(layout: StatutoryTable, rows: Iterable[PrintedRow]) -> Iterator[Fault]:
    """The column 合计 equals the sum of the others."""
    if layout.columns[0] != SUM_COLUMN:
        return
    for row in rows:
        stated = _value(row, SUM_COLUMN)
        parts = [_value(row, column) for column in layout.columns[1:]]
        if stated is None or None in parts:
            continue
        total = sum((part for part in parts if part is not None), Decimal(0))
        if abs(stated - total) > TOLERANCE:
            text = _("%(name)s: %(column)s %(stated)s万元, but the columns beside it add up to %(sum)s万元.")
            shown = {"name": row.name, "column": SUM_COLUMN, "stated": in_wan(stated), "sum": in_wan(total)}
            yield Fault(row.position, SUM_COLUMN, text, shown)


def _check_balance(layout: StatutoryTable, rows: Iterable[PrintedRow]) -> Iterator[Fault]:
    """收入总计 equals 支出总计, where the table prints both."""
    found: dict[str, tuple[int, Decimal]] = {}
    for row in rows:
        if GRAND_TOTAL.fullmatch("".join(row.name.split())):
            for column in layout.columns:
                amount = _value(row, column) if column in row.cells else None
                if amount is not None:
                    found[column] = (row.position, amount)
    if len(found) == len(layout.columns) == 2:
        (_first, revenue), (position, expenditure) = (found[column] for column in layout.columns)
        if abs(revenue - expenditure) > TOLERANCE:
            text = _("Revenue in total is %(revenue)s万元, expenditure in total %(expenditure)s万元.")
            shown = {"revenue": in_wan(revenue), "expenditure": in_wan(expenditure)}
            yield Fault(position, layout.columns[1], text, shown)


def _compare(
    columns: Iterable[str], row: PrintedRow, parts: Sequence[PrintedRow], text: str | Promise
) -> Iterator[Fault]:
    for column in columns:
        stated = _value(row, column)
        amounts = [_value(part, column) for part in parts]
        if stated is None or None in amounts:
            continue
        total = sum((amount for amount in amounts if amount is not None), Decimal(0))
        if abs(stated - total) > TOLERANCE:
            shown = {"name": row.name, "column": column, "stated": in_wan(stated), "sum": in_wan(total)}
            yield Fault(row.position, column, text, shown)


def _with_parent(rows: Iterable[PrintedRow]) -> list[tuple[PrintedRow, PrintedRow | None]]:
    """Return each row with a code and the nearest row above it in the classification that the table prints."""
    first: dict[str, PrintedRow] = {}
    for row in rows:
        if level_of(row.code):
            first.setdefault(row.code, row)
    lengths = sorted(LEVEL_OF_LENGTH, reverse=True)
    return [
        (row, next((first[code[:n]] for n in lengths if n < len(code) and code[:n] in first), None))
        for code, row in first.items()
    ]


def _value(row: PrintedRow, column: str) -> Decimal | None:
    """Return what a cell adds: a blank one nothing, None where the figure is not held or was never given."""
    cell = row.cells.get(column, NOT_HELD)
    return None if cell.absence is Absence.NOT_HELD else cell.amount or Decimal(0)
