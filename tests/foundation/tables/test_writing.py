import csv
import io
import json
import tempfile
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from foundation.tables import writing
from foundation.tables.reading import read_table
from foundation.tables.writing import (
    Column,
    Format,
    Kind,
    guard_formula,
    iter_csv,
    iter_json,
    table_response,
    write_xlsx,
)

COLUMNS = [
    Column("office", "单位"),
    Column("late", "超期", Kind.NUMBER),
    Column("rate", "按期率", Kind.PERCENT),
    Column("due", "应于", Kind.DATE),
    Column("at", "时间", Kind.MOMENT),
]
ROW = {
    "office": "市公安局",
    "late": 4,
    "rate": 0.949,
    "due": date(2014, 12, 24),
    "at": datetime(2014, 12, 24, 16, 30, tzinfo=UTC),
}


def as_csv(rows, columns=COLUMNS) -> list[list[str]]:
    content = b"".join(iter_csv(columns, rows))
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def as_sheet(rows, columns=COLUMNS, title="表"):
    file = io.BytesIO()
    write_xlsx(columns, rows, file, title=title)
    return load_workbook(file)[title]


def texts(*values):
    return [{"t": value} for value in values]


TEXT = [Column("t", "内容")]


def test_csv_has_headers_and_local_times():
    assert as_csv([ROW]) == [
        ["单位", "超期", "按期率", "应于", "时间"],
        ["市公安局", "4", "94.9%", "2014-12-24", "2014-12-25 00:30:00"],
    ]


def test_xlsx_has_real_numbers_and_dates():
    sheet = as_sheet([ROW])
    cells = list(sheet[2])
    assert [cell.value for cell in cells] == [
        "市公安局",
        4,
        0.949,
        datetime.fromisoformat("2014-12-24"),
        datetime.fromisoformat("2014-12-25 00:30"),
    ]
    assert cells[2].number_format == "0.0%"
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold


def test_json_has_plain_values_under_the_keys():
    rows = [{**ROW, "late": Decimal("113.80"), "office": '"引号"'}, {**ROW, "late": None}]
    lines = b"".join(iter_json(COLUMNS, rows)).decode()
    assert "113.80" in lines
    read = json.loads(lines)
    assert read[0]["office"] == '"引号"'
    assert read[1] == {**ROW, "late": None, "due": "2014-12-24", "at": "2014-12-25T00:30:00+08:00"}


def test_tables_without_rows_are_valid():
    assert as_csv([]) == [["单位", "超期", "按期率", "应于", "时间"]]
    assert as_sheet([]).max_row == 1
    assert json.loads(b"".join(iter_json(COLUMNS, []))) == []


DANGEROUS = [
    "=1+1",
    '=HYPERLINK("http://evil","x")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|x",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "　=1",
    "\ufeff=1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_never_becomes_a_formula(text):
    assert as_csv(texts(text), TEXT)[1][0] == f"'{text}"
    cell = as_sheet(texts(text), TEXT)["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value == text.replace("\r", "\n")


@pytest.mark.parametrize(
    "text", ["-5", "+8613812345678", "-12.50%", "1-2", "—", "-", "--", "a=b", "六政办〔2014〕22号", ""]
)
def test_harmless_text_is_left_as_it_is(text):
    assert guard_formula(text) == text


def test_headers_are_guarded_too():
    column = [Column("t", "=1+1")]
    assert as_csv([], column) == [["'=1+1"]]
    assert as_sheet([], column)["A1"].data_type == "s"


def test_numbers_stay_numbers_even_below_zero():
    column = [Column("n", "数", Kind.NUMBER)]
    rows = [{"n": value} for value in (-5, Decimal("-1E+3"), -0.5, None, "=1", float("nan"), True)]
    assert [row[0] if row else "" for row in as_csv(rows, column)[1:]] == [
        "-5",
        "-1000",
        "-0.5",
        "",
        "'=1",
        "nan",
        "True",
    ]
    sheet = as_sheet(rows, column)
    assert [cell.value for cell in sheet["A"][1:5]] == [-5, -1000, -0.5, None]
    assert sheet["A6"].data_type == "s"


def test_long_numbers_keep_all_their_digits_in_xlsx():
    rows = [{"n": 113417000032450703}, {"n": 999_999_999_999_999}]
    sheet = as_sheet(rows, [Column("n", "号", Kind.NUMBER)])
    assert [sheet["A2"].value, sheet["A3"].value] == ["113417000032450703", 999_999_999_999_999]


@pytest.mark.parametrize(
    "text", ["#N/A", "#REF!", "_x000D_", "a_x0041_b", " 空格 ", "两\n行", "流波䃥镇𠮷", "TRUE", "2014-12-24"]
)
def test_text_of_a_sheet_comes_back_character_for_character(text):
    file = io.BytesIO()
    write_xlsx(TEXT, texts(text), file, title="表")
    table = read_table(file.getvalue(), expected=["内容"])
    assert table.rows[0].cells == {"内容": text}
    assert load_workbook(file)["表"]["A2"].data_type == "s"


@settings(max_examples=60)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1, max_size=20))
def test_any_text_survives_csv_and_xlsx_and_never_is_a_formula(values):
    for row, value in zip(as_csv(texts(*values), TEXT)[1:], values, strict=True):
        assert row[0].removeprefix("'") in {value, value.removeprefix("'")}
    sheet = as_sheet(texts(*values), TEXT)
    assert all(
        cell.data_type in {"s", "n"} and (cell.value or "") in {value}
        for cell, value in zip(sheet["A"][1:], values, strict=True)
    )


