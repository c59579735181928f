"""Chinese official prose as plain sentences that can be compared: heads, numbering, spellings of numbers evened out."""

import re
import unicodedata
from collections.abc import Iterator

LONGEST_TEXT = 200_000
"""Characters of a text that are compared; no policy of a city is longer."""

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")
PERCENT = re.compile(r"百分之([零〇一二两三四五六七八九十百]+|\d+(?:\.\d+)?)")
MIXED = re.compile(r"(\d+(?:\.\d+)?)([百千万亿])")

END_OF_SENTENCE = re.compile(r"[。！？!?；;\n\r]+|(?<=如下)[:：]")
ITEM_HEAD = re.compile(
    r"^\s*(?:第[零〇一二两三四五六七八九十百千\d]+[条款章节项点]\s*[:：、，,]?|[（(][零〇一二三四五六七八九十\d]+[)）]"
    r"|[一二三四五六七八九十]+[是、.．]|其[一二三四五六七八九十][是，,、]?|\d{1,2}\s*[.．、)）](?!\d)|[①-⑳●•·▪◆■\-—*]+"
    r"|首先[，,]|其次[，,]|再次[，,]|最后[，,]|此外[，,]|另外[，,]|同时[，,]|问\s*[:：]|答\s*[:：])\s*"
)
BY_NAME = re.compile(
    r"^(?:根据|按照|依照)?《[^》]{1,60}》(?:第[^条]{1,6}条)?(?:明确|规定|提出|要求|指出|强调|还)*[，,:：]?"
)
SPELLINGS = (
    ("我市", "本市"),
    ("全市", "本市"),
    ("依照", "按照"),
    ("根据", "按照"),
    ("应该", "应当"),
    ("必须", "应当"),
    ("能够", "可以"),
    ("并且", "并"),
    ("以及", "和"),
    ("或者", "或"),
    ("不得", "不能"),
    ("禁止", "不能"),
)
FILLING = frozenset("的了和与或及在是对为应当须须可以将于由等其该本并把被从自起者所之而则以则")
"""Characters that any two official sentences share; they tell nothing of where a sentence comes from."""

NOT_A_WORD = re.compile(r"[^\w%.]|_")


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text as they stand, without empty ones; an item of a list is a sentence."""
    found = (piece.strip(" 　\t“”\"'，,") for piece in END_OF_SENTENCE.split(text[:LONGEST_TEXT]))
    return [piece for piece in found if any(character.isalnum() for character in piece)]


def bare(sentence: str) -> str:
    """Return a sentence for comparison: no numbering, no "the measures say that", no punctuation, numbers in digits."""
    text = unicodedata.normalize("NFKC", ITEM_HEAD.sub("", sentence))
    while (shorter := BY_NAME.sub("", ITEM_HEAD.sub("", text))) != text:
        text = shorter
    text = digits_in(text)
    for one, other in SPELLINGS:
        text = text.replace(one, other)
    return NOT_A_WORD.sub("", text)


def telling(text: str) -> str:
    """Return the characters of a bare sentence that tell something."""
    return "".join(character for character in text if character not in FILLING)


def digits_in(text: str) -> str:
    """Return the text with numbers written in digits, however they were written: 二十万 and 20万 become 200000."""
    text = PERCENT.sub(lambda found: f"{_value_words(found[1])}%", text)
    text = MIXED.sub(_multiplied, text)
    return NUMERAL.sub(lambda found: _value_words(found[0]), text)


def parts_after_colon(sentence: str) -> Iterator[str]:
    """Yield the sentence, and what stands behind its colons: "the text says: …" quotes what follows."""
    yield sentence
    for place, character in enumerate(sentence):
        if character in ":：" and place + 1 < len(sentence):
            yield sentence[place + 1 :]


def _multiplied(found: re.Match[str]) -> str:
    factor = (UNITS | MYRIADS)[found[2]]
    return f"{float(found[1]) * factor:.10g}" if "." in found[1] else str(int(found[1]) * factor)


def _value_words(words: str) -> str:
    """Return a numeral in digits: 三十五 is 35, 二〇一四 is 2014; what is no numeral stays."""
    if not NUMERAL.fullmatch(words):
        return words
    if not any(character in UNITS or character in MYRIADS for character in words):
        return "".join(str(DIGITS[character]) for character in words)
    total = section = digit = 0
    for character in words:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in UNITS:
            section += (digit or 1) * UNITS[character]
            digit = 0
        else:
            total += (section + digit or 1) * MYRIADS[character]
            section = digit = 0
    return str(total + section + digit)
