"""The two writers: both say every word of the document; each is what a word processor or a reader of PDF expects."""

import io
import re
from datetime import UTC, datetime
from typing import Any
from zipfile import ZipFile

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from disclosure.money.printing.layouts import Layout
from disclosure.money.printing.pdf import write_pdf
from disclosure.money.printing.statement import statement_document
from disclosure.money.printing.word import write_docx
from foundation.pdf.making import PdfUnavailable, Verdict, probe
from tests.disclosure.money.printing.samples import FRAME, table, version
from tests.disclosure.money.printing.test_statement import texts_of

MADE_AT = datetime(2024, 9, 20, 1, 0, tzinfo=UTC)

can_print = pytest.mark.skipif(not probe().is_able, reason="the PDF engine's libraries or a Chinese font are absent")


def squeezed(text: str) -> str:
    """Return the text without spaces and line breaks, which each form sets in its own way."""
    return re.sub(r"[\s\u00ad\ufffe]+", "", text)


def words_of_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return squeezed("".join(page.get_textpage().get_text_range() for page in document))


def words_of_docx(content: bytes) -> str:
    with ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("word/document.xml").decode()
    return squeezed("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml)))


def missing(document: Any, words: str) -> list[str]:
    return [text for text in texts_of(document) if squeezed(text) not in words]


@pytest.mark.parametrize("layout", Layout)
def test_the_docx_says_every_word_of_the_document(layout):
    document = statement_document(version(), FRAME, layout)
    assert missing(document, words_of_docx(write_docx(document, MADE_AT))) == []


@can_print
@pytest.mark.parametrize("layout", Layout)
def test_the_pdf_says_every_word_of_the_document(layout):
    document = statement_document(version(), FRAME, layout)
    # a cell that breaks between its lines is interrupted by its neighbours when the text is read back
    lost = [text for text in missing(document, words_of_pdf(write_pdf(document))) if len(text) > 14]
    assert lost == []


@can_print
def test_the_pdf_numbers_its_pages_and_warns_on_each():
    pages = list(pypdfium2.PdfDocument(write_pdf(statement_document(version(), FRAME))))
    for number, page in enumerate(pages, start=1):
        words = squeezed(page.get_textpage().get_text_range())
        assert FRAME.mark in words
        assert (f"第{number}页共{len(pages)}页" in words) is (number > 1)


@can_print
def test_wide_tables_lie_and_the_rest_stands():
    pages = list(pypdfium2.PdfDocument(write_pdf(statement_document(version(), FRAME))))
    lying = [page for page in pages if page.get_width() > page.get_height()]
    assert [("支出决算表" in page.get_textpage().get_text_range()) for page in lying] == [True]


@can_print
def test_the_pdf_is_tagged_and_knows_its_language_and_title():
    content = write_pdf(statement_document(version(), FRAME))
    document = pypdfium2.PdfDocument(content)
    assert document.get_metadata_value("Title") == "测试市住房和城乡建设委员会2023年度部门决算"
    assert b"/MarkInfo" in content or document.is_tagged()


@can_print
def test_a_long_table_repeats_its_head():
    made = version(tables=[table("general", ["合计", "基本支出", "项目支出"], 90)])
    pages = [
        page.get_textpage().get_text_range()
        for page in pypdfium2.PdfDocument(write_pdf(statement_document(made, FRAME)))
    ]
    with_rows = [text for text in pages if re.search(r"20101\d\d", text)]
    assert len(with_rows) >= 3
    assert all("科目编码" in text for text in with_rows)


def test_the_docx_is_built_of_headings_and_real_tables():
    document = statement_document(version(), FRAME)
    read = docx.Document(io.BytesIO(write_docx(document, MADE_AT)))
    headings = [line.text for line in read.paragraphs if line.style.name == "Heading 1"]
    assert headings == [part.title for part in document.parts]
    assert len(read.tables) == 5
    for one in read.tables:
        first = one.rows[0]._tr.trPr
        assert first.find(qn("w:tblHeader")) is not None
        assert one._tbl.tblPr.find(qn("w:tblCaption")) is not None
    assert [section.orientation for section in read.sections].count(1) == 1


def test_the_docx_is_chinese_and_names_its_origin():
    read = docx.Document(io.BytesIO(write_docx(statement_document(version(), FRAME), MADE_AT)))
    properties = read.core_properties
    assert (properties.language, properties.identifier) == ("zh-CN", FRAME.address)
    assert properties.title == "测试市住房和城乡建设委员会2023年度部门决算"
    language = read.styles["Normal"].element.rPr.find(qn("w:lang"))
    assert language.get(qn("w:eastAsia")) == "zh-CN"
    assert read.styles["Body Text"].element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"


def test_every_link_of_the_directory_leads_to_a_bookmark():
    with ZipFile(io.BytesIO(write_docx(statement_document(version(), FRAME), MADE_AT))) as archive:
        xml = archive.read("word/document.xml").decode()
    anchors = re.findall(r'w:anchor="([^"]+)"', xml)
    marks = re.findall(r'<w:bookmarkStart w:id="(\d+)" w:name="([^"]+)"', xml)
    assert len(anchors) > 8
    assert set(anchors) == {name for _number, name in marks}
    assert len({number for number, _name in marks}) == len(marks)


def test_signs_that_no_xml_can_hold_and_markup_are_printed_harmlessly():
    made = version(explanation="第一\x0b行<script>&", tables=[table("general", ["合计"], 1)])
    made.content["tables"][0]["lines"][0][2] = "科目\x02<b>&"
    document = statement_document(made, FRAME)
    words = words_of_docx(write_docx(document, MADE_AT))
    assert "科目&lt;b&gt;&amp;" in words
    if probe().is_able:
        assert "<script>&" in words_of_pdf(write_pdf(document))


def test_signs_that_no_xml_can_hold_are_left_out_of_what_people_wrote_to_rows_warnings_and_tables():
    made = version(notes={"reception": "外地考察\x0b减少"}, tables=[table("funds", [], 0)])
    made.content["unit"] = "测试\x1f单位"
    made.content["warnings"] = [{"rule": 5, "finding": "说明\x01不足", "explanation": "已\ufffe补充"}]
    made.content["tables"][0] |= {"note": "无此\x08项收支。"}
    words = words_of_docx(write_docx(statement_document(made, FRAME), MADE_AT))
    for told in ("外地考察减少", "测试单位", "说明不足", "已补充", "无此项收支。"):
        assert told in words


def test_without_the_pdf_engine_docx_works(monkeypatch):
    monkeypatch.setattr("foundation.pdf.making.probe", lambda: Verdict(False, "本机缺少 Pango 库。"))
    document = statement_document(version(), FRAME)
    with pytest.raises(PdfUnavailable):
        write_pdf(document)
    assert write_docx(document, MADE_AT)[:2] == b"PK"
