"""Where personal numbers stand in running text. Pure: text in, places out.

Numbers are found by their structure (check digits, dates of birth, dialling codes), not by the words around them;
words only decide doubtful cases. Full-width digits count as digits, and a number may be broken by spaces, dashes or
the end of a line. Sources: GB 11643-1999 (identity numbers), ISO/IEC 7812 (cards), the national numbering plan
(1[3-9]x for mobiles; 010, 02x and 0[3-9]xx as dialling codes).
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    IDENTITY = "identity"
    EMAIL = "email"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"
    LANDLINE = "landline"


ALL_KINDS = frozenset(Kind)


class Span(NamedTuple):
    """A place in the text: offsets in characters, `end` exclusive."""

    start: int
    end: int
    kind: Kind


class _Group(NamedTuple):
    """An unbroken run of digits, with letters that stand for digits in scanned text."""

    start: int
    end: int
    digits: str


PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65".split()
)
PROVINCES_AND_TERRITORIES = PROVINCES | {"71", "81", "82", "83"}
IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CHECK = "10X98765432"

SCANNED = str.maketrans("OoQlI", "00011")
GROUP = re.compile(r"[0-9](?:[0-9OoQlI]*[0-9])?(?:[Xx](?![A-Za-z0-9]))?")
GAP = re.compile(r"[ \-\u200b]{1,2}|[ \t]{0,3}\r?\n[ \t\u3000]{0,3}")
MAX_GROUPS = 19

INDEX_TAIL = re.compile(r"/[0-9]{6}-[0-9]{5}")
AMOUNT_TAIL = re.compile(r"\.[0-9]|[ ]?(?:元|万|亿|%|㎡|平方|公里|吨)")
DECIMAL_HEAD = re.compile(r"(?:^|[^0-9])(?:0|[0-9]{2,})\.$")
NUMBERED_THING = re.compile(
    r"(?:业务|订单|运单|快递|工单|流水|合同|案件?|批|序|编|受理|回执|登记|票|发票|凭证|单|证书|许可证?|备案|报告|项目|招标"
    r"|采购|公告|准考证|考|学|索引|户|表|设备|序列|车架|产品|文)(?:编?号码?|代码|ID)[为是:\s]{0,3}$"
)
NEXT_IN_LIST = re.compile(r"\s{0,2}(?:与|和|及|或|、|,|;|/)\s{0,2}")
IDENTITY_WORD = re.compile(r"(?:身份证|公民身份|身份号|居民证|证件号|ID)[^0-9\n]{0,10}$", re.IGNORECASE)
CARD_WORD = re.compile(r"(?:卡|账户?|帐户?)[^0-9\n]{0,10}$")
EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,5}")
LANDLINE = re.compile(
    r"(?<![0-9.])\(?(?:(?:010|02[0-9])\)?[ \-]{0,2}[2-8][0-9]{3}[ \-]?[0-9]{4}"
    r"|0[3-9][0-9]{2}\)?[ \-]{0,2}[2-8][0-9]{2,3}[ \-]?[0-9]{4})(?![0-9])"
)
LOCAL_LANDLINE = re.compile(
    r"(?:电话|座机|固话|宅电|致电|联系方式|tel)(?:号码?)?[为是:.\s]{0,3}(?P<number>[2-8][0-9]{2,3}-?[0-9]{4})(?![0-9])",
    re.IGNORECASE,
)


class _Fold(dict[int, int]):
    """Maps each character to its plain form, one to one, so that offsets in folded text are offsets in the text."""

    def __missing__(self, code: int) -> int:
        self[code] = folded = _fold_character(code)
        return folded


def _fold_character(code: int) -> int:
    if 0xFF01 <= code <= 0xFF5E:
        return code - 0xFEE0
    if 0x2010 <= code <= 0x2015 or code == 0x2212:
        return ord("-")
    character = chr(code)
    if code in {0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF}:
        return 0x200B
    if unicodedata.category(character) == "Zs":
        return ord(" ")
    digit = unicodedata.decimal(character, None)
    return code if digit is None else ord(str(digit))


FOLD = _Fold()


def find_personal(text: str, kinds: Collection[Kind] = ALL_KINDS) -> list[Span]:
    """Return where numbers of `kinds` stand in `text`, in order and without overlap.

    Document numbers, dates, amounts, index numbers and numbers introduced as those of a thing are left out.
    """
    folded = text.translate(FOLD)
    spans: list[Span] = []
    is_taken = bytearray(len(text))
    for kind, find in FINDERS.items():
        for span in find(folded) if kind in kinds else ():
            if not any(is_taken[span.start : span.end]):
                is_taken[span.start : span.end] = bytes([1]) * (span.end - span.start)
                spans.append(span)
    return sorted(spans)


def is_identity_number(digits: str) -> bool:
    """Return whether 18 characters are a number of GB 11643: region, real date of birth, right check character."""
    digits = digits.upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", digits) or not _has_region_and_birth(digits[:2], digits[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, IDENTITY_WEIGHTS, strict=False))
    return IDENTITY_CHECK[total % 11] == digits[17]


def is_luhn_number(digits: str) -> bool:
    """Return whether the last digit is the right check digit of ISO/IEC 7812."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _has_region_and_birth(province: str, birth: str) -> bool:
    if province not in PROVINCES_AND_TERRITORIES or not "1850" <= birth[:4] <= "2099":
        return False
    try:
        date(int(birth[:4]), int(birth[4:6]), int(birth[6:8]))
    except ValueError:
        return False
    return True


