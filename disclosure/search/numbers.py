"""Document numbers and index numbers in folded text. Pure.

六政办〔2014〕31号 is typed with every kind of bracket, with spaces, without 号. Its core is year and serial; the office
before it can't be told from the words around it in running text, so the core is a word of its own.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

DOCUMENT_NUMBER = re.compile(
    r"(?P<office>\w{0,20}?)\s?\[\s?(?P<year>(?:19|20)\d\d)\s?]\s?第?\s?(?P<serial>\d{1,5})\s?号?"
)
INDEX_NUMBER = re.compile(r"(?:(?P<office>[0-9a-z]{6,18})/)?(?P<tail>(?:19|20)\d{4}-\d{1,5})(?![\d-])")
WHOLE = "n:"
"""Begins the lexeme of a document number with its office, so that no word of a text can be taken for one."""


class Number(NamedTuple):
    """A number found in folded text.

    `lexemes`: what a text that mentions it is found by. `whole`: the lexeme of the document that bears it; empty when
    the office is missing. `office`: the words typed before it.
    """

    start: int
    end: int
    whole: str
    lexemes: tuple[str, ...]
    office: str


def find_numbers(folded: str) -> Iterator[Number]:
    """Yield the numbers in folded text, document numbers first."""
    for match in DOCUMENT_NUMBER.finditer(folded):
        core = f"[{match['year']}]{int(match['serial'])}"
        whole = f"{WHOLE}{match['office']}{core}" if match["office"] else ""
        yield Number(match.start(), match.end(), whole, (core,), match["office"])
    for match in INDEX_NUMBER.finditer(folded):
        whole = match.group() if match["office"] else ""
        yield Number(match.start(), match.end(), whole, (match["tail"],), "")
