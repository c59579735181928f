import pytest

from foundation.personal.finding import ALL_KINDS, Kind
from foundation.personal.masking import mask_name, mask_text


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张**"),
        ("张三丰", "张**"),
        ("张 三", "张**"),
        ("　李四　", "李**"),
        ("欧阳修", "欧阳**"),
        ("歐陽修", "歐陽**"),
        ("司马相如", "司马**"),
        ("欧阳", "欧**"),
        ("张", "张**"),
        ("阿卜杜拉·买买提", "阿**"),
        ("司马·买买提", "司**"),
        ("John Smith", "J**"),
        ("䶮某", "䶮**"),
        ("𠮷野", "𠮷**"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_surname_and_hides_its_length(name, masked):
    assert mask_name(name) == masked


def test_running_text_keeps_nothing_by_which_a_number_could_be_recognised():
    text = "我是张三丰，电话138 1234 5678，身份证11010519491231002X，卡6222021234567894，信箱a@b.cn。张三丰2014-09-20"
    assert mask_text(text, names=["张三丰"]) == (
        "我是张**，电话138 **** ****，身份证******************，卡****************，信箱***@***。张**2014-09-20"
    )


def test_a_line_break_inside_a_number_stays():
    assert mask_text("电话1300009\n7446。") == "电话130****\n****。"


def test_longer_names_are_masked_before_the_names_they_contain():
    assert mask_text("张三和张三丰", names=["张三", "张三丰", "", " ", "张"]) == "张**和张**"


@pytest.mark.parametrize(
    ("name", "text", "masked"),
    [
        ("张 三", "我是张三。", "我是张**。"),
        ("张三", "申请人：张　三（签名）", "申请人：张**（签名）"),
        ("欧阳 明月", "欧阳明月、欧 阳 明 月", "欧阳**、欧阳**"),
        ("John Smith", "JOHN SMITH, john  smith, Ｊｏｈｎ Ｓｍｉｔｈ", "J**, J**, J**"),
        (
            "Li",
            "Li: our policy, LI李 (https://example.cn/li/live)",
            "L**: our policy, L**李 (https://example.cn/L**/live)",
        ),
        ("梅山路12号", "住梅山路１２号", "住梅**"),
        ("张三", "张\n三里河", "张\n三里河"),
        ("13812345678", "1381234-5678、1381 234 5678、（138）12345678、138.1234.5678", "1**、1**、（1**、1**"),
        ("3371234", "拨337-1234，另有337\n1234", "拨3**，另有337\n1234"),
        ("a.b", "a.b 与 axb", "a** 与 axb"),
        ("\\1x", "我是\\1x", "我是\\**"),
    ],
)
def test_a_name_is_found_however_it_is_spaced_and_written(name, text, masked):
    assert mask_text(text, names=[name]) == masked
    assert mask_text(masked, names=[name]) == masked


def test_a_reply_may_keep_the_telephone_of_the_office():
    text = "咨询电话0564-3379999，您的手机13812345678"
    assert mask_text(text, kinds=ALL_KINDS - {Kind.LANDLINE}) == "咨询电话0564-3379999，您的手机138********"


@pytest.mark.parametrize(
    "text",
    [
        "《关于印发<A市新图>的通知》六政办〔2014〕22号",
        "113417000032450703/202311-00040",
        "流波䃥镇2019/4/25 9:32:09",
        "",
    ],
)
def test_text_without_personal_numbers_is_untouched(text):
    assert mask_text(text) == text


def test_masking_twice_changes_nothing_more():
    once = mask_text("手机13812345678，信箱a@b.cn，0564-3379999")
    assert mask_text(once) == once
