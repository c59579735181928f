import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.files.names import LONGEST_NAME_BYTES, clean_name, has_unsafe_signs, shorten_name, split_extension


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("关于危房改造的申请.docx", "关于危房改造的申请.docx"),
        ("流波䃥镇 2014／2015.PDF", "流波䃥镇 2014／2015.pdf"),
        ("照片．ＪＰＧ", "照片.jpg"),
        ("C:\\Users\\张三\\申请.pdf", "申请.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\x00b\r\n.txt", "ab.txt"),
        ('问:"为何"?.txt', "问__为何__.txt"),
        ("  .  .pdf", "file.pdf"),
        (".pdf", "pdf"),
        ("", "file"),
        ("...", "file"),
        ("con.txt", "_con.txt"),
        ("报告.pdf. ", "报告.pdf"),
        ("e\u0301.txt", "é.txt"),
        ("a.j p g", "a.jpg"),
    ],
)
def test_a_clean_name_keeps_chinese_and_nothing_dangerous(name, cleaned):
    assert clean_name(name) == cleaned


def test_a_long_name_is_shortened_between_characters_and_keeps_its_extension():
    cleaned = clean_name("长" * 300 + ".docx")
    assert cleaned.endswith("长.docx")
    assert LONGEST_NAME_BYTES - 3 < len(cleaned.encode()) <= LONGEST_NAME_BYTES


@pytest.mark.parametrize(
    ("name", "short"), [("a.pdf", "a.pdf"), ("a" * 60 + ".docx", "a" * 15 + ".docx"), ("长" * 60, "长" * 20)]
)
def test_a_name_for_a_narrow_column_keeps_its_extension(name, short):
    assert shorten_name(name, 20) == short


@given(st.text(max_size=300))
def test_cleaning_is_safe_for_any_name_and_done_once(name):
    cleaned = clean_name(name)
    assert cleaned
    assert not has_unsafe_signs(cleaned)
    assert len(cleaned.encode()) <= LONGEST_NAME_BYTES
    assert cleaned not in {".", ".."}
    assert clean_name(cleaned) == cleaned


@pytest.mark.parametrize(
    "name", ["a/b.pdf", "a\\b.pdf", "a\nb.pdf", "a\x00.pdf", "a\u202efdp.pdf", "\u2066a.pdf", "a\x7f.pdf"]
)
def test_separators_controls_and_direction_marks_are_noticed(name):
    assert has_unsafe_signs(name)


@pytest.mark.parametrize("name", ["申请（修订）.pdf", "2014／2015.pdf", "a b-c_d.pdf", "👍.png"])
def test_honest_names_are_left_in_peace(name):
    assert not has_unsafe_signs(name)


@pytest.mark.parametrize(
    ("name", "extension"),
    [("a.tar.GZ", "gz"), ("a", ""), ("a.", ""), (".htaccess", ""), ("甲．ｐｄｆ", "pdf"), ("a.pdf ", "pdf")],
)
def test_the_last_extension_counts(name, extension):
    assert split_extension(name)[1] == extension
