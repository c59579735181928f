"""The document that is printed: everything that was published, in the official order, and nothing invented."""

import pytest

from disclosure.money.figures import Category, Column, Kind
from disclosure.money.printing.document import Grid, Heading, Paragraph, n_cells
from disclosure.money.printing.layouts import Layout, change_table, three_public_table
from disclosure.money.printing.statement import Frame, statement_document
from disclosure.money.printing.terms import terms_in
from tests.disclosure.money.printing.samples import FRAME, table, version


def texts_of(document) -> list[str]:
    """Return every word of the document."""
    said = [document.title, document.office, *(word for pair in document.facts + document.imprint for word in pair)]
    for part in document.parts:
        said.append(part.title)
        for block in part.blocks:
            if isinstance(block, Grid):
                said += [block.caption, block.unit, *block.notes]
                said += [span.text for row in block.head for span in row] + [cell for row in block.body for cell in row]
            else:
                said += [block.text, getattr(block, "lead", "")]
    return said


def grids(document) -> dict[str, Grid]:
    return {block.caption: block for part in document.parts for block in part.blocks if isinstance(block, Grid)}


def test_it_has_the_four_parts_of_the_official_directory():
    titles = [part.title for part in statement_document(version(), FRAME).parts]
    assert titles == [
        "第一部分　部门概况",
        "第二部分　部门决算表",
        "第三部分　部门决算情况说明",
        "第四部分　名词解释",
    ]
    assert statement_document(version(Kind.BUDGET), FRAME).parts[1].title == "第二部分　部门预算表"


def test_everything_that_was_published_is_printed():
    made = version()
    words = texts_of(statement_document(made, FRAME))
    whole = "\n".join(words)
    for expected in (
        "测试市住房和城乡建设委员会",
        "年末在职人员86人。",
        "“三公”经费决算22.62万元。",
        "公务接待费2.52万元，接待52批次。",
        "预算数与公开的预算数不一致。",
        "年中调整预算。",
        "更正公务接待费：原数漏记一笔。",
        "本表无数据。没有政府性基金预算拨款收入和支出。",
        "测试市住房保障中心",
        "单位：万元",
        made.digest,
        FRAME.address,
    ):
        assert expected in whole
    assert words.count("22.62") >= 3


def test_what_nobody_explained_has_no_empty_explanation():
    warning = {"rule": 8, "finding": "文中百分比与表不符。", "explanation": ""}
    words = texts_of(statement_document(version(warnings=[warning]), FRAME))
    assert "文中百分比与表不符。" in words
    assert "单位说明：" not in words


def test_revenue_and_expenditure_of_one_row_keep_each_its_own_name():
    lines = [
        [1, "", "一般公共预算拨款收入", "收入", "1000000.00", ""],
        [1, "", "一般公共服务支出", "支出", "800000.00", ""],
        [2, "", "总计", "收入", "1000000.00", ""],
        [2, "", "总计", "支出", "1000000.00", ""],
    ]
    balance = {"code": "balance", "display_unit": "万元", "is_empty": False, "note": "", "lines": lines}
    grid = grids(statement_document(version(tables=[balance]), FRAME))["收入支出决算总表"]
    assert grid.body == [
        ["一般公共预算拨款收入", "100.00", ""],
        ["一般公共服务支出", "", "80.00"],
        ["总计", "100.00", "100.00"],
    ]


def test_the_horizontal_account_has_twelve_columns_under_their_numbers():
    grid = grids(statement_document(version(), FRAME))["一般公共预算财政拨款“三公”经费支出决算表"]
    assert [span.text for span in grid.head[0]] == ["项目", "预算数", "决算数"]
    assert grid.body[0] == ["栏次", *map(str, range(1, 13))]
    assert grid.body[1] == ["金额", *["22.62", "0.00", "20.10", "0.00", "20.10", "2.52"] * 2]
    assert grid.is_wide
    assert grid.notes[0].startswith("注：本表反映部门本年度")


def test_the_heads_of_every_table_cover_each_column_once():
    for kind in Kind:
        for layout in Layout:
            for grid in grids(statement_document(version(kind), FRAME, layout)).values():
                covered = sum(span.columns * span.rows for row in grid.head for span in row)
                assert covered == grid.n_columns * len(grid.head), grid.caption
                assert all(len(row) == grid.n_columns for row in grid.body), grid.caption


def test_the_budget_compares_with_last_years_budget_without_column_numbers():
    grid = grids(statement_document(version(Kind.BUDGET), FRAME))["一般公共预算“三公”经费支出表"]
    assert [span.text for span in grid.head[0]] == ["项目", "上年预算数", "本年预算数"]
    assert len(grid.body) == 1


