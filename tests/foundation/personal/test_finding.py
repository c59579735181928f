import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.personal.finding import Kind, find_personal, is_identity_number, is_luhn_number

CORPUS = [json.loads(line) for line in Path(__file__).with_name("leak_guard.jsonl").read_text("utf-8").splitlines()]
CLASSES = {
    "id_card": Kind.IDENTITY,
    "mobile": Kind.MOBILE,
    "bank_card": Kind.BANK_CARD,
    "landline_private": Kind.LANDLINE,
}
STRUCTURED = frozenset({Kind.IDENTITY, Kind.MOBILE, Kind.BANK_CARD, Kind.EMAIL})


def kinds_in(text: str) -> list[tuple[Kind, str]]:
    return [(span.kind, text[span.start : span.end]) for span in find_personal(text)]


def test_every_number_of_the_corpus_is_found_at_its_exact_place():
    wanted, missed = Counter(), Counter()
    for passage in CORPUS:
        found = {tuple(span) for span in find_personal(passage["text"])}
        for span in passage["spans"]:
            if span["class"] in CLASSES:
                wanted[span["class"]] += 1
                missed[span["class"]] += (span["start"], span["end"], CLASSES[span["class"]]) not in found
    assert wanted == {"id_card": 56, "mobile": 46, "bank_card": 38, "landline_private": 16}
    assert missed.total() == 0


def test_nothing_else_of_the_corpus_is_taken_for_a_number_with_structure():
    for passage in CORPUS:
        marked = {(span["start"], span["end"]) for span in passage["spans"]}
        found = find_personal(passage["text"], STRUCTURED)
        assert [span for span in found if (span.start, span.end) not in marked] == [], passage["id"]


@pytest.mark.parametrize(
    "text",
    [
        "《关于印发补助办法的通知》（六政办〔2014〕22号）",
        "六政办[2014]22号、皖政秘（2013）１１２号",
        "索引号：113417000032450703/202311-00040",
        "索引号 11010519491231002X/202311-00040 号文件",
        "统一社会信用代码113417000032450703",
        "2014-09-20 08:00至2014-09-24 17:30",
        "20140920 08:00:00",
        "二〇一四年九月二十日，2014年9月20日",
        "总投资13812345678元，其中中央15900000000.00元",
        "拨付18600000000万元，完成13912345678%",
        "坐标116.13812345678，31.73512345678",
        "合同编号340111700101123，登记号13812345678",
        "快递单号：15900001111、15900002222",
        "请拨打12345或96303，也可拨打400-820-8820",
        "第1批15户 18人 20间 30平方米",
        "金额 3500 6200 4100 8000",
        "表：15 18 20 30 25 1",
        "ISBN 978-7-5115-3456-2",
        "邮编237000，门牌号1381234，证书编号341524202406011692",
        "",
    ],
)
def test_it_leaves_alone(text):
    assert kinds_in(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("身份证11010519491231002X。", Kind.IDENTITY, "11010519491231002X"),
        ("身份证１１０１０５１９４９１２３１００２ｘ。", Kind.IDENTITY, "１１０１０５１９４９１２３１００２ｘ"),
        ("号码110105 19491231 002x，", Kind.IDENTITY, "110105 19491231 002x"),
        ("身份证号：110105194912310021（误）", Kind.IDENTITY, "110105194912310021"),
        ("身份证340111700101123", Kind.IDENTITY, "340111700101123"),
        ("致电13812345678。", Kind.MOBILE, "13812345678"),
        ("1.13812345678张三", Kind.MOBILE, "13812345678"),
        ("微信wx13812345678", Kind.MOBILE, "13812345678"),
        ("+86 138-1234-5678", Kind.MOBILE, "138-1234-5678"),
        ("8613812345678", Kind.MOBILE, "8613812345678"),
        ("138 1234 5678", Kind.MOBILE, "138 1234 5678"),
        ("138\u200b1234\u200b5678", Kind.MOBILE, "138\u200b1234\u200b5678"),
        ("1 3 8 1 2 3 4 5 6 7 8", Kind.MOBILE, "1 3 8 1 2 3 4 5 6 7 8"),
        ("①13812345678", Kind.MOBILE, "13812345678"),
        ("手机号13812345678", Kind.MOBILE, "13812345678"),
        ("打0564-3379999转801", Kind.LANDLINE, "0564-3379999"),
        ("（０５６４）３３７９９９９", Kind.LANDLINE, "（０５６４）３３７９９９９"),
        ("010-6655 1234", Kind.LANDLINE, "010-6655 1234"),
        ("05643379999", Kind.LANDLINE, "05643379999"),
        ("家里座机3379999", Kind.LANDLINE, "3379999"),
        ("卡号6222 0212 3456 7894", Kind.BANK_CARD, "6222 0212 3456 7894"),
        ("写信给 zhang.san＠example.com.cn。", Kind.EMAIL, "zhang.san＠example.com.cn"),
        ("13812345678@139.com", Kind.EMAIL, "13812345678@139.com"),
    ],
)
def test_it_finds(text, kind, number):
    assert kinds_in(text) == [(kind, number)]


def test_only_the_kinds_asked_for_are_found():
    text = "手机13812345678，电话0564-3379999"
    assert [span.kind for span in find_personal(text, {Kind.MOBILE})] == [Kind.MOBILE]


def test_a_number_of_a_thing_speaks_for_the_next_in_the_same_list_only():
    text = "业务号15820240474与13920237968重复，请电13920237968"
    assert [span.start for span in find_personal(text)] == [text.rindex("13920237968")]


@given(region=st.sampled_from(["110105", "341502"]), born=st.dates(), serial=st.integers(0, 999))
def test_exactly_one_check_character_of_eleven_is_right(region, born, serial):
    head = f"{region}{born:%Y%m%d}{serial:03}".zfill(17)
    right = sum(is_identity_number(head + check) for check in "0123456789X")
    assert right == (1 if 1850 <= born.year <= 2099 else 0)


def test_an_impossible_birth_or_region_is_no_identity_number():
    assert is_identity_number("11010519491231002X")
    assert not is_identity_number("11010519490231002X")
    assert not any(is_identity_number(f"9901051949123100{end}") for end in ("21", "2X", "20", "28"))


@given(st.text(alphabet="0123456789", min_size=15, max_size=18))
def test_one_last_digit_of_ten_passes_the_luhn_check(head):
    assert sum(is_luhn_number(head + digit) for digit in "0123456789") == 1


@given(st.text(alphabet="0123456789OlxX -\n.@a张号：１２", max_size=80))
def test_spans_are_in_order_inside_the_text_and_never_overlap(text):
    spans = find_personal(text)
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
