"""Documents are read in a process that can be lost."""

import io
import os
import subprocess
import sys

import pytest

from foundation.extraction import extracting
from foundation.extraction.extracting import Page, can_read, extract_pages
from foundation.extraction.limits import Trouble, Unreadable
from tests.foundation.extraction.samples import a_pdf


def read(content: bytes, extension: str) -> list[Page]:
    return extract_pages(io.BytesIO(content), extension)


def trouble_of(content: bytes, extension: str) -> Trouble:
    with pytest.raises(Unreadable) as refused:
        read(content, extension)
    return refused.value.trouble


def test_pages_are_numbered_from_one_and_empty_ones_left_out():
    assert [(page.number, page.text.strip()) for page in read(a_pdf("first", "", "third"), "pdf")] == [
        (1, "first"),
        (3, "third"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_is_read_in_the_encodings_of_offices(encoding):
    assert read("湿地保护规划".encode(encoding), "txt") == [Page(0, "湿地保护规划")]


def test_a_zero_byte_becomes_a_blank():
    assert read(b"wet\0land", "txt") == [Page(0, "wet land")]


@pytest.mark.parametrize(
    ("content", "extension", "trouble"),
    [
        (b"%PDF-1.4 nothing", "pdf", Trouble.DAMAGED),
        (b"nothing", "docx", Trouble.DAMAGED),
        (b"nothing", "xlsx", Trouble.DAMAGED),
        (b"\xff\xff\xff", "txt", Trouble.DAMAGED),
        (b"", "txt", Trouble.EMPTY),
        (a_pdf("", ""), "pdf", Trouble.EMPTY),
        (b"PK", "ofd", Trouble.FORMAT),
        (b"x", "exe", Trouble.FORMAT),
    ],
)
def test_what_can_not_be_read_is_told_by_its_trouble(content, extension, trouble):
    assert trouble_of(content, extension) == trouble


def test_a_reader_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr(extracting, "WALL_SECONDS", 0.01)
    assert trouble_of(b"text", "txt") == Trouble.TOO_HEAVY


@pytest.mark.parametrize(
    "answer", ["", '{"page": 1, "text": "half', '{"page": 1, "text": "a {half}', '{"page": 1, "text": "a"}\n']
)
def test_an_answer_without_its_end_came_from_a_process_that_died(monkeypatch, answer):
    monkeypatch.setattr(extracting, "_run", lambda *_: answer)
    assert trouble_of(b"text", "txt") == Trouble.CRASHED


def test_the_child_is_bounded_in_memory_and_writes_no_file(tmp_path):
    code = (
        "import resource\n"
        "from foundation.extraction.child import bound_yourself\n"
        "bound_yourself()\n"
        "assert resource.getrlimit(resource.RLIMIT_FSIZE) == (0, 0)\n"
        "try:\n    bytearray(4 * 1024 ** 3)\nexcept MemoryError:\n    print('bounded')\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=extracting.ROOT, check=False)
    assert ran.stdout.strip() == "bounded" or sys.platform != "linux"


def test_the_child_does_not_know_the_keys_of_the_site(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    seen = {}
    run = subprocess.run

    def spy(*given, **more):
        seen.update(more["env"])
        return run(*given, **more)

    monkeypatch.setattr(subprocess, "run", spy)
    read(b"text", "txt")
    assert "SECRET_KEY" in os.environ
    assert not {"SECRET_KEY", "PERSONAL_KEYS", "DATABASE_URL"} & set(seen)


def test_long_documents_are_read_up_to_a_limit():
    (page,) = read(b"a" * 700_000, "txt")
    assert len(page.text) == 600_000


def test_it_says_what_it_reads():
    assert can_read("pdf")
    assert not can_read("ofd")
