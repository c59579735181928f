"""Reading workbooks: both layouts, found by content; dirty figures read or refused at their cell; hostile files."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from disclosure.money.figures import NOT_HELD, Absence, Category, Cell, Column, CountKind, Kind, Scope
from disclosure.money.services import Entry, LineEntry, TableEntry
from disclosure.money.statutory import TABLES, Scheme
from disclosure.money.workbooks.about import About, Mark
from disclosure.money.workbooks.names import COUNTS, MARKER, NOTES, THREE, Layout, column_of, count_of, row_of
from disclosure.money.workbooks.opening import open_workbook
from disclosure.money.workbooks.reading import Reading, read_workbook
from disclosure.money.workbooks.templates import GROUPS, Template
from foundation.refusals import Refusal
from foundation.tables.errors import TableError
from tests.factories.workbooks import edited, saved, sheet_of, written
from tests.foundation.tables.test_reading import MANIFEST, ODS

ABOUT = About("000301", "测试局", 2023, Kind.FINAL_ACCOUNT, Scope.OWN)
GIVEN = About(fiscal_year=2023, kind=Kind.FINAL_ACCOUNT)
ZERO = {(row, column): Cell(Decimal(0)) for row in Category for column in Column}
COUNTED = dict.fromkeys(CountKind, 0)


def template(layout: Layout = Layout.VERTICAL, entry: Entry | None = None, about: About = ABOUT) -> bytes:
    return written(Template(Mark(about, "t1", None), layout, entry or Entry(ZERO, COUNTED, "无增减。")))


@cache
def blank() -> bytes:
    """Return the template with nothing filled in: written once, when the first test asks for it."""
    return template()


def read(content: bytes, given: About | None = None) -> Reading:
    return read_workbook(content, "表.xlsx", given)


def told(reading: Reading) -> dict[str, str]:
    return {f"{problem.sheet}!{problem.cell}": str(problem.message) for problem in reading.problems}


def amounts(entry: Entry | None) -> dict[tuple[Category, Column], Decimal | None]:
    assert entry is not None
    return {place: cell.amount for place, cell in entry.cells.items()}


QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking: each example writes and reads a whole workbook."""


# -- what was written is read again ------------------------------------------------------------------------------------
YUAN = st.integers(0, 10**12).map(lambda cents: Decimal(cents) / 100)
CELLS = st.one_of(YUAN.map(Cell), st.just(NOT_HELD), st.just(Cell(None, Absence.BLANK)))
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)


@st.composite
def table_entries(draw: st.DrawFn) -> list[TableEntry]:
    entries = []
    for layout in TABLES:
        n_rows = draw(st.integers(0, 4))
        lines = []
        for position in range(1, n_rows + 1):
            code = str(draw(st.integers(201, 2_999_999))) if layout.scheme is not Scheme.NONE else ""
            name = draw(WORDS)
            lines += [LineEntry(position, code, f"名{name}", column, draw(CELLS)) for column in layout.columns]
        entries.append(TableEntry(layout.code, lines, draw(st.sampled_from(("元", "万元"))), "" if lines else "没有。"))
    return entries


@st.composite
def entries(draw: st.DrawFn, kind: Kind) -> Entry:
    places = [(row, column) for row in Category for column, _heading in GROUPS[kind]]
    numbers = st.integers(0, 99_999)
    return Entry(
        {place: draw(CELLS) for place in places},
        {count: draw(numbers) for count in CountKind},
        draw(WORDS),
        draw(st.dictionaries(st.sampled_from(list(Category)), WORDS)),
        draw(st.none() | numbers),
        draw(st.sampled_from(("元", "万元"))),
        draw(table_entries()),
    )


def plain(entry: Entry | None) -> Any:
    assert entry is not None
    return (
        {place: (cell.amount, cell.absence) for place, cell in entry.cells.items()},
        entry.counts,
        entry.explanation,
        entry.notes,
        entry.staff,
        entry.display_unit,
        [
            (
                table.code,
                table.display_unit,
                table.note,
                [
                    (one.position, one.code, one.name, one.column, one.cell.amount, one.cell.absence)
                    for one in table.lines
                ],
            )
            for table in entry.tables or ()
        ],
    )


@settings(max_examples=15, phases=QUICK)
@given(st.data())
def test_a_filled_template_reads_as_what_was_filled_in(data: st.DataObject) -> None:
    kind, layout = data.draw(st.sampled_from(Kind)), data.draw(st.sampled_from(Layout))
    entry = data.draw(entries(kind))
    about = About("000301", "测试局", 2023, kind, Scope.OWN)
    reading = read(template(layout, entry, about))
    assert reading.problems == []
    assert plain(reading.entry) == plain(entry)
    assert reading.about == about


