"""What the person at the terminal reads: short lines, Chinese first, then English."""

import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def width(text: str) -> int:
    """Return how many columns the text takes on a terminal, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def pad(text: str, columns: int) -> str:
    """Return the text filled up with blanks to so many columns."""
    return text + " " * max(0, columns - width(text))


def say(line: str = "", *, is_passing: bool = False) -> None:
    """Write one line to the terminal at once; characters that its encoding lacks are replaced.

    A passing line gives way to the next one; where the output is no terminal it isn't written at all.
    """
    is_terminal = sys.stdout.isatty()
    if is_passing and not is_terminal:
        return
    encoding = sys.stdout.encoding or "utf-8"
    text = line.encode(encoding, "replace").decode(encoding)
    sys.stdout.write(("\r\033[K" if is_terminal else "") + text + ("" if is_passing else "\n"))
    sys.stdout.flush()


def columns(chinese: str, english: str, outcome: str) -> str:
    """Return a line of three columns: what, in both languages, and how it stands."""
    return f"  {pad(chinese, 16)}{pad(english, 18)}{outcome}"


@contextmanager
def step(chinese: str, english: str, *, meanwhile: str = "…") -> Iterator[list[str]]:
    """Time a piece of work and write one line when it is done; words put into the list go before the time.

    `meanwhile` stands there while it is being done: what takes minutes says so.
    """
    started = time.monotonic()
    words: list[str] = []
    say(columns(chinese, english, meanwhile), is_passing=True)
    yield words
    say(columns(chinese, english, " · ".join([*words, f"{time.monotonic() - started:.1f} s"])))


def last_lines(path: Path, count: int = 12) -> str:
    """Return the last lines of a log, or nothing if there is none."""
    try:
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
    except FileNotFoundError:
        return ""
