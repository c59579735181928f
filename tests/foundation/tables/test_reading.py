import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from foundation.tables.errors import TableError
from foundation.tables.parts import MOST_BYTES
from foundation.tables.reading import read_table

COLUMNS = ["编号", "主题", "时间"]


def read(content: str | bytes, **options):
    raw = content.encode() if isinstance(content, str) else content
    return read_table(raw, **{"expected": COLUMNS, **options})


def workbook(*rows, title="表", before=(), after=(), hidden=()) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, content in [*before, (title, rows), *after]:
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def refusal(content, **options) -> str:
    with pytest.raises(TableError) as caught:
        read(content, **options)
    assert "%(" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_csv_of_every_usual_form_is_read_alike(codec, delimiter, ending):
    rows = [COLUMNS, ["1", "流波䃥镇", "2019/4/25 9:32:09"], ["2", "路灯", "2019/4/26"]]
    table = read(ending.join(delimiter.join(row) for row in rows).encode(codec))
    assert [row.cells for row in table.rows] == [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]]
    assert [row.number for row in table.rows] == [2, 3]
    assert table.form == "csv"


def test_a_row_of_csv_has_the_number_of_its_first_line():
    table = read('编号,主题,时间\r\n1,"两\r\n行",a\r\n\r\n2,"三\n\n行",b\r\n3,一行,c\r\n')
    assert [(row.number, row.text("编号")) for row in table.rows] == [(2, "1"), (5, "2"), (8, "3")]
    assert table.rows[0].text("主题") == "两\r\n行"


def test_text_is_kept_whole():
    text = ' \n《关于印发<A市新图>的"通知"》；a,b\t'
    quoted = text.replace('"', '""')
    assert read(f'编号,主题,时间\n1,"{quoted}",x\n').rows[0].text("主题") == text


def test_a_header_is_trimmed_and_may_follow_a_title():
    table = read("\ufeff六安市来信统计表,,\n,,\n　编号 ,主\u200b题,\u00a0时间\n1,a,b\n")
    assert (table.header_row, table.columns) == (3, COLUMNS)
    assert table.rows[0].number == 4


def test_the_order_of_columns_is_free_and_optional_ones_may_be_there():
    table = read("时间,备注,编号,主题\nt,n,1,s\n", optional=["备注", "来源"])
    assert table.rows[0].cells == {"时间": "t", "备注": "n", "编号": "1", "主题": "s"}
    assert table.rows[0].text("来源") == ""


def test_a_short_row_is_read_with_its_missing_cells_empty():
    row = read("编号,主题,时间\n1\n").rows[0]
    assert (row.text("编号"), row.text("时间")) == ("1", "")


def test_content_under_no_header_is_an_error_of_its_row():
    table = read("编号,主题,时间,\n1,逗号,没有,花园村\n2,a,b,\n")
    assert [error.row for error in table.errors] == [2]
    assert "花园村" not in table.errors[0].line()
    assert [error.row for error in read("编号,主题,时间\n1,a,b,c\n").errors] == [2]


def test_excels_declaration_of_the_delimiter_is_obeyed():
    table = read("sep=;\r\n编号;主题;时间\r\n1;a,b;c\r\n")
    assert (table.header_row, table.rows[0].number, table.rows[0].text("主题")) == (2, 3, "a,b")


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("编号,主题", ["时间"]),
        ("编号,主题,时间,手机", ["手机"]),
        ("编号,主题,时间,主题", ["主题"]),
        ("留言,正文,何时", COLUMNS),
        ("编号|主题|时间", COLUMNS),
    ],
)
def test_wrong_columns_are_told_with_those_found_and_expected(header, told):
    message = refusal(f"{header}\n1,2,3\n")
    for name in [*told, *COLUMNS]:
        assert name in message


def test_a_table_without_header_does_not_spread_its_first_row():
    message = refusal("1,张三丰住在霍山县流波䃥镇花园村南湾组42号,2019/4/25\n")
    assert "花园村" not in message


@pytest.mark.parametrize(
    ("content", "line"),
    [('编号,主题,时间\n1,a,b\n2,"open,c\n3,d,e\n', 3), ('编号,主题,时间\n1,"a"b,c\n', 2)],
)
def test_a_wrong_quotation_is_told_with_the_line_where_the_record_begins(content, line):
    assert f"{line}" in refusal(content)


@pytest.mark.parametrize("content", ["", "  \n ", b"\xef\xbb\xbf", ",,\n,,\n"])
def test_an_empty_table_is_said_to_be_empty(content):
    assert refusal(content)


def test_a_workbook_is_known_by_its_content_and_rows_have_the_numbers_of_the_sheet():
    moment = datetime.fromisoformat("2019-04-25 09:32:09")
    table = read(
        workbook(
            [], ["来信统计"], [], [None, *COLUMNS], [None, 2555, " 主\n题 ", moment], [], [None, 2.5, True, 43580.5]
        )
    )
    assert (table.form, table.encoding, table.header_row) == ("workbook", None, 4)
    assert [row.number for row in table.rows] == [5, 7]
    assert table.rows[0].cells == {"编号": 2555.0, "主题": " 主\n题 ", "时间": moment}
    assert [row.text("编号") for row in table.rows] == ["2555", "2.5"]
    assert table.rows[1].cells["时间"] == 43580.5