# -- workbooks of others' making ---------------------------------------------------------------------------------------
NATIONAL = [
    ["2023年度一般公共预算财政拨款“三公”经费支出决算表"],
    ["编制单位：某局", *[None] * 10, "单位：万元"],
    ["预算数", *[None] * 5, "决算数", *[None] * 5],
    ["合计", "因公出国（境）费", "公务用车购置及运行维护费", None, None, "公务接待费"] * 2,
    [None, None, "小计", "公务用车购置费", "公务用车运行维护费", None] * 2,
    [str(number) for number in range(1, 13)],
    [5.5, 0, 4, 0, 4, 1.5, 4.6, 0, 3.5, 0, 3.5, 1.1],
]
MERGED = ["A1:L1", "A3:F3", "G3:L3", "C4:E4", "I4:K4", "A4:A5", "B4:B5", "F4:F5", "G4:G5", "H4:H5", "L4:L5"]


def test_the_national_table_is_found_by_its_content_whatever_the_sheet_is_called() -> None:
    reading = read(saved(sheet_of(NATIONAL, title="表7", merged=MERGED)), GIVEN)
    assert reading.problems == []
    found = amounts(reading.entry)
    assert found[Category.TOTAL, Column.FINAL] == Decimal(46_000)
    assert found[Category.VEHICLE, Column.BUDGET] == Decimal(40_000)
    assert (Category.TOTAL, Column.PREVIOUS) not in found
    assert (reading.about.unit_name, reading.about.fiscal_year, reading.about.kind) == (
        "某局",
        2023,
        Kind.FINAL_ACCOUNT,
    )


def upright(names: list[str], heads: list[str]) -> list[list[Any]]:
    head = [["六安市某局2023年度“三公”经费支出决算表"], [None], [None, "单位：万元"], ["项目", *heads]]
    return [*head, *[[name, *[number + 1] * len(heads)] for number, name in enumerate(names)]]


def test_the_upright_table_is_found_between_empty_rows_and_columns() -> None:
    names = [
        "合计",
        "1、因公出国(境)费用",
        "2、公务接待费",
        "3、公务用车费",
        "其中：（1）公务用车运行维护费",
        "（2）公务用车购置",
    ]
    rows = [[None, None, *row] for row in upright(names, ["预算数", "决算数"])]
    rows.insert(6, [])
    reading = read(saved(sheet_of([[], *rows, [], ["注：含结转。"]])), GIVEN)
    assert told(reading) == {}
    assert amounts(reading.entry)[Category.PURCHASE, Column.FINAL] == Decimal(60_000)
    assert amounts(reading.entry)[Category.VEHICLE, Column.BUDGET] == Decimal(40_000)


def test_columns_of_shares_and_remarks_are_left_alone_but_an_unknown_figure_is_not() -> None:
    names = ["合计", "因公出国（境）费", "公务接待费", "公务用车购置及运行费", "公务用车购置费", "公务用车运行费"]
    known = upright(names, ["预算数", "决算数", "完成预算%", "备注"])
    assert read(saved(sheet_of(known)), GIVEN).problems == []
    unknown = upright(names, ["预算数", "决算数", "审定数"])
    assert list(told(read(saved(sheet_of(unknown)), GIVEN))) == ["Sheet1!D4"]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("“三公”经费合计", Category.TOTAL),
        ("合  计", Category.TOTAL),
        ("一、因公出国（境）费用", Category.ABROAD),
        ("因公出国(境)支出", Category.ABROAD),
        ("公务用车购置及运行费", Category.VEHICLE),
        ("公务用车购置和运行维护费（万元）", Category.VEHICLE),
        ("其中：公务用车运行费", Category.RUNNING),
        ("　　（2）公务用车购置费", Category.PURCHASE),
        ("公务车运行维护费", Category.RUNNING),
        ("运行维护费", Category.RUNNING),
        ("三、公务接待费", Category.RECEPTION),
        ("国内公务接待批次", None),
        ("因公出国（境）团组数", None),
        ("公务用车保有量", None),
        ("单位：万元", None),
    ],
)
def test_names_of_rows_are_known_in_many_wordings(text: str, row: Category | None) -> None:
    assert row_of(text) is row


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("因公出国（境）团组数（个）", CountKind.GROUPS),
        ("因公出国（境）人次（人次）", CountKind.TRAVELLERS),
        ("公务用车购置数量", CountKind.BOUGHT),
        ("年末公务用车保有量（辆）", CountKind.HELD),
        ("国内公务接待批次", CountKind.BATCHES),
        ("公务接待人次", CountKind.GUESTS),
        ("公务接待费", None),
    ],
)
def test_names_of_counts_are_known(text: str, kind: CountKind | None) -> None:
    assert count_of(text) is kind


