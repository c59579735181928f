import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.tables.decoding import decode_text
from foundation.tables.errors import TableError

TEXT = "留言编号,地址\r\n1,流波䃥镇𠮷\r\n"


@pytest.mark.parametrize(
    ("codec", "named"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_the_encoding_is_seen_from_the_bytes(codec, named):
    assert decode_text(TEXT.encode(codec)) == (TEXT, named)


def test_utf16_of_the_other_byte_order_is_read_by_its_mark():
    assert decode_text(b"\xfe\xff" + TEXT.encode("utf-16-be")).text == TEXT


@given(st.text(alphabet="的一是在不了有和人这中大为上个国六安市䃥，。1a\n", min_size=1))
def test_chinese_of_either_encoding_comes_back_whole(text):
    assert decode_text(text.encode()).text == text
    if "䃥" not in text and len(text.encode("gb18030")) > 2 * 8:
        assert decode_text(text.encode("gb18030")).text == text


def test_one_damaged_byte_in_utf8_is_told_instead_of_being_read_as_gb18030():
    content = bytearray(("六安市政府信息公开\n" * 3).encode())
    content[30] = 0xFF
    with pytest.raises(TableError) as caught:
        decode_text(bytes(content))
    assert re.findall(r"UTF-8|\d+", str(caught.value))[:3] == ["UTF-8", "28", "2"]


@pytest.mark.parametrize(
    ("content", "offset", "line"),
    [
        ("六安\n六安".encode("gb18030") + b"\xff", 9, 2),
        (b"abc\n\n\xff\n", 5, 3),
        (TEXT.encode("utf-8-sig") + b"\n\xe5", len(TEXT.encode("utf-8-sig")) + 1, 4),
    ],
)
def test_the_error_names_byte_and_line(content, offset, line):
    with pytest.raises(TableError) as caught:
        decode_text(content)
    assert str(offset) in str(caught.value)
    assert str(line) in str(caught.value)


def test_zero_bytes_are_no_text():
    with pytest.raises(TableError) as caught:
        decode_text(b"a\nb\x00c")
    assert "3" in str(caught.value)
    with pytest.raises(TableError):
        decode_text("无标记".encode("utf-16-le") + b"\x00\x00")
