"""Every benchmark at a small size: shows that they run, says nothing about speed."""

import os
import subprocess
import sys

from django.db import connection

from bench.databases import TEMPLATE, own_database

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
    """Run each in a process of its own, on a copy of one database: the migrations take longer than the small runs."""
    environment = {**os.environ, TEMPLATE: "bench_template"}
    with own_database(environment[TEMPLATE]):
        connection.close()
        for name, small in SMALL.items():
            command = [sys.executable, "-m", "bench", name, *small]
            subprocess.run(command, env=environment, check=True)  # noqa: S603 (our own words)
