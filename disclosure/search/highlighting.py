"""The words that were looked for, marked in what was found, and the piece of a text around them. Pure.

PostgreSQL takes a Chinese sentence for one word and marks nothing, so it is done here. Every piece is escaped by
itself; the only markup that comes out is <mark>.
"""

import re
from collections.abc import Sequence
from functools import partial
from html import escape
from itertools import islice, takewhile

from django.utils.safestring import SafeString, mark_safe

from disclosure.search.folding import fold

SNIPPET = 110
"""Characters of a text shown with a hit."""

BEFORE = 30
"""Characters shown before the first match."""

Span = tuple[int, int]


def find_marks(text: str, marks: Sequence[str]) -> list[Span]:
    """Return where the folded `marks` stand in `text`, in order, touching ones joined.

    A single character is marked only when nothing longer was looked for.
    """
    spans: list[Span] = []
    for start, end, _mark in _matches(text, marks):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans


def _matches(text: str, marks: Sequence[str]) -> list[tuple[int, int, str]]:
    wanted = [mark for mark in marks if len(mark) > 1] or list(marks)
    if not wanted or not text:
        return []
    pattern = re.compile("|".join(re.escape(mark) for mark in sorted(wanted, key=len, reverse=True)))
    return [(match.start(), match.end(), match.group()) for match in pattern.finditer(fold(text))]


def highlight(text: str, marks: Sequence[str]) -> SafeString:
    """Return `text`, escaped, with the marks in <mark>."""
    return _mark(text, find_marks(text, marks))


def snippet(text: str, marks: Sequence[str], length: int = SNIPPET) -> SafeString:
    """Return the part of `text` with most matches, on one line, marked; the beginning if none stands in it."""
    flat = " ".join(text.split())
    start = _best_start(_matches(flat, marks), length)
    piece = flat[start : start + length]
    opened = "…" if start else ""
    closed = "…" if start + length < len(flat) else ""
    return mark_safe(opened + _mark(piece, find_marks(piece, marks)) + closed)  # noqa: S308 — escaped in _mark


def _best_start(matches: Sequence[tuple[int, int, str]], length: int) -> int:
    """Return where to begin so that the window holds most different matches, the earliest of equals."""
    best, most = 0, 0
    for first, (begin, _end, _mark) in enumerate(matches):
        start = max(0, begin - BEFORE)
        inside = takewhile(partial(_ends_by, start + length), islice(matches, first, None))
        different = len({mark for _start, _end, mark in inside})
        if different > most:
            best, most = start, different
    return best


def _ends_by(last: int, match: tuple[int, int, str]) -> bool:
    return match[1] <= last


def _mark(text: str, spans: Sequence[Span]) -> SafeString:
    pieces, place = [], 0
    for start, end in spans:
        pieces += [escape(text[place:start]), "<mark>", escape(text[start:end]), "</mark>"]
        place = end
    pieces.append(escape(text[place:]))
    return mark_safe("".join(pieces))  # noqa: S308 — every piece is escaped
