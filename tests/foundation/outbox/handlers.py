"""Work for the outbox to do: leaves a line in a file, so that other processes' work can be counted too."""

import os
import time
from pathlib import Path
from typing import NoReturn

from foundation.outbox.exceptions import NotDone, NothingLeaves

notes: list[str] = []
NOT_A_FUNCTION = print


def note(word: str) -> None:
    """Remember `word` in this process."""
    notes.append(word)


def write_line(path: str, word: str) -> None:
    """Append `word` to the file."""
    with Path(path).open("a") as lines:
        lines.write(f"{word}\n")


def write_line_slowly(path: str, word: str) -> None:
    """Say that the work has begun, take long over it, then append `word`."""
    Path(f"{path}.{word}.pid").write_text(str(os.getpid()))
    deadline = time.monotonic() + 60
    while Path(f"{path}.{word}.hold").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    write_line(path, word)


def fail(word: str) -> NoReturn:
    """Fail with words that must not be kept."""
    raise RuntimeError(f"the secret is {word}")


def be_held_up(word: str) -> NoReturn:
    """Fail through no fault of the work."""
    raise NothingLeaves(word)


def fail_before_anything(word: str) -> NoReturn:
    """Fail and be sure that nothing happened."""
    raise NotDone(word)
