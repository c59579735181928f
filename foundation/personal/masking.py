"""What of a person may be shown. Pure: text in, text out.

One value, in a list where people must find themselves, keeps a recognisable end (`mask_mobile`, `mask_bank_card` ...).
In running text nobody needs that, so `mask_text` leaves nothing by which a number could be recognised.
"""

import re
from collections.abc import Collection, Iterable

from foundation.personal.finding import ALL_KINDS, Kind, Span, find_personal

HIDDEN = "**"
"""Always two stars, so that the mask does not tell how long the name is."""

DOUBLE_SURNAMES = frozenset(
    """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶
    太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良
    漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲
    公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚
    褚师 纳兰 歐陽 東方 獨孤 南宮 萬俟 聞人 諸葛 尉遲 赫連 濮陽 公孫 長孫 鮮于 閭丘 司馬 鐘離 鍾離 仲孫
    樂正 軒轅 東郭 納蘭 達奚
    """.split()
)
"""Surnames of two characters, in simplified and traditional form."""

MIDDLE_DOTS = re.compile(r"[·•・‧∙.．]")


def mask_name(name: str) -> str:
    """Return the surname and two stars: 张**, 欧阳**; of a foreign name the first letter or syllable: J**, 阿**."""
    name = "".join(name.split())
    if not name:
        return ""
    is_double = name[:2] in DOUBLE_SURNAMES and len(name) > 2 and not MIDDLE_DOTS.search(name)
    return name[: 2 if is_double else 1] + HIDDEN


def mask_mobile(number: str) -> str:
    """Return 138****5678."""
    return _keep_ends(number, 3, 4)


def mask_landline(number: str) -> str:
    """Return 0564-*****99: dialling code and the last two digits."""
    code = re.match(r"[(（]?0(?:10|2\d|\d{3})[)）]?", number.strip())
    return _keep_ends(number.strip(), sum(sign.isalnum() for sign in code.group()) if code else 0, 2)


def mask_identity_number(number: str) -> str:
    """Return **************1234: only the last four characters, as lists of subsidies show it."""
    return _keep_ends(number, 0, 4)


def mask_bank_card(number: str) -> str:
    """Return ************1234: only the last four digits."""
    return _keep_ends(number, 0, 4)


def mask_email(address: str) -> str:
    """Return z***@example.com; without an @ nothing but stars."""
    mailbox, at, host = address.strip().partition("@")
    return f"{mailbox[:1]}***@{host}" if at else "***"


def mask_text(text: str, *, names: Iterable[str] = (), kinds: Collection[Kind] = ALL_KINDS) -> str:
    """Return `text` with personal numbers and addresses of `kinds`, and the given `names`, masked.

    Line breaks and separators inside numbers stay. Names are masked only if they are told: no rule finds them in text.
    An office's own reply names its telephone: leave Kind.LANDLINE out of `kinds` for it.
    """
    pieces, position = [], 0
    for span in find_personal(text, kinds):
        pieces += [text[position : span.start], _mask_span(text[span.start : span.end], span)]
        position = span.end
    masked = "".join([*pieces, text[position:]])
    for name in sorted({name.strip() for name in names}, key=len, reverse=True):
        if len(name) > 1:
            masked = masked.replace(name, mask_name(name))
    return masked


def _mask_span(found: str, span: Span) -> str:
    if span.kind is Kind.EMAIL:
        return "***@***"
    return _keep_ends(found, 3 if span.kind is Kind.MOBILE else 0, 0)


def _keep_ends(text: str, head: int, tail: int) -> str:
    """Star every letter and digit but the first `head` and the last `tail`; a text too short for that loses all."""
    count = sum(sign.isalnum() for sign in text)
    if count < (head + tail) * 3 // 2:
        head = tail = 0
    masked, seen = [], 0
    for sign in text:
        if sign.isalnum():
            seen += 1
            sign = sign if seen <= head or seen > count - tail else "*"
        masked.append(sign)
    return "".join(masked)
