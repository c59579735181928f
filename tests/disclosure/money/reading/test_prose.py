"""Numbers read out of Chinese prose: what each is, of which row, against which base."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.money.figures import Category, CountKind, Kind
from disclosure.money.reading.mentions import Against, Mention, Role
from disclosure.money.reading.reader import read_prose


def mentions(prose: str, kind: Kind = Kind.FINAL_ACCOUNT, year: int = 2023) -> list[Mention]:
    return read_prose(prose, year, kind).mentions


def only(prose: str, text: str, kind: Kind = Kind.FINAL_ACCOUNT) -> Mention:
    """Return the one mention of `prose` that is printed as `text`."""
    return next(mention for mention in mentions(prose, kind) if mention.text == text)


@pytest.mark.parametrize(
    ("prose", "text", "role", "against"),
    [
        ("公务接待费决算1.28万元，完成预算的87.4%。", "1.28万元", Role.LEVEL, Against.FINAL),
        ("公务接待费决算1.28万元，完成预算的87.4%。", "87.4%", Role.COMPLETION, Against.BUDGET),
        ("公务接待费支出7万元，比去年的9万元减少2万元。", "9万元", Role.LEVEL, Against.PREVIOUS),
        ("公务接待费支出7万元，比去年的9万元减少2万元。", "2万元", Role.CHANGE, Against.PREVIOUS),
        ("公务接待费支出7万元，较预算节约2万元，节约率22.2%。", "22.2%", Role.RATE, Against.BUDGET),
        ("公务接待费7万元，减少2万元（上年度为9万元）。", "2万元", Role.CHANGE, Against.PREVIOUS),
        ("公务接待费7万元，为上年的77.8%。", "77.8%", Role.RATIO, Against.PREVIOUS),
        ("2022年公务接待费9万元。", "9万元", Role.LEVEL, Against.PREVIOUS),
        ("2019年公务接待费12万元。", "12万元", Role.LEVEL, Against.STATED),
        ("公务接待费比年初预算减少2万元。", "2万元", Role.CHANGE, Against.INITIAL),
        ("上年（预算13.50万元、决算12.00万元）“三公”经费。", "13.50万元", Role.OTHER, None),
    ],
)
def test_it_tells_role_and_base(prose: str, text: str, role: Role, against: Against | None) -> None:
    mention = only(prose, text)
    assert mention.role is role
    if against is not None:
        assert mention.against == (against,)


def test_money_is_yuan_and_keeps_its_last_place() -> None:
    mention = only("公务接待费12.02万元。", "12.02万元")
    assert (mention.value, mention.quantum) == (Decimal(120200), Decimal(100))


def test_percentages_keep_thousands_commas() -> None:
    assert only("公务接待费15.02万元，比上年增长1,055.4%。", "1,055.4%").value == Decimal("1055.4")


def test_it_follows_the_row_into_parts_and_back() -> None:
    prose = "公务用车购置及运行维护费20万元（其中购置费8万元，运行维护费12万元），比上年增加3万元。"
    assert only(prose, "8万元").topics == (Category.PURCHASE,)
    assert only(prose, "12万元").topics == (Category.RUNNING,)
    assert only(prose, "3万元").topics[0] is Category.VEHICLE


def test_a_list_is_handed_out_by_its_order() -> None:
    prose = "公务用车运行维护费、公务接待费分别减少2万元和1万元，下降10%和20%。"
    assert [mention.topics for mention in mentions(prose)] == [
        (Category.RUNNING,),
        (Category.RECEPTION,),
        (Category.RUNNING,),
        (Category.RECEPTION,),
    ]


@pytest.mark.parametrize(
    ("prose", "text", "count"),
    [
        ("购置公务用车2辆，年末保有量9辆。", "2辆", CountKind.BOUGHT),
        ("购置公务用车2辆，年末保有量9辆。", "9辆", CountKind.HELD),
        ("因公出国（境）团组3个、7人次。", "3个", CountKind.GROUPS),
        ("因公出国（境）团组3个、7人次。", "7人次", CountKind.TRAVELLERS),
        ("共接待国内来访团组26个、来宾182人次。", "26个", CountKind.BATCHES),
        ("共接待国内来访团组26个、来宾182人次。", "182人次", CountKind.GUESTS),
        ("未购车（0辆）。", "0辆", CountKind.BOUGHT),
    ],
)
def test_it_tells_the_counts_apart(prose: str, text: str, count: CountKind) -> None:
    mention = only(prose, text)
    assert mention.role is Role.COUNT
    assert mention.count is count


@pytest.mark.parametrize(
    ("prose", "text"),
    [
        ("核定公务用车编制5辆，在编人员36人。", "5辆"),
        ("公务接待费减少，主要原因是2辆车停驶、上年一次性支出8万元。", "8万元"),
        ("全市“三公”经费支出4,126.55万元。", "4,126.55万元"),
        ("机关运行经费支出386.20万元，比上年增加21.40万元。", "21.40万元"),
        ("公务接待费控制在7万元以内。", "7万元"),
        ("公务用车运行维护费9万元，其中燃料费3.1万元。", "3.1万元"),
        ("按每人次60元标准接待。", "60元"),
        ("公务接待费30批次，比上年减少5批次。", "5批次"),
    ],
)
def test_what_says_nothing_of_the_table_has_no_role(prose: str, text: str) -> None:
    assert only(prose, text).role is Role.OTHER


def test_numbers_of_laws_and_documents_are_no_figures() -> None:
    prose = "根据中央八项规定、财预〔2016〕143号、条例第14条和2016年10月27日通知，公开2016年“三公”经费。"
    assert mentions(prose) == []


def test_per_unit_figures_name_their_count() -> None:
    mention = only("公务用车运行维护费17.91万元，保有3辆，车均运行维护费5.97元。", "5.97元")
    assert (mention.role, mention.count, mention.value) == (Role.PER_UNIT, CountKind.HELD, Decimal("5.97"))


def test_rough_figures_are_known_as_such() -> None:
    assert only("公务接待费约30万元。", "30万元").is_rough
    assert not only("公务接待费30万元。", "30万元").is_rough


def test_reasons_carry_what_they_are_given_for() -> None:
    prose = "公务接待费7万元，比上年减少2万元，主要是来访批次减少。公务用车运行维护费3万元，因里程减少。"
    reasons = read_prose(prose, 2023, Kind.FINAL_ACCOUNT).reasons
    assert [(reason.topics, reason.content) for reason in reasons] == [
        ((Category.RECEPTION,), "来访批次减少"),
        ((Category.RUNNING,), "里程减少"),
    ]


ALPHABET = (
    "公务接待费用车购置运行维护三公经预算决上年比减少增加下降万元%0123456789.,，。；（）、主要是因原同持平分别和均占为"
)


@given(st.text(alphabet=ALPHABET, max_size=120))
def test_it_reads_any_text_without_failing(prose: str) -> None:
    for kind in Kind:
        read_prose(prose, 2023, kind)