def test_the_vertical_layout_prints_reception_before_vehicles():
    made = statement_document(version(), FRAME, Layout.VERTICAL)
    grid = grids(made)["一般公共预算财政拨款“三公”经费支出决算表"]
    assert [row[0] for row in grid.body] == [
        "合计",
        "因公出国（境）费",
        "公务接待费",
        "公务用车购置及运行维护费",
        "　其中：公务用车运行维护费",
        "　　　　公务用车购置费",
    ]
    assert not grid.is_wide


def test_zero_blank_and_not_held_are_three_different_things():
    made = version()
    made.content["cells"]["abroad.budget"] = {"amount": None, "absence": "blank"}
    made.content["cells"]["abroad.final"] = {"amount": None, "absence": "not_held"}
    grid = grids(statement_document(made, FRAME, Layout.VERTICAL))["一般公共预算财政拨款“三公”经费支出决算表"]
    assert grid.body[1] == ["因公出国（境）费", "", "—"]
    assert grid.body[5][1:] == ["0.00", "0.00"]
    assert len(grid.notes) == 3


def test_nothing_is_divided_by_zero_or_by_what_is_not_there():
    made = version()
    made.content["cells"]["reception.previous"] = {"amount": None, "absence": "not_held"}
    rows = {row[0]: row for row in grids(statement_document(made, FRAME))["“三公”经费增减变化情况表"].body}
    assert rows["因公出国（境）费"][1:] == ["0.00", "0.00", "0.00", "0.00", "—", "—"]
    assert rows["公务接待费"][1:] == ["—", "2.52", "2.52", "—", "—", "100.0%"]


def test_changes_carry_their_sign():
    from decimal import Decimal

    from disclosure.money.figures import Cell

    cells = {
        (Category.RECEPTION, Column.PREVIOUS): Cell(Decimal(20000)),
        (Category.RECEPTION, Column.BUDGET): Cell(Decimal(25000)),
        (Category.ABROAD, Column.PREVIOUS): Cell(Decimal(30000)),
        (Category.ABROAD, Column.BUDGET): Cell(Decimal(10000)),
    }
    rows = {row[0]: row for row in change_table(cells, Kind.BUDGET, "元").body}
    assert rows["公务接待费"][3:] == ["+5,000.00", "125.0%"]
    assert rows["因公出国（境）费"][3:] == ["−20,000.00", "33.3%"]
    assert three_public_table(cells, Kind.BUDGET, "元", Layout.VERTICAL).unit == "单位：元"


def test_the_table_of_the_three_public_expenses_stands_where_the_rule_lists_it():
    part = statement_document(version(), FRAME).parts[1]
    names = [block.caption for block in part.blocks if isinstance(block, Grid)]
    assert names == [
        "一般公共预算财政拨款支出决算表",
        "一般公共预算财政拨款“三公”经费支出决算表",
        "政府性基金预算财政拨款收入支出决算表",
    ]


def test_tables_that_were_never_entered_are_named_before_the_others():
    first = statement_document(version(), FRAME).parts[1].blocks[0]
    assert isinstance(first, Paragraph)
    assert "《收入决算表》" in first.text
    assert "《一般公共预算财政拨款支出决算表》" not in first.text


def test_a_table_with_many_columns_lies_across():
    columns = [
        "合计",
        "一般公共预算拨款收入",
        "政府性基金预算拨款收入",
        "国有资本经营预算拨款收入",
        "事业收入",
        "其他收入",
    ]
    made = version(tables=[table("revenue", columns, 2)])
    grid = grids(statement_document(made, FRAME))["收入决算表"]
    assert grid.is_wide
    assert grid.body[0] == ["2010100", "科目0", *["1.00"] * 6]


def test_an_unknown_office_says_that_nothing_is_known_of_it():
    made = version(staff=None)
    blocks = statement_document(made, Frame(address="x")).parts[0].blocks
    assert blocks == [Paragraph("本平台没有登记该单位的职责、构成和人员情况。")]


def test_the_sections_are_numbered_without_gaps():
    made = version(explanation="", notes={}, warnings=[])
    headings = [block.text for block in statement_document(made, FRAME).parts[2].blocks if isinstance(block, Heading)]
    assert [text[0] for text in headings] == ["一", "二", "三"]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("公务接待费2.52万元", ["公务接待费"]),
        ("机关运行经费支出", ["机关运行经费"]),
        ("天气很好", []),
        ("政府性基金预算与基本支出", ["政府性基金预算财政拨款收入", "基本支出"]),
    ],
)
def test_only_the_terms_that_are_used_are_explained(text, terms):
    assert [term for term, _meaning in terms_in([text])] == terms


def test_the_size_of_a_document_is_the_number_of_its_cells():
    small, large = (n_cells(statement_document(version(n_rows=rows), FRAME)) for rows in (1, 11))
    assert large - small == 10 * 5
