"""The plain sentences: what they say in each case, and what they never say."""

import re
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from disclosure.money.figures import (
    LEAVES,
    Absence,
    Category,
    Cell,
    Column,
    CountKind,
    Kind,
    in_wan,
)
from disclosure.money.summary import Told, summarise

BLANK, NOT_HELD = Cell(None, Absence.BLANK), Cell(None, Absence.NOT_HELD)
WAN = Decimal(10_000)


def wan(text):
    """A cell of so many 万元; "blank" and "not held" are what they say."""
    return {"blank": BLANK, "not held": NOT_HELD}.get(text) or Cell(Decimal(text) * WAN)


def told(total="10", previous="10", budget="10", *, kind=Kind.FINAL_ACCOUNT, parts=None, counts=None, history=None):
    """A statement of 2023; `parts` are the four leaves in the own column."""
    own = Column.FINAL if kind is Kind.FINAL_ACCOUNT else Column.BUDGET
    cells = {
        (Category.TOTAL, Column.PREVIOUS): wan(previous),
        (Category.TOTAL, Column.BUDGET): wan(budget),
        (Category.TOTAL, own): wan(total),
    }
    if parts is not None:
        cells |= {(leaf, own): wan(text) for leaf, text in zip(LEAVES, parts, strict=True)}
    return Told(2023, kind, cells, counts or {}, history or {})


def say(*args, **kwargs):
    with override("zh-hans"):
        return summarise(told(*args, **kwargs))


CASES = [
    # total, last year, budget -> what is said of the total, of the change, of the budget
    ("113.80", "131.80", "131.00", ["支出113.80万元", "比上年减少18.00万元，下降13.7%", "完成预算的86.9%"]),
    ("12", "10", "11", ["支出12.00万元", "比上年增加2.00万元，上升20.0%", "决算超出预算1.00万元"]),
    ("10", "10", "10", ["支出10.00万元", "与上年相同", "与预算相同"]),
    ("5", "0", "0", ["支出5.00万元", "上年为零，增幅没有百分比", "预算没有安排"]),
    ("0", "0", "0", ["没有“三公”经费支出", "上年也是零"]),
    ("0", "4", "3", ["没有“三公”经费支出", "上年为4.00万元", "当年预算3.00万元"]),
    ("5", "blank", "blank", ["支出5.00万元", "没有上年合计数"]),
    ("5", "not held", "not held", ["支出5.00万元", "没有上年合计数"]),
    ("blank", "4", "4", ["合计为空白；空白不等于零"]),
    ("not held", "4", "4", ["本平台没有2023年的合计数"]),
    ("1000.1", "1000", "2000", ["支出1,000.10万元", "与上年相差0.10万元，不足0.1%"]),
    ("10", "-5", "20", ["支出10.00万元", f"上年为{in_wan(Decimal(-50_000))}万元。"]),
    ("0", "-5", "20", ["没有“三公”经费支出", f"上年为{in_wan(Decimal(-50_000))}万元。"]),
    ("9999.99", "9999.99", "10000", ["当年预算10,000.00万元。"]),
    ("0.0001", "2", "2", ["支出0.0001万元", "下降99.9%", "当年预算2.00万元。"]),
]  # fmt: skip


@pytest.mark.parametrize(("total", "previous", "budget", "wanted"), CASES)
def test_each_case_says_what_the_figures_say(total, previous, budget, wanted):
    sentences = "".join(say(total, previous, budget))
    for words in wanted:
        assert words in sentences


@pytest.mark.parametrize(
    ("total", "previous"), [("5", "0"), ("5", "blank"), ("5", "not held"), ("blank", "4"), ("0", "0")]
)
def test_without_a_base_there_is_no_percentage_of_change(total, previous):
    assert not [sentence for sentence in say(total, previous, "blank") if "%" in sentence]


def test_a_budget_plans_and_spends_nothing():
    sentences = "".join(say("5", "4", kind=Kind.BUDGET, budget="5"))
    assert "预算5.00万元" in sentences
    assert "支出" not in sentences
    assert "完成" not in sentences


def test_the_largest_part_is_named_with_its_share():
    assert "其中最多的是公务接待费，6.00万元，占60.0%。" in say(parts=["1", "0", "3", "6"])


@pytest.mark.parametrize(
    "parts",
    [["5", "0", "0", "5"], ["blank", "0", "4", "6"], ["1", "0", "3", "7"], ["not held", "0", "0", "10"]],
    ids=["a tie", "a blank", "do not add up", "not held"],
)
def test_no_part_is_called_the_largest_where_the_figures_do_not_say_so(parts):
    assert not [sentence for sentence in say(parts=parts) if "最多" in sentence or "全部为" in sentence]


def test_one_part_may_be_all_of_it():
    assert "全部为公务接待费。" in say(parts=["0", "0", "0", "10"])


