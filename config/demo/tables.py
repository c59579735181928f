"""Invented statutory tables that fit the invented three public expenses: sums by function and by economic kind. Pure.

Codes and names are those of 政府收支分类科目; every amount is 演示数据.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from config.demo.history import Amounts, Year
from disclosure.money.entries import LineEntry, TableEntry
from disclosure.money.figures import YUAN_PER_WAN, Category, Cell
from disclosure.money.statutory import TableCode

NAMES: Mapping[str, str] = {
    "201": "一般公共服务支出",
    "20103": "政府办公厅（室）及相关机构事务",
    "2010301": "行政运行",
    "2010302": "一般行政管理事务",
    "208": "社会保障和就业支出",
    "20805": "行政事业单位养老支出",
    "2080505": "机关事业单位基本养老保险缴费支出",
    "221": "住房保障支出",
    "22102": "住房改革支出",
    "2210201": "住房公积金",
    "301": "工资福利支出",
    "30101": "基本工资",
    "30102": "津贴补贴",
    "30108": "机关事业单位基本养老保险缴费",
    "30113": "住房公积金",
    "302": "商品和服务支出",
    "30201": "办公费",
    "30211": "差旅费",
    "30217": "公务接待费",
    "30231": "公务用车运行维护费",
}
NOT_THERE = {
    TableCode.FUNDS: "本单位没有政府性基金预算财政拨款收入和支出，故本表无数据。",
    TableCode.CAPITAL: "本单位没有国有资本经营预算财政拨款收入和支出，故本表无数据。",
}
Pair = tuple[Decimal, Decimal]
"""The two columns beside the sum: basic and project expenditure, or what goes to people and to running the office."""


def tables_of(year: Year, spent: Amounts) -> list[TableEntry]:
    """Return the tables of a year; `spent` are its three public expenses, of the plan or of the account."""
    staff, zero = Decimal(year.staff), Decimal(0)
    pension, housing = staff * Decimal("1.36"), staff * Decimal("0.92")
    people = {
        "30101": staff * Decimal("4.85"),
        "30102": staff * Decimal("3.65"),
        "30108": pension,
        "30113": housing,
    }
    office = {
        "30201": staff * Decimal("0.55"),
        "30211": staff * Decimal("0.42"),
        "30217": spent[Category.RECEPTION],
        "30231": spent[Category.RUNNING],
    }
    running = sum(people.values(), zero) - pension - housing + sum(office.values(), zero)
    projects = staff * Decimal("2.10") + spent[Category.ABROAD] + spent[Category.PURCHASE]
    by_function: dict[str, Pair] = {
        "2010301": (running, zero),
        "2010302": (zero, projects),
        "2080505": (pension, zero),
        "2210201": (housing, zero),
    }
    by_kind: dict[str, Pair] = {code: (amount, zero) for code, amount in people.items()}
    by_kind |= {code: (zero, amount) for code, amount in office.items()}
    return [
        _table(TableCode.GENERAL, by_function, ("合计", "基本支出", "项目支出")),
        _table(TableCode.BASIC, by_kind, ("合计", "人员经费", "公用经费")),
        *(TableEntry(code, note=note) for code, note in NOT_THERE.items()),
    ]


def _table(code: TableCode, leaves: Mapping[str, Pair], columns: Sequence[str]) -> TableEntry:
    """Return a table with the sums above its finest codes, the sum of all first."""
    above = {leaf[:length] for leaf in leaves for length in (3, 5) if length < len(leaf)}
    rows = [("", "合计", _sum(leaves.values()))]
    for one in sorted(above | set(leaves)):
        rows.append((one, NAMES[one], _sum(pair for leaf, pair in leaves.items() if leaf.startswith(one))))
    lines = [
        LineEntry(position, number, name, column, Cell(amount.quantize(Decimal("0.01")) * YUAN_PER_WAN))
        for position, (number, name, (first, second)) in enumerate(rows)
        for column, amount in zip(columns, (first + second, first, second), strict=True)
    ]
    return TableEntry(code, lines)


def _sum(pairs: Iterable[Pair]) -> Pair:
    firsts, seconds = zip(*pairs, strict=True)
    return sum(firsts, Decimal(0)), sum(seconds, Decimal(0))
