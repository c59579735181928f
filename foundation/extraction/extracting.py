"""Read the words of a document in a process of its own, bounded in time and memory.

Libraries that read PDF and Office files are written in C and Rust, and the files come from anybody: what crashes or
devours memory must not be a worker of ours.
"""

import json
import os
import shutil
import subprocess  # noqa: S404 — our own module, with a path of our own making
import sys
import tempfile
from pathlib import Path
from typing import IO, NamedTuple

from foundation.extraction.formats import READERS
from foundation.extraction.limits import WALL_SECONDS, Trouble, Unreadable

ROOT = Path(__file__).resolve().parents[2]
KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "SYSTEMROOT")
"""Of the environment; the child must not know the keys of the site."""


class Page(NamedTuple):
    """The text of a page; `number` from 1, or 0 if the document has no pages."""

    number: int
    text: str


def can_read(extension: str) -> bool:
    """Tell whether documents of the kind (an extension in lower case, without the dot) can be read."""
    return extension in READERS


def extract_pages(file: IO[bytes], extension: str) -> list[Page]:
    """Return the pages of `file` that hold words. Raises Unreadable, whose trouble says why."""
    if not can_read(extension):
        raise Unreadable(Trouble.FORMAT)
    with tempfile.TemporaryDirectory(prefix="extraction-") as folder:
        path = Path(folder, f"document.{extension}")
        with path.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        pages = _read_answer(_run(path, extension))
    if not pages:
        raise Unreadable(Trouble.EMPTY)
    return pages


def _run(path: Path, extension: str) -> str:
    environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    command = [sys.executable, "-P", "-m", "foundation.extraction.child", str(path), extension]
    try:
        return subprocess.run(  # noqa: S603 — our own words
            command,
            cwd=ROOT,
            env={**environment, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
            check=False,
            encoding="utf-8",
        ).stdout
    except subprocess.TimeoutExpired:
        raise Unreadable(Trouble.TOO_HEAVY) from None


def _read_answer(answer: str) -> list[Page]:
    """Return the pages of the child's answer; one without its last line came from a process that died.

    Each line ends with a line feed: what stands after the last one was cut off in the middle. What a library may have
    said between the lines is passed over.
    """
    whole, _end, _cut_off = answer.rpartition("\n")
    lines = [json.loads(line) for line in whole.splitlines() if line.startswith("{")]
    if not lines or "end" not in lines[-1]:
        raise Unreadable(Trouble.CRASHED)
    if lines[-1]["end"]:
        raise Unreadable(Trouble(lines[-1]["end"]))
    return [Page(line["page"], line["text"]) for line in lines[:-1]]
