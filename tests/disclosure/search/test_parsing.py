"""What a reader typed: pure, no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.search.dictionary import names_of, split_group, synonyms_of
from disclosure.search.lexemes import _quote_all, quote, write_question
from disclosure.search.parsing import MOST_TERMS, understand
from disclosure.search.segmenting import Segmenter

SYNONYMS = synonyms_of(["公租房、公共租赁住房"])
CITY = Segmenter({"公租房", "公共租赁住房", "流波䃥镇"})


def asked(typed: str) -> str:
    return write_question(understand(typed, CITY, SYNONYMS).terms)


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("污水处理 公告", "'污水处理' & '公告'"),
        ("污水处理公告", "'污水处理' & '公告'"),
        ("關於徵地補償的公告", "'关于' & '征地' & '补偿' & '公告'"),
        ("\u202e污水\u200b处理\ufeff", "'污水处理'"),
        ("的", "'的'"),
        ("水", "'水'"),
        ("流波䃥镇", "(('流波䃥镇') | ('流' & '波' & '䃥' & '镇'))"),
        ("六政办(2014)31号", "(('n:六政办[2014]31') | ('[2014]31' & '六' & '政' & '办'))"),
        ("'; drop & | !(", "'drop'"),
        ("", ""),
        ("！？。，、", ""),
        ('"" “”', ""),
    ],
)
def test_words_become_a_question(typed, question):
    assert asked(typed) == question


def test_synonyms_ask_for_each_other():
    assert "'公共租赁住房'" in asked("公租房申请")
    assert "'公租房'" in asked("公共租赁住房")
    assert asked("公租房") == asked("公共租赁住房")


def test_groups_that_share_a_word_are_one():
    same = synonyms_of(["甲乙 丙丁", "丙丁 戊己", "庚辛"])
    assert set(same["甲乙"]) == {"甲乙", "丙丁", "戊己"} == set(same["戊己"])
    assert "庚辛" not in same
    assert split_group("公租房，公共租賃住房;公租房") == ("公租房", "公共租赁住房")


def test_a_phrase_is_kept_as_it_stands_and_asked_for_by_its_longer_words():
    question = understand("“政府信息 公开”工作", CITY, {})
    assert question.phrases == ("政府信息 公开",)
    assert question.marks[0] == "政府信息 公开"
    assert "'政府'" in write_question(question.terms)


def test_a_phrase_of_one_word_needs_no_second_look():
    assert understand('"污水处理"', CITY, {}).phrases == ()


def test_a_mark_without_its_partner_is_nothing():
    assert understand('污水"处理', CITY, {}).phrases == ()
    assert asked('公告"') == "'公告'"


def test_a_pasted_page_is_asked_for_by_its_beginning():
    assert len(understand("污水处理公告" * 2000, CITY, {}).terms) == MOST_TERMS


def test_the_looser_question_takes_long_words_apart_and_leaves_single_characters_out():
    question = understand("人民政府灯", CITY, {})
    assert write_question(question.looser) == "(('人民政府') | ('人民' & '民政' & '政府'))"


@given(st.text(max_size=120))
def test_nothing_that_is_typed_fails_or_escapes_its_quotes(typed):
    question = write_question(understand(typed, CITY, SYNONYMS).terms)
    outside = question.split("'")[::2]
    assert set("".join(outside)) <= set(" &|()")


def test_lexemes_are_quoted():
    assert quote("a'b\\c") == "'a''b\\\\c'"


def test_places_are_named_after_their_governments():
    assert names_of([("测试县人民政府", "测试县政府")]) == {"测试县人民政府", "测试县政府", "测试县"}


def test_a_vector_is_spelt_the_same_whether_words_need_more_than_quotes_or_not():
    assert _quote_all(["甲", "乙"]) == "'甲' '乙'"
    assert _quote_all(["a'b", "c"]) == "'a''b' 'c'"
    assert _quote_all([]) == ""