@pytest.mark.parametrize(
    ("text", "kind", "column"),
    [
        ("上年预算数", Kind.BUDGET, Column.PREVIOUS),
        ("本年预算数", Kind.BUDGET, Column.BUDGET),
        ("2022年预算数", Kind.BUDGET, Column.PREVIOUS),
        ("2023年决算数", Kind.FINAL_ACCOUNT, Column.FINAL),
        ("2022年度决算数", Kind.FINAL_ACCOUNT, Column.PREVIOUS),
        ("上年决算数", Kind.BUDGET, None),
        ("2019年决算数", Kind.FINAL_ACCOUNT, None),
        ("其中：公共预算财政拨款", Kind.BUDGET, None),
        ("比上年增减", Kind.FINAL_ACCOUNT, None),
        ("2023年度一般公共预算“三公”经费支出表", Kind.BUDGET, None),
    ],
)
def test_headings_are_told_apart(text: str, kind: Kind, column: Column | None) -> None:
    assert column_of(text, kind, 2023) is column


# -- dirty figures -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("１２．０２", Decimal(120_200)),
        ("12.02万", Decimal(120_200)),
        (" 12.02 ", Decimal(120_200)),
        ("1,234.5", Decimal(12_345_000)),
        ("300元", Decimal(300)),
        (0, Decimal(0)),
        ("0", Decimal(0)),
        (0.1 + 0.2, Decimal(3_000)),
        ("--", None),
        ("无", None),
    ],
)
def test_dirty_figures_are_read(typed: object, yuan: Decimal | None) -> None:
    reading = read(edited(blank(), {(THREE, "D5"): typed}))
    assert told(reading) == {}
    cell = reading.entry.cells[Category.ABROAD, Column.FINAL]  # type: ignore[union-attr]
    assert cell.amount == yuan
    assert (cell.absence is Absence.BLANK) is (yuan is None)


def test_what_is_not_held_is_told_from_zero_and_from_blank() -> None:
    reading = read(edited(blank(), {(THREE, "D5"): "不掌握", (THREE, "D6"): None, (COUNTS, "B4"): " 不掌握"}))
    assert reading.entry is not None
    assert reading.entry.cells[Category.ABROAD, Column.FINAL].absence is Absence.NOT_HELD
    assert reading.entry.cells[Category.RECEPTION, Column.FINAL].absence is Absence.BLANK
    assert CountKind.GROUPS not in reading.entry.counts


@pytest.mark.parametrize(
    "typed",
    ["1,055.4%", "12.0.2", "1,23", "若干", date(2023, 5, 1), True, "#REF!", "=1+1", 1.23456789, 1e17, "12.0000001"],
)
def test_what_is_no_amount_is_refused_at_its_cell(typed: object) -> None:
    reading = read(edited(blank(), {(THREE, "D5"): typed}))
    assert list(told(reading)) == [f"{THREE}!D5"]
    assert reading.entry is None


@pytest.mark.parametrize("typed", [None, "", "二十", -1, 1.5, date(2023, 5, 1), "1e3"])
def test_what_is_no_count_is_refused_at_its_cell(typed: object) -> None:
    assert list(told(read(edited(blank(), {(COUNTS, "B4"): typed})))) == [f"{COUNTS}!B4"]


@pytest.mark.parametrize("typed", [-160, 1.5])
def test_a_number_that_is_no_count_is_named_as_the_sheet_shows_it(typed: float) -> None:
    assert f"“{typed}”" in str(told(read(edited(blank(), {(COUNTS, "B4"): typed}))))


def test_a_count_may_carry_its_unit() -> None:
    reading = read(edited(blank(), {(COUNTS, "B4"): "２０个", (COUNTS, "B8"): "1,200批次"}))
    assert reading.entry is not None
    assert (reading.entry.counts[CountKind.GROUPS], reading.entry.counts[CountKind.BATCHES]) == (20, 1200)


def test_all_errors_are_told_at_once() -> None:
    wrong = {(THREE, "B4"): "x", (THREE, "D9"): "#N/A", (COUNTS, "B9"): "y", (NOTES, "B4"): date(2023, 1, 1)}
    assert set(told(read(edited(blank(), wrong)))) == {f"{sheet}!{cell}" for sheet, cell in wrong}


def test_a_formula_is_read_by_the_value_it_showed_and_says_so() -> None:
    content = blank()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = [name for name in parts if b"D4" in parts[name] and "worksheets/sheet3" in name]
    sheet = parts[names[0]].decode()
    start = sheet.index('<c r="D4"')
    end = sheet.index("</c>", start)
    parts[names[0]] = (sheet[:start] + '<c r="D4"><f>SUM(D5:D7)</f><v>12.5</v>' + sheet[end:]).encode()
    reading = read(packed(parts))
    assert [remark.cell for remark in reading.remarks] == ["D4"]
    assert amounts(reading.entry)[Category.TOTAL, Column.FINAL] == Decimal(125_000)