def _read_groups(text: str) -> list[_Group]:
    """Return the runs of digits; a run with more than two letters among its digits is no number."""
    groups = []
    for match in GROUP.finditer(text):
        digits = match.group().translate(SCANNED)
        if sum(character.isalpha() for character in match.group().rstrip("Xx")) <= 2:
            groups.append(_Group(match.start(), match.end(), digits))
    return groups


def _windows(text: str, lengths: range) -> Iterator[list[_Group]]:
    """Yield every chain of neighbouring groups, parted by small gaps only, whose digits together are of `lengths`."""
    groups = _read_groups(text)
    for first in range(len(groups)):
        length = 0
        for last in range(first, min(first + MAX_GROUPS, len(groups))):
            if last > first and not GAP.fullmatch(text, groups[last - 1].end, groups[last].start):
                break
            length += len(groups[last].digits)
            if length >= lengths.stop:
                break
            if length in lengths:
                yield groups[first : last + 1]


def _join(window: list[_Group]) -> str:
    return "".join(group.digits for group in window)


def _is_broken_once_by_a_line(text: str, window: list[_Group]) -> bool:
    return len(window) == 2 and "\n" in text[window[0].end : window[1].start]


def _find_identities(text: str) -> Iterator[Span]:
    for window in _windows(text, range(15, 19)):
        digits = _join(window)
        span = Span(window[0].start, window[-1].end, Kind.IDENTITY)
        if len(digits) == 18 and not INDEX_TAIL.match(text, span.end):
            if is_identity_number(digits) or _is_mistyped_identity(text, span, digits):
                yield span
        elif len(digits) == 15 and len(window) == 1 and _is_old_identity(text, span, digits):
            yield span


def _is_mistyped_identity(text: str, span: Span, digits: str) -> bool:
    """Return whether words call these 18 digits an identity number although the check character is wrong."""
    return (
        bool(IDENTITY_WORD.search(text, max(0, span.start - 20), span.start))
        and digits[:2] in PROVINCES_AND_TERRITORIES
    )


def _is_old_identity(text: str, span: Span, digits: str) -> bool:
    """Return whether 15 digits are an identity number as issued until 1999: they have no check digit."""
    if not digits.isdigit() or not _has_region_and_birth(digits[:2], f"19{digits[6:12]}"):
        return False
    return not _is_number_of_a_thing(text, span.start)


def _find_emails(text: str) -> Iterator[Span]:
    for match in EMAIL.finditer(text):
        yield Span(match.start(), match.end(), Kind.EMAIL)


def _find_bank_cards(text: str) -> Iterator[Span]:
    for window in _windows(text, range(16, 20)):
        digits = _join(window)
        span = Span(window[0].start, window[-1].end, Kind.BANK_CARD)
        if not (digits.isdigit() and digits[0] in "34569" and is_luhn_number(digits)):
            continue
        if len(window) == 1 or _is_card_in_groups(text, window, digits):
            yield span


def _is_card_in_groups(text: str, window: list[_Group], digits: str) -> bool:
    """Return whether the groups are those of a card: fours as embossed, or one line break anywhere."""
    sizes = [len(group.digits) for group in window]
    is_embossed = set(sizes[:-1]) == {4} and sizes[-1] <= 4
    is_known = digits.startswith("62") or CARD_WORD.search(text, max(0, window[0].start - 20), window[0].start)
    return bool(is_known) and (is_embossed or sizes[0] == 6 or _is_broken_once_by_a_line(text, window))


def _find_mobiles(text: str) -> Iterator[Span]:
    thing_ends = -1
    for window in _windows(text, range(11, 14)):
        digits = _join(window)
        if len(digits) == 13 and digits.startswith("86") and len(window) == 1:
            digits = digits[2:]
        if not re.fullmatch(r"1[3-9][0-9]{9}", digits) or not _is_mobile_in_groups(text, window):
            continue
        span = Span(window[0].start, window[-1].end, Kind.MOBILE)
        follows_thing = thing_ends >= 0 and NEXT_IN_LIST.fullmatch(text, thing_ends, span.start)
        if follows_thing or _is_number_of_a_thing(text, span.start):
            thing_ends = span.end
        elif not _is_amount(text, span):
            yield span


def _is_mobile_in_groups(text: str, window: list[_Group]) -> bool:
    """Return whether the groups are those in which people write a mobile number."""
    sizes = tuple(len(group.digits) for group in window)
    if sizes in {(11,), (13,), (3, 4, 4), (3, 8), (1,) * 11}:
        return True
    return _is_broken_once_by_a_line(text, window)


def _is_number_of_a_thing(text: str, start: int) -> bool:
    return bool(NUMBERED_THING.search(text, max(0, start - 16), start))


def _is_amount(text: str, span: Span) -> bool:
    is_decimal = DECIMAL_HEAD.search(text, max(0, span.start - 12), span.start)
    return bool(is_decimal or AMOUNT_TAIL.match(text, span.end))


def _find_landlines(text: str) -> Iterator[Span]:
    for match in LANDLINE.finditer(text):
        if not _is_number_of_a_thing(text, match.start()):
            yield Span(match.start(), match.end(), Kind.LANDLINE)
    for match in LOCAL_LANDLINE.finditer(text):
        yield Span(match.start("number"), match.end("number"), Kind.LANDLINE)


FINDERS = {
    Kind.EMAIL: _find_emails,
    Kind.IDENTITY: _find_identities,
    Kind.BANK_CARD: _find_bank_cards,
    Kind.MOBILE: _find_mobiles,
    Kind.LANDLINE: _find_landlines,
}
"""In the order of their claim to a place: what a stricter finder took, a looser one leaves alone."""
