"""Every benchmark at a small size: shows that they run, says nothing about speed."""

import subprocess
import sys

SMALL = {
    "pages": ["--smoke"],
    "sweep": ["--duties", "20000", "--due", "2000", "--runs", "1", "--ticks", "20"],
    "workbooks": ["--workbooks", "12"],
    "audit": ["--statements", "600", "--runs", "1"],
    "money": ["--smoke"],
    "dashboard": ["--duties", "20000", "--runs", "3", "--seconds", "0.3"],
    "exports": ["--rows", "2000", "--runs", "1"],
    "lists": ["--letters", "3000", "--runs", "2"],
    "search": ["--entries", "3000", "--runs", "2", "--backfill", "500"],
}


def main(arguments: list[str]) -> None:
    """Run each in a process of its own: each makes a database and sets Django up on it."""
    for name, small in SMALL.items():
        subprocess.run([sys.executable, "-m", "bench", name, *small], check=True)  # noqa: S603 (our own words)
