"""A policy's Word file says what its page says, table by table. Pure."""

import io
from typing import Any

import pytest
from docx import Document

from disclosure.items.sanitising import sanitise, to_safe_page
from disclosure.policies.papers.paper import Paper
from disclosure.policies.papers.word import MOST_COLUMNS, word_file


def written(markup: str) -> Any:
    """Return the Word file of a policy with this body."""
    body = str(to_safe_page(sanitise(markup)))
    return Document(io.BytesIO(word_file(Paper("办法", "", ["市政府"], body, [], "https://a.example", "以网页为准。"))))


def lines(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def cells(document: Any) -> list[list[str]]:
    """Return the texts of the first table; a merged cell stands in each place that it covers."""
    return [[cell.text for cell in row.cells] for row in document.tables[0].rows]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<tr><th rowspan=2>项目</th><th colspan=2>标准</th></tr><tr><td>城市</td><td>农村</td></tr>"
            "<tr><td>低保</td><td>600</td><td>500</td></tr>",
            [["项目", "标准", "标准"], ["项目", "城市", "农村"], ["低保", "600", "500"]],
        ),
        (
            "<tr><td rowspan=9>甲</td><td>一</td></tr><tr><td colspan=50>二</td></tr>",
            [["甲", "一", *[""] * 49], ["甲", *["二"] * 50]],
        ),
        ("<tr><td>一</td><td rowspan=2>乙</td></tr><tr><td colspan=2>二</td></tr>", [["一", "乙"], ["二", "乙"]]),
    ],
)
def test_a_figure_stands_below_its_heading_also_where_cells_are_merged(markup, expected):
    assert cells(written(f"<table>{markup}</table>")) == expected


def test_a_table_is_no_wider_than_word_opens():
    assert len(cells(written("<table><tr><td colspan=100>甲</td></tr></table>"))[0]) == MOST_COLUMNS


def test_lines_of_a_cell_do_not_run_into_one_word():
    row = "<td>100<br>200</td><td><p>甲</p><p>乙</p></td><td><ul><li>丙</li><li>丁</li></ul>戊</td>"
    assert cells(written(f"<table><tr>{row}</tr></table>")) == [["100\n200", "甲\n乙", "丙\n丁\n戊"]]


def test_a_table_inside_a_cell_takes_nothing_of_the_one_around_it():
    inner = "<table><tr><td>内一</td><td>内二</td></tr><tr><td>内三</td></tr></table>"
    document = written(f"<table><tr><td>外一</td><td>前{inner}后</td></tr><tr><td>外二</td><td>外三</td></tr></table>")
    assert len(document.tables) == 2, "its own, and that of the facts"
    assert cells(document) == [["外一", "前\n内一 内二\n内三\n后"], ["外二", "外三"]]


def test_the_caption_stands_above_its_table_and_what_follows_below():
    document = written("<p>前文</p><table><caption>补助标准</caption><tr><td>甲</td></tr></table><p>后文</p>")
    assert [line for line in lines(document) if line in {"前文", "补助标准", "后文"}] == ["前文", "补助标准", "后文"]
    assert cells(document) == [["甲"]]


@pytest.mark.parametrize(("start", "first"), [("x", "1. 甲"), ("9" * 5000, "1. 甲"), ("-3", "1. 甲"), ("3", "3. 甲")])
def test_a_list_begins_with_its_number_if_it_names_one(start, first):
    assert first in lines(written(f'<ol start="{start}"><li>甲</li></ol>'))
