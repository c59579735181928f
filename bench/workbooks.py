"""A thousand workbooks in one import: how fast, how much memory, beside what reading the bare files takes.

Each workbook is a filled template of a unit of its own with a table of `--lines` rows. The import runs as the worker
runs it: a transaction per workbook, with the audit. Beside it stand, in the same run, the same files read by
python-calamine alone (every cell of every sheet) and, of a sample, by openpyxl alone.
"""

import argparse
import io
import resource
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bench.databases import own_database
from bench.sweep import say

AT = datetime(2024, 9, 20, 1, 0, tzinfo=UTC)
SAMPLE = 50
PAGE = resource.getpagesize()


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench workbooks")
    parser.add_argument("--workbooks", type=int, default=1_000)
    parser.add_argument("--lines", type=int, default=30)
    options = parser.parse_args(arguments)
    with own_database("yangguang_bench_workbooks"):
        Bench(options.workbooks, options.lines).run()


class Bench:
    """One import, measured."""

    def __init__(self, workbooks: int, lines: int) -> None:
        self.workbooks, self.lines = workbooks, lines

    def run(self) -> None:
        from departments.officers.roles import Role
        from tests.factories.departments import DepartmentFactory, officer_in

        office = DepartmentFactory()
        officer = officer_in(office, Role.FINANCE)
        batch, seconds = timed(lambda: self.send(office, officer))
        say(
            f"{self.workbooks:,} workbooks with {self.lines} rows of a table each, made and received in {seconds:.0f} s"
        )
        self.measure_bare(batch)
        self.measure_import(batch)

    def send(self, office: Any, officer: Any) -> Any:
        from disclosure.money.workbooks.batches import receive
        from disclosure.money.workbooks.importing import Choice

        return receive(self.arrivals(office), Choice(), department=office, by=officer, at=AT)

    def arrivals(self, office: Any) -> Iterator[Any]:
        from disclosure.money.workbooks.arrivals import Arrival
        from tests.factories.money import finance_unit

        first = finance_unit(office)
        content = self.content(first)
        yield Arrival("0.xlsx", content)
        for number in range(1, self.workbooks):
            yield Arrival(f"{number}.xlsx", for_another(content, first.code, finance_unit(office).code))

    def content(self, unit: Any) -> bytes:
        from dataclasses import replace

        from tests.factories.money import entry
        from tests.factories.workbooks import filled, general_table

        rows = [("", "合计", *3 * ["0"])]
        rows += [
            (f"2{number // 100:02d}{number % 100:02d}01", f"科目{number}", *3 * ["0"]) for number in range(self.lines)
        ]
        explained = [self.empty(code) for code in self.others()]
        return filled(unit, replace(entry(), tables=[general_table(rows), *explained]))

    def others(self) -> list[str]:
        from disclosure.money.statutory import TABLES

        return [str(table.code) for table in TABLES if table.code != "general"]

    def empty(self, code: str) -> Any:
        from disclosure.money.services import TableEntry

        return TableEntry(code, note="本单位没有此项收支。")

    # -- the measurements ------------------------------------------------------------------------------------------
    def measure_bare(self, batch: Any) -> None:
        import openpyxl
        import python_calamine

        def read_all(limit: int, read: Any) -> float:
            seconds = 0.0
            for workbook in batch.workbooks.all()[:limit]:
                with workbook.file.open("rb") as file:
                    content = file.read()
                seconds += timed(partial(read, content))[1]
            return seconds / limit * 1000

        def calamine(content: bytes) -> None:
            with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
                for name in book.sheet_names:
                    list(book.get_sheet_by_name(name).iter_rows())

        def slow(content: bytes) -> None:
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
            for sheet in book.worksheets:
                list(sheet.iter_rows(values_only=True))

        say(f"bare read, calamine: {read_all(self.workbooks, calamine):8.2f} ms a workbook")
        say(f"bare read, openpyxl: {read_all(min(SAMPLE, self.workbooks), slow):8.2f} ms a workbook")

    def measure_import(self, batch: Any) -> None:
        from disclosure.money.workbooks.batches import read_next
        from disclosure.money.workbooks.reading import read_workbook

        with batch.workbooks.first().file.open("rb") as file:
            content = file.read()
        ours = min(timed(lambda: read_workbook(content, "a.xlsx"))[1] for _run in range(5)) * 1000
        say(f"our read:            {ours:8.2f} ms a workbook")
        resident: list[float] = []
        begun = time.perf_counter()
        while read_next(batch.pk, at=AT):
            resident.append(resident_megabytes())
        seconds = time.perf_counter() - begun
        n_read = batch.workbooks.filter(status="imported").count()
        if n_read != self.workbooks:
            raise SystemExit(f"only {n_read} of {self.workbooks} workbooks were read")
        rows = n_read * (self.lines + 1 + 6 + 6)
        say(f"import:              {seconds / n_read * 1000:8.2f} ms a workbook, {seconds:.0f} s in all")
        say(f"                     {n_read / seconds:8.1f} workbooks a second, {rows / seconds:.0f} rows a second")
        self.say_memory(resident)

    def say_memory(self, resident: list[float]) -> None:
        """Tell the resident memory after each tenth of the import, and its growth after the first of them."""
        tenth = max(1, len(resident) // 10)
        over_time = [max(resident[start : start + tenth]) for start in range(0, len(resident), tenth)]
        say("memory, MB:          " + " ".join(f"{megabytes:.0f}" for megabytes in over_time))
        say(f"growth after the first tenth: {over_time[-1] - over_time[0]:.1f} MB (target: flat)")


def for_another(content: bytes, code: str, other: str) -> bytes:
    """Return the same workbook for another unit, whose name holds its code; faster than to make a new one."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(code.encode(), other.encode()))
    return file.getvalue()


def resident_megabytes() -> float:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * PAGE / 2**20


def timed(action: Any) -> tuple[Any, float]:
    """Return what `action` returned, and how many seconds it took."""
    begun = time.perf_counter()
    result = action()
    return result, time.perf_counter() - begun