def test_a_merged_cell_over_figures_is_refused() -> None:
    book = load_workbook(io.BytesIO(blank()))
    book[THREE].merge_cells("C5:D5")
    assert list(told(read(saved(book)))) == [f"{THREE}!D5"]


def test_a_renamed_and_reordered_template_reads_the_same() -> None:
    book = load_workbook(io.BytesIO(blank()))
    for number, sheet in enumerate(book.worksheets):
        if sheet.title != MARKER:
            sheet.title = f"Sheet{number}"
    book.move_sheet(book.worksheets[2], offset=5)
    reading = read(saved(book))
    assert reading.problems == []
    assert reading.entry is not None
    assert reading.entry.explanation == "无增减。"


# -- what can't be read at all -----------------------------------------------------------------------------------------
def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(name: str, content: bytes) -> bytes:
    return packed({**parts_of(blank()), name: content})


def with_sheet(xml: str) -> bytes:
    parts = parts_of(saved(sheet_of([[1]])))
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return packed({**parts, "xl/worksheets/sheet1.xml": f"{head}{xml}</sheetData></worksheet>".encode()})


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "no workbook": lambda: b"%PDF-1.7\n1 0 obj",
    "a damaged archive": lambda: b"PK\x03\x04" + b"x" * 200,
    "macros": lambda: with_part("xl/vbaProject.bin", b"x"),
    "links to other files": lambda: with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
    "a bomb": lambda: with_part("xl/media/zero.bin", b"\0" * (40 * 1024 * 1024)),
    "entities": lambda: with_part(
        "xl/worksheets/sheet3.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'
    ),
    "entities in wide letters": lambda: with_part(
        "xl/sharedStrings.xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><sst/>'.encode("utf-16")
    ),
    "a far cell": lambda: with_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "a far column": lambda: with_sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'),
    "a row of no number": lambda: with_sheet('<row r="x"><c r="A1"><v>1</v></c></row>'),
    "an address that is none": lambda: with_sheet('<row r="1"><c r="1A"><v>1</v></c></row>'),
    "XML that breaks off": lambda: with_sheet('<row r="1"><c r="A1">'),
    "a sheet that lies nowhere": lambda: with_part(
        "xl/workbook.xml", re.sub(rb' r:id="rId\d+"', b"", parts_of(blank())["xl/workbook.xml"], count=1)
    ),
    "no table": lambda: saved(sheet_of([["2023年度决算"], ["其他", 1]])),
    "a mark of another version": lambda: edited(blank(), {(MARKER, "B2"): "99"}),
    "a mark without a year": lambda: edited(blank(), {(MARKER, "B6"): "去年"}),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(make: Callable[[], bytes]) -> None:
    content = make()
    with pytest.raises(Refusal) as refusal:
        read(content, GIVEN)
    assert len(str(refusal.value)) > 10


def test_a_table_of_another_format_in_the_same_file_is_never_what_is_read() -> None:
    """It was not looked through: neither how far it reaches, nor what in it are formulas and errors."""
    parts = parts_of(saved(sheet_of([["编号", 1]])))
    (sheet,) = open_workbook(packed(parts), "表.xlsx")
    hidden = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": ODS.replace('name="表"', f'name="{sheet.name}"').encode(),
        "META-INF/manifest.xml": MANIFEST.encode(),
        "xl/sharedStrings.xml": b"<sst><si><t>a</q></si>&<",
    }
    with pytest.raises(TableError):
        open_workbook(packed({**parts, **hidden}), "表.xlsx")


def test_a_workbook_with_macros_is_refused_by_its_name_too() -> None:
    with pytest.raises(Refusal):
        read_workbook(blank(), "表.xlsm", GIVEN)


@settings(max_examples=40)
@given(st.integers(0, 20_000), st.binary(min_size=1, max_size=40))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(place: int, noise: bytes) -> None:
    content = bytearray(blank())
    start = place % len(content)
    content[start : start + len(noise)] = noise
    try:
        read(bytes(content), GIVEN)
    except Refusal:
        pass


def test_a_number_that_another_sheet_gives_otherwise_is_refused_there():
    book = load_workbook(io.BytesIO(template()))
    sheet = book.create_sheet("去年的数")
    for row in (("项目", "数量"), ("公务接待批次", 30), ("公务接待人次", 0)):
        sheet.append(row)
    reading = read(saved(book))
    assert reading.entry is None
    assert told(reading) == {"去年的数!": "国内公务接待批次：此处为30，另一工作表为0。"}
    sheet["B2"] = 0
    assert read(saved(book)).problems == []
