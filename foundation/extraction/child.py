"""The process that reads one document: `python -m foundation.extraction.child PATH EXTENSION`.

It bounds itself before it looks at the file and writes one JSON line for each page; the last line says how it ended.
"""

import json
import resource
import sys
from pathlib import Path

from foundation.extraction.formats import read_pages
from foundation.extraction.limits import MEMORY_BYTES, MOST_CHARACTERS, PROCESSOR_SECONDS, Trouble, Unreadable


def bound_yourself() -> None:
    """Give this process a limit of processor time and memory, no core dump, and no file to write."""
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":  # elsewhere the address space is not what a process uses
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def main(path: str, extension: str) -> None:
    bound_yourself()
    try:
        _write_pages(Path(path), extension)
        _write({"end": ""})
    except Unreadable as unreadable:
        _write({"end": unreadable.trouble.value})
    except MemoryError:
        _write({"end": Trouble.TOO_HEAVY.value})


def _write_pages(path: Path, extension: str) -> None:
    room = MOST_CHARACTERS
    for number, text in read_pages(path, extension):
        text = text.replace("\0", " ").encode("utf-8", "ignore").decode()[:room]
        room -= len(text)
        if text.strip():
            _write({"page": number, "text": text})
        if room <= 0:
            return


def _write(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:3])
