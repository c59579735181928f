"""Finding which patterns can begin with a character, so that only those are tried where it stands.

A vocabulary of some sixty patterns is tried in order at each place of a text. Most places begin none of them, and the
others only a few alternatives of a few; trying just those makes cutting a text three times as fast.
"""

import re
from collections.abc import Callable, Iterator, Sequence

_DIGITS = frozenset("0123456789")
_SIGN = re.compile(r"[^\\\[(]|\[[^\\\]^-]+\]")
"""An alternative that is one character, or one of several, whatever stands around it."""


Match = Callable[[str, int], re.Match[str] | None]
"""Tries patterns at a place of a text, with a group `W<place>` for each."""


class Vocabulary(dict[str, Match | str | None]):
    """By a character: how to try what can begin with it; None if nothing does.

    `patterns` stand in the order in which they are tried; the first that fits wins. Compiled when first asked for.
    A character that is always a word in itself, such as a comma, has the name of its group instead.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        super().__init__()
        self._fitting: dict[str, dict[str, list[str]]] = {}
        for place, pattern in enumerate(patterns):
            for source, firsts in split_alternatives(pattern):
                for character in firsts:
                    self._fitting.setdefault(character, {}).setdefault(f"W{place}", []).append(source)

    def __missing__(self, character: str) -> Match | str | None:
        fitting = self._fitting.get(character)
        self[character] = _compile(fitting) if fitting else None
        return self[character]


def _compile(fitting: dict[str, list[str]]) -> Match | str:
    name, sources = next(iter(fitting.items()))
    if _SIGN.fullmatch(sources[0]):
        return name
    return re.compile("|".join(f"(?P<{name}>{'|'.join(sources)})" for name, sources in fitting.items())).match


def compile_guarded(pattern: str) -> re.Pattern[str]:
    """Compile a long `pattern` to be searched for: where none of its alternatives can begin, one look tells so."""
    firsts = re.escape("".join(sorted(first_characters(pattern))))
    return re.compile(f"(?=[{firsts}])(?:{pattern})")


def first_characters(pattern: str) -> frozenset[str]:
    """Return the characters with which a match of `pattern` can begin. Raises ValueError as below."""
    return frozenset().union(*(firsts for _source, firsts in split_alternatives(pattern)))


def split_alternatives(pattern: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the alternatives of `pattern`, each with the characters with which a match of it can begin.

    Understands what vocabularies need: literals, escapes, \\d, classes without ranges of letters, groups,
    lookarounds, `?` and `*`. Raises ValueError for a pattern that can begin with anything, or be empty.
    """
    end = -1
    while end < len(pattern):
        start = end + 1
        firsts, end, can_be_empty = _branch(pattern, start)
        if can_be_empty or "" in firsts:
            raise ValueError(f"The pattern can begin with anything: {pattern}")
        yield pattern[start:end], frozenset(firsts)


def _alternatives(pattern: str, place: int) -> tuple[set[str], int, bool]:
    """Return the first characters of alternatives up to the end of their group, that end, and if one can be empty."""
    firsts: set[str] = set()
    can_be_empty = False
    while True:
        branch, place, is_empty = _branch(pattern, place)
        firsts |= branch
        can_be_empty |= is_empty
        if place >= len(pattern) or pattern[place] == ")":
            return firsts, place, can_be_empty
        place += 1


def _branch(pattern: str, place: int) -> tuple[set[str], int, bool]:
    firsts: set[str] = set()
    is_open = True
    while place < len(pattern) and pattern[place] not in "|)":
        found, place, is_empty = _item(pattern, place)
        if place < len(pattern) and pattern[place] in "?*":
            is_empty = True
        while place < len(pattern) and pattern[place] in "?*+":
            place += 1
        if place < len(pattern) and pattern[place] == "{":
            is_empty |= pattern[place + 1] == "0"
            place = pattern.index("}", place) + 1
        if is_open:
            firsts |= found
        is_open &= is_empty
    return firsts, place, is_open


def _item(pattern: str, place: int) -> tuple[set[str], int, bool]:
    """Return the first characters of one item, the place after it, and if it takes no character."""
    sign = pattern[place]
    if sign == "(":
        return _group(pattern, place)
    if sign == "[":
        return _class(pattern, place)
    if sign == "\\":
        return _escape(pattern[place + 1]), place + 2, False
    if sign == ".":
        raise ValueError(f"The pattern has a dot: {pattern}")
    return {sign}, place + 1, False


def _group(pattern: str, place: int) -> tuple[set[str], int, bool]:
    head = re.compile(r"\((\?(?::|=|!|<=|<!|P<\w+>))?").match(pattern, place)
    kind = head[1] if head else None
    firsts, end, can_be_empty = _alternatives(pattern, head.end() if head else place + 1)
    if kind in ("?=", "?!", "?<=", "?<!"):
        return set(), end + 1, True
    return firsts, end + 1, can_be_empty


def _class(pattern: str, place: int) -> tuple[set[str], int, bool]:
    end = place + 1
    while pattern[end] != "]":
        end += 1 + (pattern[end] == "\\")
    inside = pattern[place + 1 : end].replace("\\d", "0123456789").replace("\\", "")
    if inside.startswith("^") or "-" in inside[1:-1]:
        return {""}, end + 1, False
    return set(inside), end + 1, False


def _escape(sign: str) -> set[str]:
    return set(_DIGITS) if sign == "d" else {" ", "\t"} if sign == "s" else {sign}
