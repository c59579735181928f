"""All benchmarks at full size, and docs/performance.md from what they printed.

    python -m bench report                     run what has not been run yet, write the page; broken off, it goes on
    python -m bench report --anew              forget earlier results
    python -m bench report --only sweep pages  run these again
    python -m bench report --write             write the page from the results that are there

Results are kept below var/bench, each with the machine, the server and its settings of that run.
"""

import argparse
import os
import platform
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import psycopg2

ROOT = Path(__file__).parent.parent
RESULTS = Path(os.environ.get("VAR_DIR") or ROOT / "var") / "bench"
PAGE = ROOT / "docs" / "performance.md"
SETTINGS = ("server_version", "shared_buffers", "work_mem", "random_page_cost", "jit", "fsync", "synchronous_commit")
NOISE = ("warnings.warn", "UserWarning", "mw_instance", "新增")


class Run(NamedTuple):
    """A benchmark at full size, and what its page says before the figures."""

    name: str
    title: str
    targets: str
    arguments: tuple[str, ...] = ()


MILLION = ("--entries", "1000000", "--runs", "41", "--keep")
RUNS = (
    Run("pages", "Public pages, and one page shared by many", "1, 2, 3, 4, 8"),
    Run("where", "Where the time of a page goes", "none: it shows what to take out next"),
    Run("door", "A page that nginx shares, beside a static file", "3"),
    Run("search", "The search over 1,000,000 entries", "5, 6, 7, 8, 12, 13", MILLION),
    Run("sweep", "The sweep over 1,000,000 duties", "9"),
    Run("dashboard", "The supervisors' desk over 1,000,000 duties", "10"),
    Run("lists", "Lists of the back office over 1,000,000 letters and duties, beside the stock admin", "11"),
    Run("exports", "Downloads", "14"),
    Run("soak", "Memory over ten minutes of mixed load", "15"),
    Run("faults", "Everything fails in turn while a hundred citizens send letters", "0.4 of one INSERT; 100 ms"),
    Run("money", "Public money: 1,000 offices over twelve years", "0.4 of a bare page, 12 queries"),
    Run("audit", "The audit of 12,000 statements", "10 CPU seconds"),
    Run("workbooks", "1,000 workbooks in one batch", "flat memory"),
)

INTRODUCTION = """# What it costs

Written by `make bench ARGS=report`; do not edit. Only ratios mean anything: every figure stands beside the barest way
of doing the same work, measured in turn in the same run. The targets are written in the lines themselves; their numbers
are those of the list that the project began with.

| machine | |
|---|---|
| processor | {processor} |
| memory | {memory} |
| system | {system} |
| Python, Django | {python}, {django} |
"""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench report", description=__doc__)
    parser.add_argument("--anew", action="store_true")
    parser.add_argument("--only", nargs="+", choices=[run.name for run in RUNS], default=[])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    RESULTS.mkdir(parents=True, exist_ok=True)
    if not options.write:
        for run in RUNS:
            if options.anew or run.name in options.only or (not options.only and not result_of(run).exists()):
                carry_out(run)
    PAGE.write_text(compose(), encoding="utf-8")


def result_of(run: Run) -> Path:
    return RESULTS / f"{run.name}.txt"


def carry_out(run: Run) -> None:
    """Run one benchmark in a process of its own; what it prints is kept only if it came to its end."""
    print(f"== {run.name}", flush=True)  # noqa: T201
    head = f"{now()}; load {os.getloadavg()[0]:.1f}; {server()}"
    words = [sys.executable, "-W", "ignore", "-m", "bench", run.name, *run.arguments]
    process = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 — our own words
    sys.stdout.write(process.stdout)
    if process.stdout.strip():
        lines = [line for line in process.stdout.splitlines() if not any(word in line for word in NOISE)]
        ending = "" if process.returncode == 0 else f"\n(ended with status {process.returncode})"
        result_of(run).write_text("\n".join([head, *lines]) + ending, encoding="utf-8")


def now() -> str:
    return f"{datetime.now(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}"


def server() -> str:
    """Return version and settings of the database that is measured."""
    with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name, current_setting(name) FROM unnest(%s) name", [list(SETTINGS)])
        values = dict(cursor.fetchall())
    return f"PostgreSQL {values.pop('server_version')} (" + ", ".join(f"{n} {v}" for n, v in values.items()) + ")"


def compose() -> str:
    """Return the page."""
    import django

    cpu = Path("/proc/cpuinfo").read_text()
    model = next((line.partition(": ")[2] for line in cpu.splitlines() if line.startswith("model name")), "?")
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024**2
    parts = [
        INTRODUCTION.format(
            processor=f"{model}, {os.cpu_count()} cores, shared with other work",
            memory=f"{memory:.0f} GiB",
            system=f"Linux {platform.release().partition('-')[0]} ({platform.machine()})",
            python=platform.python_version(),
            django=django.__version__,
        )
    ]
    for run in RUNS:
        if result_of(run).exists():
            head, _, figures = result_of(run).read_text(encoding="utf-8").partition("\n")
            command = " ".join(["python -m bench", run.name, *run.arguments])
            parts.append(
                f"## {run.title}\n\nTargets: {run.targets}. `{command}`, {head}.\n\n```\n{figures.strip()}\n```\n"
            )
        else:
            parts.append(f"## {run.title}\n\nTargets: {run.targets}. Not measured yet.\n")
    return "\n".join(parts)
