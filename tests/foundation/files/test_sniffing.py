import hashlib
import io
import zipfile

import pytest

from foundation.files.limits import Limits
from foundation.files.sniffing import ALLOWED, FileRefused, digest, inspect
from tests.foundation.files import samples

CHINESE = "六安市霍山县流波䃥镇，编号1\r\n第二行\t完"


def look(name: str, content: bytes, **limits):
    return inspect(io.BytesIO(content), name, limits=Limits(**limits))


def refusal(name: str, content: bytes, **limits) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        look(name, content, **limits)
    return caught.value


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", samples.PDF),
        ("a.docx", samples.make_docx()),
        ("a.xlsx", samples.make_xlsx()),
        ("a.ofd", samples.make_ofd()),
        ("a.doc", samples.make_ole("WordDocument", "1Table", text="Workbook")),
        ("a.xls", samples.make_ole("Workbook")),
        ("a.xls", samples.make_ole("Book")),
        ("a.wps", samples.make_ole("WordDocument")),
        ("a.wps", samples.make_docx()),
        ("a.txt", CHINESE.encode()),
        ("a.txt", CHINESE.encode("utf-8-sig")),
        ("a.txt", CHINESE.encode("gb18030")),
        ("a.txt", CHINESE.encode("utf-16")),
        ("a.txt", b"old text of DOS\x1a"),
        ("a.csv", CHINESE.encode("gb18030")),
        ("a.jpg", samples.JPEG),
        ("a.JPEG", samples.JPEG),
        ("a.png", samples.PNG),
        ("a.gif", samples.GIF),
        ("a.webp", samples.WEBP),
    ],
)
def test_honest_files_come_in_under_their_type(name, content):
    inspected = look(name, content)
    assert inspected.content_type == ALLOWED[inspected.extension][1]
    assert (inspected.size, inspected.digest) == (len(content), hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.html", b"<html></html>", "extension_not_allowed"),
        ("a.svg", b"<svg/>", "extension_not_allowed"),
        ("a.exe", samples.EXE, "extension_not_allowed"),
        ("a.docm", samples.make_docx(), "extension_not_allowed"),
        ("a.xlsm", samples.make_xlsx(), "extension_not_allowed"),
        ("a.zip", samples.make_zip({"a.txt": b"a"}), "extension_not_allowed"),
        ("noextension", samples.PDF, "extension_not_allowed"),
        ("a.pdf.exe", samples.PDF, "extension_not_allowed"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", samples.PNG, "content_mismatch"),
        ("a.png", samples.JPEG, "content_mismatch"),
        ("a.docx", samples.make_xlsx(), "content_mismatch"),
        ("a.docx", samples.PDF, "content_mismatch"),
        ("a.doc", samples.make_docx(), "content_mismatch"),
        ("a.xls", samples.make_ole("WordDocument"), "content_mismatch"),
        ("a.txt", samples.PDF, "content_mismatch"),
        ("a.pdf", CHINESE.encode(), "content_mismatch"),
        ("a.pdf", samples.EXE, "content_not_allowed"),
        ("a.jpg", samples.EXE, "content_not_allowed"),
        ("a.txt", b"<html><script>alert(1)</script>", "content_not_allowed"),
        ("a.txt", b"\xef\xbb\xbf \n<!DOCTYPE html>", "content_not_allowed"),
        ("a.txt", "<script>".encode("utf-16"), "content_not_allowed"),
        ("a.csv", b"<?xml version='1.0'?><svg/>", "content_not_allowed"),
        ("a.txt", b"#!/bin/sh\nrm -rf /", "content_not_allowed"),
        ("a.txt", b"text with\x00zero", "content_not_allowed"),
        ("a.txt", b"neither UTF-8 nor GB 18030 \xe5", "content_not_allowed"),
        ("a.pdf", b"\x00\x00 %PDF-1.4 not at the start", "content_not_allowed"),
        ("a.docx", samples.make_zip({"a.txt": b"a"}), "archive"),
        ("a.docx", samples.make_zip({"ppt/presentation.xml": b"a"}), "archive"),
        ("a.docx", samples.make_zip({"word/document.xml": b"a", "xl/workbook.xml": b"a"}), "archive"),
        ("a.docx", samples.make_zip({"word/document.xml": b"no types"}), "damaged"),
        ("a.docx", samples.make_docx()[:-30], "damaged"),
        ("a.docx", samples.make_docx(**{"..__evil": b"x"}), "damaged"),
        ("a.docx", samples.make_docx(**{"word__vbaProject.bin": b"x"}), "macros"),
        ("a.docx", samples.make_docx(**{"word__VBAPROJECT.BIN": b"x"}), "macros"),
        ("a.docx", samples.make_docx(**{"[Content_Types].xml": samples.MACRO_TYPES}), "macros"),
        (
            "a.docx",
            samples.make_docx(**{"[Content_Types].xml": samples.MACRO_TYPES.decode().encode("utf-16")}),
            "macros",
        ),
        ("a.xlsx", samples.make_zip({"xl/workbook.xml": b"x", "xl/macrosheets/sheet1.xml": b"x"}), "macros"),
        ("a.doc", samples.make_ole("WordDocument", "Macros", "VBA", "_VBA_PROJECT"), "macros"),
        ("a.xls", samples.make_ole("Workbook", "_vba_project"), "macros"),
        ("a.xlsx", samples.make_ole("EncryptedPackage", "EncryptionInfo"), "encrypted"),
        ("a.doc", samples.make_ole("PowerPoint Document", text="WordDocument"), "archive"),
    ],
)
def test_what_may_not_come_in_is_refused_by_a_code_and_a_sentence_naming_the_file(name, content, code):
    refused = refusal(name, content)
    assert refused.code == code
    assert name in str(refused) or name.lower() in str(refused)
    assert "%(" not in str(refused)