def test_what_xml_and_excel_can_not_hold_is_left_out_of_xlsx_only():
    long = "长" * 40_000
    sheet = as_sheet(texts("a\x00b\x1bc\ud800d", long), TEXT)
    assert sheet["A2"].value == "abcd"
    assert len(sheet["A3"].value) == 32_767
    assert sheet["A3"].value.endswith("长…")
    assert as_csv(texts(long), TEXT)[1][0] == long
    assert b"".join(iter_csv(TEXT, texts("a\ud800"))).endswith(b"a?\r\n")


def test_rows_beyond_the_limit_of_a_sheet_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr(writing, "ROWS_PER_SHEET", 4)
    file = io.BytesIO()
    write_xlsx(TEXT, texts(*"abcdefg"), file, title="来信/统计")
    book = load_workbook(file)
    assert book.sheetnames == ["来信_统计", "来信_统计 2", "来信_统计 3"]
    assert [[cell.value for cell in sheet["A"]] for sheet in book] == [
        ["内容", "a", "b", "c"],
        ["内容", "d", "e", "f"],
        ["内容", "g"],
    ]


def test_dates_before_excel_are_written_as_text():
    assert as_sheet([{"d": date(1899, 5, 4)}], [Column("d", "日期", Kind.DATE)])["A2"].value == "1899-05-04"


@pytest.mark.parametrize(
    ("form", "kind"), [(Format.CSV, "text/csv"), (Format.XLSX, "spreadsheetml.sheet"), (Format.JSON, "json")]
)
def test_a_download_carries_its_chinese_name(form, kind):
    response = table_response(form, "超期督办 2014-12-24", COLUMNS, [ROW])
    assert kind in response["Content-Type"]
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''%E8%B6%85%E6%9C%9F")
    assert disposition.endswith(f".{form}")
    assert response["Cache-Control"] == "private, no-store"
    assert "市公安局".encode() in b"".join(response.streaming_content) or form is Format.XLSX


def test_the_workbook_of_a_download_is_whole():
    response = table_response(Format.XLSX, "表", COLUMNS, [ROW])
    content = b"".join(response.streaming_content)
    assert len(content) == int(response["Content-Length"])
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def write_to_disk(columns, rows):
    with tempfile.TemporaryFile() as file:
        write_xlsx(columns, rows, file, title="表")
    return ()


@pytest.mark.parametrize("write", [iter_csv, iter_json, write_to_disk])
def test_memory_does_not_grow_with_the_rows(write):
    def peak(count: int) -> int:
        tracemalloc.start()
        for _piece in write(COLUMNS, ({**ROW, "office": f"{number}六安市" * 5} for number in range(count))):
            pass
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(10)
    assert peak(7_000) < peak(2_500) + 50_000


def test_csv_is_sent_in_pieces_while_rows_are_still_read():
    taken = []

    def rows():
        for number in range(10_000):
            taken.append(number)
            yield {"t": "六安市政务公开" * 10}

    pieces = iter_csv(TEXT, rows())
    assert len(next(pieces)) >= writing.CSV_CHUNK
    assert len(taken) < 2_000
