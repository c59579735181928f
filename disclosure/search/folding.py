"""One form for what readers see as the same: width, case, brackets, dashes, Traditional and Simplified. Pure.

Every character becomes exactly one, so that a place in the folded text is the same place in the text as it was written.
"""

from opencc import OpenCC

SQUARE_OPEN, SQUARE_CLOSED = "〔[（(【［﹝﹙", "〕]）)】］﹞﹚"
DASHES = "-－‐‑‒–—―−﹣"
QUOTES = '"＂“”„‟「」『』〝〞'
SLASHES = "/／∕"
IDEOGRAPHIC_SPACE = 0x3000
FULL_WIDTH = range(0xFF01, 0xFF5F)
TO_ASCII = 0xFEE0


class _Fold(dict[int, int]):
    """Maps the code of a character to the code of its plain form, worked out the first time it is met."""

    def __init__(self) -> None:
        super().__init__()
        self._simplify = OpenCC("t2s")
        for plain, variants in (("[", SQUARE_OPEN), ("]", SQUARE_CLOSED), ("-", DASHES), ('"', QUOTES), ("/", SLASHES)):
            self.update({ord(variant): ord(plain) for variant in variants})
        self[0] = self[IDEOGRAPHIC_SPACE] = ord(" ")

    def __missing__(self, code: int) -> int:
        if code in FULL_WIDTH:
            self[code] = folded = self[code - TO_ASCII]
            return folded
        character = chr(code)
        simple = self._simplify.convert(character).lower()
        self[code] = folded = ord(simple) if len(simple) == 1 else code
        return folded


_FOLD = _Fold()


def fold(text: str) -> str:
    """Return `text` in plain form: half-width, lower case, Simplified, all brackets square; as long as it was.

    Characters are simplified one by one (乾 is 干 also in 乾隆): what is searched and what is searched for are folded
    alike, so nothing is missed by it, and a match can be shown in the words of the author.
    """
    return text.translate(_FOLD)
