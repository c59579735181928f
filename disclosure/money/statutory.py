"""The statutory tables beside the three public expenses: their columns, and how fine their codes must be.

Source: 财预〔2016〕143号《地方预决算公开操作规程》: expenditure of the general budget by function down to 项, basic
expenditure by economic kind down to 款; a table without data is published empty and explained.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TableCode(TextChoices):
    """A statutory table, in the order in which they are printed."""

    BALANCE = "balance", _("Revenue and expenditure of the office")
    REVENUE = "revenue", _("Revenue of the office")
    EXPENDITURE = "expenditure", _("Expenditure of the office")
    APPROPRIATION = "appropriation", _("Fiscal appropriations: revenue and expenditure")
    GENERAL = "general", _("Expenditure of the general public budget")
    BASIC = "basic", _("Basic expenditure of the general public budget")
    FUNDS = "funds", _("Expenditure of government-managed funds")
    CAPITAL = "capital", _("Expenditure of the state capital operations budget")


class Level(TextChoices):
    """The level of a classification code; the number of its digits tells it."""

    CLASS = "class", _("class (类)")
    SECTION = "section", _("section (款)")
    ITEM = "item", _("item (项)")


class Scheme(TextChoices):
    """Which classification the codes of a table belong to."""

    NONE = "none", _("no classification")
    FUNCTION = "function", _("by function")
    ECONOMIC = "economic", _("by economic kind")


LEVEL_OF_LENGTH: Mapping[int, Level] = {3: Level.CLASS, 5: Level.SECTION, 7: Level.ITEM}
"""类 has three digits, 款 two more, 项 another two. Source: 政府收支分类科目."""


@dataclass(frozen=True, slots=True)
class StatutoryTable:
    """The layout of one table: its columns by the names they are printed with, and its finest level, if any."""

    code: TableCode
    columns: tuple[str, ...]
    scheme: Scheme = Scheme.NONE
    finest: Level | None = None


_PARTS = ("合计", "基本支出", "项目支出")
TABLES: tuple[StatutoryTable, ...] = (
    StatutoryTable(TableCode.BALANCE, ("收入", "支出")),
    StatutoryTable(
        TableCode.REVENUE,
        ("合计", "一般公共预算拨款收入", "政府性基金预算拨款收入", "国有资本经营预算拨款收入", "事业收入", "其他收入"),
        Scheme.FUNCTION,
        Level.ITEM,
    ),
    StatutoryTable(TableCode.EXPENDITURE, _PARTS, Scheme.FUNCTION, Level.ITEM),
    StatutoryTable(TableCode.APPROPRIATION, ("收入", "支出")),
    StatutoryTable(TableCode.GENERAL, _PARTS, Scheme.FUNCTION, Level.ITEM),
    StatutoryTable(TableCode.BASIC, ("合计", "人员经费", "公用经费"), Scheme.ECONOMIC, Level.SECTION),
    StatutoryTable(TableCode.FUNDS, _PARTS, Scheme.FUNCTION, Level.ITEM),
    StatutoryTable(TableCode.CAPITAL, _PARTS, Scheme.FUNCTION, Level.ITEM),
)
LAYOUT_OF: Mapping[str, StatutoryTable] = {table.code: table for table in TABLES}


def level_of(code: str) -> Level | None:
    """Return the level that the number of digits of a classification code tells; None if it is no such code."""
    return LEVEL_OF_LENGTH.get(len(code)) if code.isascii() and code.isdigit() else None
