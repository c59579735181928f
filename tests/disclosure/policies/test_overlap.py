"""Copy, summary or interpretation: the labelled pairs, and what must hold for any pair."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.policies.overlap import Origin, Verdict, measure
from disclosure.policies.wording import bare, digits_in, sentences_of

CORPUS = Path(__file__).parent / "corpus"
PAIRS = {
    name: [json.loads(line) for line in (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    for name in ("visible", "varied", "fresh", "unseen")
}


@pytest.mark.parametrize(("name", "least"), [("visible", 40), ("varied", 39), ("fresh", 27), ("unseen", 19)])
def test_the_labelled_pairs_are_told_apart(name, least):
    wrong = [
        (pair["id"], pair["label"], str(verdict))
        for pair in PAIRS[name]
        if (verdict := measure(pair["policy"], pair["interpretation"]).verdict) != pair["label"]
    ]
    assert len(PAIRS[name]) - len(wrong) >= least, wrong


@pytest.mark.parametrize("pair", PAIRS["visible"], ids=lambda pair: pair["id"])
def test_the_share_is_near_what_was_put_in(pair):
    if pair["label"] != "summary_only":  # some of those keep a clause word for word
        assert measure(pair["policy"], pair["interpretation"]).share == pytest.approx(pair["copied_share"], abs=0.1)


POLICY = "第一条　餐饮单位应当安装油烟净化设施，并每月至少清洗一次。第二条　超标排放的，处五千元以上五万元以下罚款。"
WORDS = st.text(alphabet="餐饮单位应当安装油烟净化设施超标罚款您家孩子上学怎么办，。；：\n第一条12", max_size=200)


@settings(max_examples=150)
@given(WORDS, WORDS)
def test_shares_are_shares_and_every_sentence_is_accounted_for(policy, interpretation):
    overlap = measure(policy, interpretation)
    assert sum(overlap.share_of(origin) for origin in Origin) == pytest.approx(1 if overlap.sentences else 0)
    assert [one.text for one in overlap.sentences] == sentences_of(interpretation)
    assert 0 <= overlap.share <= 1


@pytest.mark.parametrize(
    "frame", ["{}", "近日，文件印发，现解读如下。{}", "{}下一步，各部门将抓好落实。", "一、{}", "（一）{}"]
)
def test_the_policy_itself_is_a_copy_however_it_is_framed(frame):
    assert measure(POLICY, frame.format(POLICY)).verdict == Verdict.COPY


def test_an_unrelated_text_is_none():
    other = "隔壁老王家的孩子去年上学走了十里路。今年村口开了班车，七点半发车。如果您住在山上，请先打电话约车。"
    assert measure(POLICY, other).share == 0
    assert measure(POLICY, other).verdict == Verdict.GENUINE


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("二十万元", "200000元"),
        ("20万元", "200000元"),
        ("百分之九十", "90%"),
        ("二〇一四年", "2014年"),
        ("一百零五", "105"),
        ("三千五百", "3500"),
        ("1.5万", "15000"),
        ("十五日", "15日"),
        ("一亿二千万", "120000000"),
        ("两小时", "2小时"),
        ("没有", "没有"),
    ],
)
def test_numbers_are_the_same_however_they_are_written(words, digits):
    assert digits_in(words) == digits


@pytest.mark.parametrize(
    "head", ["第三条　", "（一）", "一是", "1.", "1、", "①", "其一，", "《办法》规定，", "问：", "首先，", "二、", "● "]
)
def test_numbering_is_no_word_of_a_sentence(head):
    assert bare(head + "收费应当公示") == bare("收费应当公示")


def test_a_very_long_text_is_measured_in_bounded_time():
    long = "".join(
        f"第{number}条　第{number}类单位应当在{number}日内完成第{number}项整改并报告。" for number in range(600)
    )
    assert measure(long, long[:20_000]).verdict == Verdict.COPY