def test_the_first_visible_sheet_with_content_is_read_or_the_one_named():
    content = workbook(
        COLUMNS,
        [1, "a", "b"],
        before=[("空", []), ("隐", [["x"]])],
        after=[("二", [COLUMNS, [2, "c", "d"]])],
        hidden=["隐"],
    )
    assert read(content).rows[0].text("编号") == "1"
    assert read(content, sheet="二").rows[0].text("编号") == "2"
    assert "空, 隐, 表, 二" in refusal(content, sheet="三")


def test_workbooks_that_can_not_be_read_are_refused():
    whole = workbook(COLUMNS)
    assert refusal(whole[: len(whole) // 2])
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))
    assert refusal(workbook())


def test_a_workbook_that_unpacks_to_an_improbable_size_is_refused_unread():
    big = io.BytesIO(workbook(COLUMNS))
    with zipfile.ZipFile(big, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/a.bin", bytes(30 * 2**20))
    assert refusal(big.getvalue())


def rebuilt(content: bytes, **parts: str) -> bytes:
    """Return a workbook with other or further parts, by their names or short ones."""
    file, names = io.BytesIO(), {"strings": "xl/sharedStrings.xml", "sheet": "xl/worksheets/sheet1.xml"}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        changed = {names.get(key, key): part for key, part in parts.items()}
        for name in old.namelist():
            new.writestr(name, changed.pop(name, old.read(name)))
        for name, part in changed.items():
            new.writestr(name, part)
    return file.getvalue()


def test_a_cell_so_far_out_that_the_room_up_to_it_would_end_the_process_is_refused_unread():
    content = rebuilt(
        workbook(["甲", "乙"], ["1", "2"]),
        sheet='<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="40001"><c r="CV40001"><v>2</v></c></row>'
        "</sheetData></worksheet>",
    )
    assert "第40001行、第100列" in refusal(content)


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A99999999"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFC1"/><c><v>1</v></c></row>',
    ],
)
def test_no_spelling_of_a_place_hides_how_far_out_a_cell_is(rows):
    assert refusal(rebuilt(workbook(["甲", "乙"], ["1", "2"]), sheet=SHEET.format(rows)))


def test_a_workbook_whose_parts_would_fill_the_memory_is_refused_unread():
    content = rebuilt(workbook(["甲"], ["1"]), **{"xl/worksheets/sheet2.xml": " " * (MOST_BYTES + 1)})
    assert "另存为CSV" in refusal(content)


def test_formats_that_reach_to_the_end_of_a_sheet_are_no_content():
    content = rebuilt(
        workbook(["甲"], ["1"]),
        sheet='<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="XFD1" s="0"/></row>'
        '<row r="2"><c r="A2"><v>7</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
        "</sheetData></worksheet>",
    )
    assert [row.cells["甲"] for row in read(content, expected=["甲"]).rows] == [7]


SPREADSHEET = "urn:oasis:names:tc:opendocument:xmlns"
ODS = (
    f'<office:document-content xmlns:office="{SPREADSHEET}:office:1.0" xmlns:table="{SPREADSHEET}:table:1.0"'
    f' xmlns:text="{SPREADSHEET}:text:1.0"><office:body><office:spreadsheet><table:table table:name="表">'
    '<table:table-row table:number-rows-repeated="3">'
    '<table:table-cell office:value-type="string" table:number-columns-repeated="1"><text:p>甲</text:p>'
    "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)
MANIFEST = """<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
</manifest:manifest>"""


def test_no_second_table_of_another_format_is_read_out_of_the_same_file():
    hidden = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": ODS,
        "META-INF/manifest.xml": MANIFEST,
    }
    content = rebuilt(workbook(["乙"], ["1"]), strings="<sst><si><t>a</q></si>&<", **hidden)
    with pytest.raises(TableError):
        read_table(content, expected=["甲"])


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/worksheets/SHEET1.xml": "<worksheet/>"},
        {"sheet": '<!DOCTYPE worksheet [<!ENTITY a "1">]><worksheet/>'},
        {"xl/theme/theme1.xml": "<a><b></a>"},
    ],
)
def test_parts_that_no_honest_workbook_has_are_refused(parts):
    assert "另存为XLSX" in refusal(rebuilt(workbook(["甲"], ["1"]), **parts))


def test_a_path_and_an_open_file_are_read_alike(tmp_path):
    path = tmp_path / "来信.xlsx"
    path.write_bytes("编号,主题,时间\n1,a,b\n".encode("gb18030"))
    table = read_table(path, expected=COLUMNS)
    assert table.encoding == "gb18030"
    with path.open("rb") as file:
        assert read_table(file, expected=COLUMNS) == table
