"""Questions that anybody who reads can answer: small sums, told in words. Pure."""

import random
import re
import unicodedata
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORDS = (
    gettext_lazy("zero"),
    gettext_lazy("one"),
    gettext_lazy("two"),
    gettext_lazy("three"),
    gettext_lazy("four"),
    gettext_lazy("five"),
    gettext_lazy("six"),
    gettext_lazy("seven"),
    gettext_lazy("eight"),
    gettext_lazy("nine"),
    gettext_lazy("ten"),
    gettext_lazy("eleven"),
    gettext_lazy("twelve"),
    gettext_lazy("thirteen"),
    gettext_lazy("fourteen"),
    gettext_lazy("fifteen"),
    gettext_lazy("sixteen"),
    gettext_lazy("seventeen"),
    gettext_lazy("eighteen"),
)
"""The numbers that occur in questions and answers, in the reader's language."""

CHINESE_DIGITS = {
    sign: value
    for value, signs in enumerate(
        ["零〇", "一壹", "二贰貳两兩", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖"]
    )
    for sign in signs
}
CHINESE_NUMBER = re.compile(rf"(?P<tens>[{''.join(CHINESE_DIGITS)}])?[十拾](?P<ones>[{''.join(CHINESE_DIGITS)}])?")
AROUND = re.compile(r"^(?:答案|等于|等於|答|是|为|為|[=:\s])+|[\s.。!,，]+$")


class Question(NamedTuple):
    """The sum of two numbers from 1 to 9."""

    first: int
    second: int

    @property
    def text(self) -> str:
        """The question in the reader's language; in Chinese 三加五等于几？"""
        return _("What is %(first)s plus %(second)s?") % {"first": WORDS[self.first], "second": WORDS[self.second]}

    def is_answered_by(self, typed: str) -> bool:
        """Return whether `typed` is the answer: 8, ８, 八, 捌, eight, 等于8."""
        return read_number(typed) == self.first + self.second


def new_question() -> Question:
    """Return a question by chance."""
    chance = random.SystemRandom()
    return Question(chance.randint(1, 9), chance.randint(1, 9))


def read_number(typed: str) -> int | None:
    """Return the number from 0 to 99 that `typed` means, in digits, Chinese or the words of the current language."""
    text = AROUND.sub("", unicodedata.normalize("NFKC", typed).strip()).lower()
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text)
    if text in CHINESE_DIGITS:
        return CHINESE_DIGITS[text]
    if match := CHINESE_NUMBER.fullmatch(text):
        return CHINESE_DIGITS[match["tens"] or "一"] * 10 + CHINESE_DIGITS[match["ones"] or "零"]
    return next((value for value, word in enumerate(WORDS) if str(word).lower() == text), None)
