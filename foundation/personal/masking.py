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

SPACED = r"[^\S\n]{0,2}"
"""What may stand between the signs of a name: two columns of a form, the two words of a foreign name, no new line."""

APART = r"(?:[^\S\n]|[()（）.\-\u2010-\u2015\u2212]){0,3}"
"""What may stand between two digits of a number that is told: it is grouped in more ways than any rule knows."""

LATIN = "[A-Za-zＡ-Ｚａ-ｚ]"
"""A letter of a Latin name; beside another one it is part of a longer word."""

FULL_WIDTH = 0xFEE0
"""From a sign of ASCII to the same in full width."""

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
    A name is found however it is spaced and in whichever width or case its letters stand: who signs as 张 三 is 张三 in
    the text. A number among the names is found however its digits are grouped. An office's own reply names its
    telephone: leave Kind.LANDLINE out of `kinds` for it.
    """
    pieces, position = [], 0
    for span in find_personal(text, kinds):
        pieces += [text[position : span.start], _mask_span(text[span.start : span.end], span)]
        position = span.end
    masked = "".join([*pieces, text[position:]])
    for name in sorted({"".join(name.split()) for name in names}, key=len, reverse=True):
        if len(name) > 1:
            masked = _spelling_of(name).sub(mask_name(name).replace("\\", r"\\"), masked)
    return masked


def _spelling_of(name: str) -> re.Pattern[str]:
    """Return what `name`, given without spaces, looks like in a text; one in letters is no part of a longer word."""
    spelled = ""
    for before, sign in zip(f" {name}", name, strict=False):
        gap = "" if not spelled else APART if before.isdigit() and sign.isdigit() else SPACED
        spelled += f"{gap}(?:{'|'.join(map(re.escape, sorted({sign, *_widths_of(sign)})))})"
    begin = f"(?<!{LATIN})" if re.match(LATIN, name) else ""
    end = f"(?!{LATIN})" if re.match(LATIN, name[-1]) else ""
    return re.compile(begin + spelled + end, re.IGNORECASE)


def _widths_of(sign: str) -> set[str]:
    """Return the half and the full width of a letter, digit or mark of ASCII; every other sign has one width."""
    code = ord(sign)
    plain = code - FULL_WIDTH if 0xFF01 <= code <= 0xFF5E else code
    return {chr(plain), chr(plain + FULL_WIDTH)} if 0x21 <= plain <= 0x7E else set()


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
