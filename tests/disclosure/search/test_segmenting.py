"""Text to words: pure, no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.search.folding import fold
from disclosure.search.numbers import find_numbers
from disclosure.search.segmenting import Segmenter

CITY = Segmenter(["六安市人民政府", "流波䃥镇人民政府", "流波䃥镇", "公租房", "公共租赁住房"])


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("徵地補償", "征地补偿"),
        ("ＰＭ２．５", "pm2.5"),
        ("六政办〔2014〕31号", "六政办[2014]31号"),
        ("六政办（2014）31号", "六政办[2014]31号"),
        ("六政办【２０１４】３１号", "六政办[2014]31号"),
        ("“三公”", '"三公"'),
        ("2014－2016", "2014-2016"),
        ("a\0b", "a b"),
    ],
)
def test_what_readers_take_for_the_same_is_folded_to_the_same(written, plain):
    assert fold(written) == plain


@given(st.text(max_size=200))
def test_a_folded_text_is_as_long_as_it_was_and_folding_twice_changes_nothing(text):
    once = fold(text)
    assert len(once) == len(text)
    assert fold(once) == once


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("六安市人民政府关于公租房的通知", "人民政府"),
        ("六安市人民政府关于公租房的通知", "六安市人民政府"),
        ("六安市人民政府关于公租房的通知", "公租房"),
        ("中华人民共和国政府信息公开条例", "中华人民共和国"),
        ("金寨县流波䃥镇人民政府公告", "流波䃥镇"),
        ("金寨县流波䃥镇人民政府公告", "䃥"),
        ("PM2.5监测", "pm2.5"),
        ("PM2.5监测", "pm2"),
    ],
)
def test_a_text_is_found_by_its_long_words_and_by_the_words_inside_them(text, word):
    assert word in CITY.index(fold(text))


def test_a_title_is_found_by_each_character_and_across_the_borders_of_words():
    words = CITY.index_title("关于污水处理的通知")
    assert {"水", "污", "污水", "污水处理", "通知"} <= words


@pytest.mark.parametrize("word", ["污水处理", "公租房", "人民政府", "流波䃥镇人民政府", "pm2.5", "covid-19"])
def test_whatever_a_question_is_cut_into_a_text_with_it_has(word):
    text = CITY.index(f"关于{word}的说明")
    assert all(cut.word in text for cut in CITY.cut(word))


def test_a_name_of_the_city_is_asked_for_also_by_its_parts():
    """So that a text indexed before the name was known is found."""
    (cut,) = CITY.cut("公租房")
    before = Segmenter().index("关于公租房的通知")
    assert cut.word == "公租房"
    assert "公租房" not in before
    assert set(cut.parts) <= before


def test_a_segmenter_keeps_its_names_to_itself():
    assert "公租房" not in Segmenter().index("公租房")


def test_parts_of_a_word_cover_it():
    assert CITY.parts_of("人民政府") == ("人民", "民政", "政府")
    assert CITY.parts_of("申请") == ()


def test_a_run_of_letters_without_end_becomes_no_word_without_end():
    assert max(map(len, CITY.index("a" * 10_000))) <= 60


@pytest.mark.parametrize(
    ("typed", "whole", "core"),
    [
        ("六政办〔2014〕31号", "n:六政办[2014]31", "[2014]31"),
        ("六政办[2014]31", "n:六政办[2014]31", "[2014]31"),
        ("六政办（2014） 第０３１ 号", "n:六政办[2014]31", "[2014]31"),
        ("〔2014〕31号", "", "[2014]31"),
        ("11990000000000001G/201406-00001", "11990000000000001g/201406-00001", "201406-00001"),
        ("201406-00001", "", "201406-00001"),
    ],
)
def test_numbers_are_read_however_they_are_typed(typed, whole, core):
    (number,) = find_numbers(fold(typed))
    assert (number.whole, number.lexemes) == (whole, (core,))


@pytest.mark.parametrize("text", ["2014-05-06", "13856400018", "0564-3370000", "〔14〕31号", "2014年31号"])
def test_dates_and_telephones_are_no_numbers_of_documents(text):
    assert list(find_numbers(fold(text))) == []


def test_what_strangers_make_up_is_not_kept():
    """Numbers, letters and characters in an order that is no word: a process would remember them for ever."""
    segmenter = Segmenter()
    segmenter.index("第一封来信")
    known = segmenter.words_inside.cache_info().currsize
    for number in range(50):
        segmenter.index(
            f"电话0564-33700{number:02}，编号ab{number}c，䶮{chr(0x4E00 + 7 * number)}犇{chr(0x9000 + number)}"
        )
    assert segmenter.words_inside.cache_info().currsize == known
