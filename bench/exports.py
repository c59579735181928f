"""Downloads of lists beside the barest writing of the same rows, in one run; and whether memory grows with the rows.

    python -m bench exports                  100,000 documents
    python -m bench exports --rows 3000      small: shows that it runs

Targets: CSV at 0.5 of a chunked csv.writer, XLSX at 0.6 of XlsxWriter in its constant-memory mode, both with the rows
read from the database; the process keeps no more for ten times the rows.
"""

import argparse
import csv
import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from bench.databases import own_database
from bench.sweep import say

CHUNK = 500
GROWS_BY = 10
MAY_GROW = 8
"""Megabytes: what a process may keep more after ten times the rows, for buffers that are as large as they get."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench exports", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--one", choices=["csv", "xlsx"], help="write that many rows once and print the peak memory")
    options = parser.parse_args(arguments)
    if options.one:
        return print_peak(options.one, options.rows)
    with own_database("yangguang_bench_exports"):
        from bench.pages import fill

        fill(options.rows)
        say(f"{options.rows:,} documents; rows a second, medians of {options.runs}")
        compare("CSV", our_csv, bare_csv, 0.5, options)
        compare("XLSX", our_xlsx, bare_xlsx, 0.6, options)
        for form in ("csv", "xlsx"):
            compare_memory(form, options.rows)
    return None


def compare(
    name: str, ours: Callable[[int], int], bare: Callable[[int], int], target: float, options: argparse.Namespace
) -> None:
    """Time both in turn."""
    taken: dict[str, list[float]] = {"ours": [], "bare": []}
    for _ in range(options.runs):
        for who, write in (("bare", bare), ("ours", ours)):
            begun = time.perf_counter()
            if write(options.rows) < options.rows:
                raise SystemExit(f"{name} of {who} is shorter than the list")
            taken[who].append(time.perf_counter() - begun)
    rates = {who: options.rows / median(times) for who, times in taken.items()}
    say(
        f"  {name:5} bare {rates['bare']:9,.0f}   ours {rates['ours']:9,.0f}   {rates['ours'] / rates['bare']:5.2f}"
        f"   (target >= {target})"
    )


def compare_memory(form: str, rows: int) -> None:
    """Print the peaks of two processes that write a tenth of the rows and all of them."""
    few, many = (
        int(
            subprocess.run(  # noqa: S603 — our own words
                [sys.executable, "-m", "bench", "exports", "--one", form, "--rows", str(number)],
                check=True,
                capture_output=True,
                text=True,
            ).stdout.split()[-1]
        )
        for number in (rows // GROWS_BY, rows)
    )
    grown = (many - few) / 1024
    say(
        f"  {form:5} peak {few / 1024:.0f} MB for {rows // GROWS_BY:,} rows, {many / 1024:.0f} MB for {rows:,}: "
        f"{grown:+.1f} MB (target <= {MAY_GROW})"
    )


def print_peak(form: str, rows: int) -> None:
    """Write the newest `rows` in this process; DATABASE_URL is that of the filled database."""
    import django

    django.setup()
    {"csv": our_csv, "xlsx": our_xlsx}[form](rows)
    say(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))


# -- ours --------------------------------------------------------------------------------------------------------------
def our_rows(rows: int) -> Iterator[Any]:
    from disclosure.items.download import read_rows
    from disclosure.models import Item

    return read_rows(Item.objects.published(), "https://gov.example.cn", most=rows)


def our_csv(rows: int) -> int:
    from disclosure.items.download import table_columns
    from foundation.tables.writing import iter_csv

    return sum(piece.count(b"\n") for piece in iter_csv(table_columns(), our_rows(rows)))


def our_xlsx(rows: int) -> int:
    from disclosure.items.download import table_columns
    from foundation.tables.writing import write_xlsx

    with tempfile.TemporaryFile() as file:
        write_xlsx(table_columns(), our_rows(rows), file, title="bench")
    return rows


# -- bare --------------------------------------------------------------------------------------------------------------
def bare_rows(rows: int) -> Iterator[tuple[Any, ...]]:
    from disclosure.items.download import FIELDS
    from disclosure.models import Item

    found = Item.objects.published().newest_first().values_list("pk", *FIELDS)[:rows]
    return found.iterator(chunk_size=1000)


def bare_csv(rows: int) -> int:
    buffer, lines = io.StringIO(), 0
    writer = csv.writer(buffer)
    for number, row in enumerate(bare_rows(rows), start=1):
        writer.writerow(row)
        if number % CHUNK == 0:
            lines += buffer.getvalue().encode().count(b"\n")
            buffer.seek(0)
            buffer.truncate()
    return lines + buffer.getvalue().encode().count(b"\n")


def bare_xlsx(rows: int) -> int:
    import xlsxwriter

    with tempfile.NamedTemporaryFile() as file:
        book = xlsxwriter.Workbook(file.name, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        for number, row in enumerate(bare_rows(rows)):
            sheet.write_row(number, 0, row)
        book.close()
    return rows