@pytest.mark.parametrize("name", ["../a.pdf", "a\\b.pdf", "a\n.pdf", "a\u202efdp.pdf"])
def test_a_dishonest_name_is_refused_and_not_repeated(name):
    refused = refusal(name, samples.PDF)
    assert refused.code == "unsafe_name"
    assert name not in str(refused)


@pytest.mark.parametrize("picture", [samples.GIF, samples.PNG, samples.JPEG, samples.WEBP])
def test_a_picture_with_an_archive_behind_it_is_refused(picture):
    extension = {samples.GIF: "gif", samples.PNG: "png", samples.JPEG: "jpg", samples.WEBP: "webp"}[picture]
    both = picture + samples.make_zip({"evil.class": b"x"})
    assert refusal(f"a.{extension}", both).code == "polyglot"


def test_a_document_that_unpacks_to_an_improbable_size_is_refused_without_unpacking():
    bomb = samples.make_docx(**{"word__media__a.bin": bytes(30 * 2**20)})
    assert len(bomb) < 100_000
    assert refusal("a.docx", bomb).code == "bomb"


def test_too_many_members_are_a_bomb():
    crowd = {f"word/{number}.xml": b"" for number in range(5_001)}
    assert refusal("a.docx", samples.make_docx(**crowd)).code == "bomb"


def test_members_that_share_their_bytes_are_a_bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", b"x" * 1000)
        first = archive.infolist()[0]
        for number in range(20):
            twin = zipfile.ZipInfo(f"word/{number}.xml")
            for field in ("header_offset", "CRC", "compress_size", "file_size"):
                setattr(twin, field, getattr(first, field))
            archive.filelist.append(twin)
        archive._didModify = True
    assert refusal("a.docx", buffer.getvalue()).code == "bomb"


def test_an_honest_big_spreadsheet_is_no_bomb():
    rows = b"".join(b'<row r="%d"><c><v>%d</v></c></row>' % (n, n * 7919 % 100_003) for n in range(200_000))
    book = samples.make_zip(
        {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"x", "xl/worksheets/sheet1.xml": rows}
    )
    assert look("a.xlsx", book).extension == "xlsx"


def test_the_size_limit_is_exact_and_tells_both_figures():
    assert look("a.txt", b"a" * 1_048_576, max_bytes=1_048_576).size == 1_048_576
    refused = refusal("a.txt", b"a" * 1_048_577, max_bytes=1_048_576)
    assert refused.code == "too_large"
    assert "1.1" in str(refused)
    assert "1.0" in str(refused)


def test_a_form_may_accept_fewer_kinds():
    refused = refusal("a.pdf", samples.PDF, extensions=frozenset({"csv", "xlsx"}))
    assert refused.code == "extension_not_allowed"
    assert "csv, xlsx" in str(refused)


def test_the_file_is_back_at_its_start_whatever_was_found():
    good, bad = io.BytesIO(samples.PDF), io.BytesIO(samples.EXE)
    inspect(good, "a.pdf")
    with pytest.raises(FileRefused):
        inspect(bad, "a.pdf")
    assert (good.tell(), bad.tell()) == (0, 0)


def test_the_digest_is_that_of_the_whole_file():
    file = io.BytesIO(b"a" * 700_000)
    file.seek(10)
    assert digest(file) == hashlib.sha256(b"a" * 700_000).hexdigest()
    assert file.tell() == 0
