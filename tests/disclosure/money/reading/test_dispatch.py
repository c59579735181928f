"""Patterns by the character they can begin with: nothing that trying all of them finds may be lost."""

import json
import re
from pathlib import Path

import pytest

from disclosure.money.reading.amounts import narrow
from disclosure.money.reading.dispatch import Vocabulary, first_characters
from disclosure.money.reading.tokens import cut
from disclosure.money.reading.vocabulary import WORD_OF, WORDS

CORPUS = Path(__file__).parent.parent / "corpus"


def test_cutting_finds_what_trying_every_pattern_at_every_place_finds() -> None:
    master = re.compile("|".join(f"(?P<W{place}>{pattern})" for place, (_word, pattern) in enumerate(WORDS)))
    for path in CORPUS.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = narrow(json.loads(line)["explanation"])
            expected = [(*match.span(), WORD_OF[match.lastgroup or ""][0]) for match in master.finditer(text)]
            assert [(token.start, token.end, token.word) for token in cut(text)] == expected


@pytest.mark.parametrize(
    ("pattern", "firsts"),
    [
        ("预算|决算", "预决"),
        ("(?:全年|年度)?预算", "全年预"),
        (r"(?<=的)是(?!公)", "是"),
        (r"\(\d\)", "("),
        (r"[)\]】]", ")]】"),
        (r"(?P<sign>[-+])?(?:\d+|元)", "-+0123456789元"),
        ("(?:上|下){0,2}年", "上下年"),
        ("再?减(?=x)", "再减"),
    ],
)
def test_it_knows_how_a_pattern_can_begin(pattern: str, firsts: str) -> None:
    assert first_characters(pattern) == frozenset(firsts)


@pytest.mark.parametrize("pattern", ["(?:预算)?", ".算", "(?=预)"])
def test_it_refuses_patterns_that_begin_with_anything(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        first_characters(pattern)


def test_nothing_is_tried_where_nothing_can_begin() -> None:
    vocabulary = Vocabulary(["预算", "预备"])
    assert vocabulary["算"] is None
    found = vocabulary["预"]
    assert callable(found)
    assert found("预备", 0) is not None
