"""The structure of statutory tables: each fault found at its place, and nothing said of a table that is right."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.money.figures import NOT_HELD, Absence, Cell
from disclosure.money.statutory import LAYOUT_OF, TableCode
from disclosure.money.statutory_checks import PrintedRow, check_table

GENERAL = LAYOUT_OF[TableCode.GENERAL]
BASIC = LAYOUT_OF[TableCode.BASIC]
BALANCE = LAYOUT_OF[TableCode.BALANCE]
WAN = Decimal(10_000)
RIGHT = (
    ("", "合计", "300", "200", "100"),
    ("201", "一般公共服务支出", "300", "200", "100"),
    ("20103", "政府办公厅事务", "300", "200", "100"),
    ("2010301", "行政运行", "200", "200", "0"),
    ("2010302", "一般行政管理事务", "100", "0", "100"),
)


def rows(lines: Sequence[Sequence[str]], columns: Sequence[str] = GENERAL.columns) -> list[PrintedRow]:
    return [
        PrintedRow(position, code, name, {column: _cell(text) for column, text in zip(columns, amounts, strict=True)})
        for position, (code, name, *amounts) in enumerate(lines, start=1)
    ]


def _cell(text: str) -> Cell:
    if text == "?":
        return NOT_HELD
    return Cell(Decimal(text) * WAN) if text else Cell(None, Absence.BLANK)


def changed(place: int, *line: str) -> list[PrintedRow]:
    return rows([line if number == place else old for number, old in enumerate(RIGHT)])


def test_a_right_table_has_no_fault() -> None:
    assert check_table(GENERAL, rows(RIGHT), "") == []


def test_an_empty_table_needs_a_reason() -> None:
    assert [fault.position for fault in check_table(GENERAL, [], " ")] == [None]
    assert check_table(GENERAL, [], "本单位没有此项支出。") == []


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (changed(3, "2010399x", "其他", "200", "200", "0"), {4, 3, 2}),
        (changed(3, "20103011", "行政运行", "200", "200", "0"), {4, 3, 2}),
        (changed(4, "2010301", "行政运行", "100", "0", "100"), {5, 3}),
        (changed(3, "2010301", "行政运行", "201", "200", "1"), {3}),
        (changed(3, "2010301", "行政运行", "200", "190", "0"), {4, 3}),
        (changed(0, "", "合计", "301", "201", "100"), {1}),
        (changed(0, "", "其他", "300", "200", "100"), {1}),
        (rows(RIGHT[:3]), {3}),
        (rows(RIGHT[:2]), {2}),
    ],
    ids=[
        "a letter in a code",
        "eight digits",
        "a code twice",
        "a part too large",
        "columns that do not add up",
        "a total that is not the sum",
        "a row without a code",
        "stops at the section",
        "stops at the class",
    ],
)
def test_a_fault_is_found_at_its_row(table: list[PrintedRow], said: set[int]) -> None:
    found = {fault.position for fault in check_table(GENERAL, table, "")}
    assert found
    assert found <= said
    assert max(said) in found or found == said


def test_the_message_gives_the_arithmetic() -> None:
    table = changed(0, "", "合计", "301", "201", "100")
    assert [fault.parameters["sum"] for fault in check_table(GENERAL, table, "")] == ["300.00", "200.00"]


def test_what_rounding_takes_away_is_no_fault_and_a_little_more_is_one() -> None:
    assert check_table(GENERAL, changed(0, "", "合计", "300.01", "200.01", "100"), "") == []
    assert check_table(GENERAL, changed(0, "", "合计", "300.02", "200.01", "100"), "") != []


def test_a_blank_cell_adds_nothing_and_one_not_held_stops_the_check() -> None:
    assert check_table(GENERAL, changed(3, "2010301", "行政运行", "200", "200", ""), "") == []
    assert check_table(GENERAL, changed(3, "2010301", "行政运行", "999", "?", "?"), "") != []
    assert check_table(GENERAL, changed(3, "2010301", "行政运行", "?", "?", "?"), "") == []


def test_a_cell_that_was_never_given_stops_the_check_too() -> None:
    table = changed(3, "2010301", "行政运行", "200", "200", "0")
    table[3] = PrintedRow(4, "2010301", "行政运行", {"合计": Cell(Decimal(200) * WAN)})
    assert check_table(GENERAL, table, "") == []


def test_basic_expenditure_ends_at_the_section() -> None:
    table = rows([("301", "工资福利支出", "5", "5", "0"), ("30101", "基本工资", "5", "5", "0")], BASIC.columns)
    assert check_table(BASIC, table, "") == []
    deeper = rows([("301", "工资福利支出", "5", "5", "0"), ("3010101", "基本工资", "5", "5", "0")], BASIC.columns)
    assert [fault.position for fault in check_table(BASIC, deeper, "")] == [2]


def test_a_class_may_lead_to_items_without_the_section_between() -> None:
    table = rows([("201", "一般公共服务", "5", "5", "0"), ("2010301", "行政运行", "5", "5", "0")])
    assert check_table(GENERAL, table, "") == []


def test_revenue_and_expenditure_in_total_are_equal() -> None:
    left = PrintedRow(9, "", "收入总计", {"收入": Cell(Decimal(100) * WAN)})
    right = PrintedRow(9, "", "支出总计", {"支出": Cell(Decimal(101) * WAN)})
    even = PrintedRow(9, "", "支出总计", {"支出": Cell(Decimal(100) * WAN)})
    assert [fault.column for fault in check_table(BALANCE, [left, right], "")] == ["支出"]
    assert check_table(BALANCE, [left, even], "") == []


AMOUNTS = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)


@st.composite
def trees(draw: st.DrawFn) -> list[PrintedRow]:
    """Tables that are right: items with amounts, everything above summed."""
    items = draw(
        st.dictionaries(
            st.integers(2_000_000, 2_999_999).map(str), st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=12
        )
    )
    lines: dict[str, tuple[Decimal, Decimal]] = {}
    for code, amounts in items.items():
        for level in ("", code[:3], code[:5], code):
            before = lines.get(level, (Decimal(0), Decimal(0)))
            lines[level] = (before[0] + amounts[0], before[1] + amounts[1])
    return [
        PrintedRow(
            position,
            code,
            "合计" if not code else f"科目{code}",
            {"合计": Cell(basic + project), "基本支出": Cell(basic), "项目支出": Cell(project)},
        )
        for position, (code, (basic, project)) in enumerate(sorted(lines.items()), start=1)
    ]


@given(trees())
def test_any_table_summed_from_its_items_is_right(table: list[PrintedRow]) -> None:
    assert check_table(GENERAL, table, "") == []


@given(trees(), st.data())
def test_one_broken_amount_is_always_found(table: list[PrintedRow], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(table) - 1))
    row = table[place]
    broken = {**row.cells, "基本支出": Cell((row.cells["基本支出"].amount or Decimal(0)) + 101)}
    table[place] = PrintedRow(row.position, row.code, row.name, broken)
    assert row.position in {fault.position for fault in check_table(GENERAL, table, "")}