def test_zero_blank_and_not_held_are_three_sentences():
    sentences = say(parts=["0", "blank", "not held", "10"])
    assert "明确为零的有：因公出国（境）费。" in sentences
    assert "原表空白（不等于零）的有：公务用车购置费。" in sentences
    assert "本平台没有的有：公务用车运行维护费。" in sentences


@pytest.mark.parametrize("number", [0, None])
def test_nothing_is_divided_by_none_or_zero(number):
    counts = dict.fromkeys(CountKind, number)
    assert not [sentence for sentence in say(parts=["1", "1", "4", "4"], counts=counts) if "平均" in sentence]


def test_unit_costs_are_told_in_yuan():
    counts = {CountKind.HELD: 3, CountKind.GUESTS: 400}
    sentences = say(parts=["0", "0", "5.97", "4.03"], total="10", counts=counts)
    assert "年末保有公务用车3辆，平均每辆运行维护费19,900.00元。" in sentences
    assert "接待400人次，平均每人次100.75元。" in sentences


def test_years_without_a_total_are_named_and_never_filled_in():
    history = {2019: Decimal(1), 2020: None, 2022: Decimal(3), 2023: Decimal(2)}
    assert "没有公布2020、2021年的合计数。" in say(history=history)


def test_two_years_have_no_highest():
    assert not [each for each in say(history={2022: Decimal(1), 2023: Decimal(2)}) if "最高" in each]


def test_a_shared_height_has_no_highest_year():
    history = {2021: WAN, 2022: WAN, 2023: Decimal(1)}
    assert not [each for each in say(history=history) if "最高" in each]


def test_highest_and_lowest_year():
    history = {2021: 3 * WAN, 2022: 5 * WAN, 2023: 4 * WAN}
    assert "有合计数的3个年度中，2022年最高（5.00万元），2021年最低（3.00万元）。" in say(history=history)


def test_english_and_traditional_chinese_speak_too():
    for language in ("en", "zh-hant"):
        with override(language):
            assert summarise(told("12", "10", "11"))


AMOUNT = st.one_of(
    st.just(BLANK),
    st.just(NOT_HELD),
    st.just(Cell(Decimal(0))),
    st.decimals(min_value="0.01", max_value="99999999.99", places=2).map(Cell),
)
CELLS = st.fixed_dictionaries({(category, column): AMOUNT for category in Category for column in Column})
COUNTED = st.fixed_dictionaries({kind: st.none() | st.integers(0, 10_000) for kind in CountKind})
HISTORY = st.dictionaries(st.integers(2012, 2023), st.none() | st.decimals("0.00", "9999999.99", places=2))


@given(CELLS, COUNTED, HISTORY, st.sampled_from(Kind))
def test_it_never_claims_what_the_figures_do_not_give(cells, counts, history, kind):
    subject = Told(2023, kind, cells, counts, history)
    with override("zh-hans"):
        sentences = summarise(subject)
    text = "".join(sentences)
    total, previous = subject.amount(Category.TOTAL), subject.amount(Category.TOTAL, Column.PREVIOUS)
    assert text.count("None") == text.count("NaN") == text.count("Infinity") == 0
    if total is None:
        assert "支出" not in text.split("。")[0]
        assert "比上年" not in text
    if not previous:
        assert "下降" not in text
        assert "上升" not in text
    if any(subject.amount(leaf) is None for leaf in LEAVES):
        assert "最多" not in text
    for leaf in LEAVES:
        zeros = next((each for each in sentences if each.startswith("明确为零")), "")
        if subject.amount(leaf) != 0:
            assert str(leaf.label) not in zeros


@given(CELLS, COUNTED, HISTORY, st.sampled_from(Kind))
def test_every_amount_it_names_is_one_of_the_figures_or_a_difference_of_two(cells, counts, history, kind):
    subject = Told(2023, kind, cells, counts, history)
    with override("zh-hans"):
        text = "".join(summarise(subject))
    given_amounts = [cell.amount for cell in cells.values() if cell.amount is not None]
    given_amounts += [amount for amount in history.values() if amount is not None]
    known = {in_wan(amount) for amount in given_amounts}
    own = subject.amount(Category.TOTAL)
    for column in (Column.PREVIOUS, Column.BUDGET):
        other = subject.amount(Category.TOTAL, column)
        if own is not None and other is not None:
            known.add(in_wan(abs(own - other)))
    assert set(re.findall(r"([\d,.]+)万元", text)) <= known


@given(CELLS, st.sampled_from(Kind))
def test_percentages_are_right(cells, kind):
    subject = Told(2023, kind, cells)
    with override("zh-hans"):
        text = "".join(summarise(subject))
    own, previous = subject.amount(Category.TOTAL), subject.amount(Category.TOTAL, Column.PREVIOUS)
    for direction, percent in re.findall(r"(下降|上升)([\d.]+)%", text):
        exact = (own - previous) * 100 / previous
        assert (exact < 0) == (direction == "下降")
        assert abs(abs(exact) - Decimal(percent)) <= Decimal("0.1")
