"""What of a person may be shown: of a name the surname, of a number nothing by which it could be recognised.

Pure: text in, text out.
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
    return _star(found, kept=3 if span.kind is Kind.MOBILE else 0)


def _star(text: str, *, kept: int) -> str:
    """Star every letter and digit but the first `kept`; separators stay."""
    masked, seen = [], 0
    for sign in text:
        seen += sign.isalnum()
        masked.append("*" if sign.isalnum() and seen > kept else sign)
    return "".join(masked)
