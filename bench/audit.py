"""The audit of many statements of public money on one core, in CPU seconds: reading, auditing, telling.

The statements are those of the tests in turn, each with sums and words of its own, so that nothing kept from one
statement helps with the next. No database is touched.
"""

import argparse
import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parent.parent / "tests" / "disclosure" / "money" / "corpus"
LONG = 10.0
"""CPU seconds that 12,000 statements may take."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench audit")
    parser.add_argument("--statements", type=int, default=12_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(arguments)
    import django

    django.setup()
    lines = list(varied(read_corpus(), options.statements))
    measure(lines[:200])
    runs = [measure(lines) for _run in range(options.runs)]
    seconds = statistics.median(run for run, _found in runs)
    size = sum(map(len, lines)) / len(lines)
    text = f"{len(lines):,} statements of {size:,.0f} bytes; {runs[0][1]:,} findings"
    print(f"{text}; CPU seconds, median of {len(runs)}")  # noqa: T201
    print(f"  all     {seconds:8.2f}   (bound for 12,000: {LONG:.0f})")  # noqa: T201
    print(f"  each    {seconds / len(lines) * 1000:8.3f} ms; 12,000 would take {seconds / len(lines) * 12_000:.2f}")  # noqa: T201


def read_corpus() -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted(CORPUS.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def varied(corpus: list[dict[str, Any]], count: int) -> Iterator[bytes]:
    """Yield `count` statements in turn, each with an id and a word in its reasons that no other has."""
    for number in range(count):
        fields = corpus[number % len(corpus)]
        mark = chr(0x4E00 + number % 20_000)
        prose = fields["explanation"].replace("原因是", f"原因是{mark}处").replace("主要是", f"主要是{mark}处")
        yield json.dumps(
            {**fields, "id": f"{fields['id']}-{number}", "explanation": prose}, ensure_ascii=False
        ).encode()


def measure(lines: list[bytes]) -> tuple[float, int]:
    """Return the CPU seconds of reading, auditing and telling all lines, and how many findings there are."""
    from disclosure.money.audit import audit
    from disclosure.money.reading.lines import read_lines

    start, found = time.process_time(), 0
    for line in read_lines(lines):
        found += len([finding.message for finding in audit(line.statement)]) if line.statement else 0
    return time.process_time() - start, found
