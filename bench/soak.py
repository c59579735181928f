"""Ten minutes of mixed load on the demo city: what web server and worker keep in memory, and whether it grows.

    python -m bench soak                  ten minutes
    python -m bench soak --minutes 0.3    shows that it runs, says nothing about slopes

Targets: a web process at most 200 MB, a worker at most 250 MB, both flat: the slope of a straight line through what is
kept after the first third of the time, at most 12 MB an hour (2 MB in ten minutes).
"""

import argparse
import json
import os
import random
import re
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from cryptography.fernet import Fernet

from bench.databases import own_database
from bench.sweep import say

ROOT = Path(__file__).parent.parent
APART: dict[str, Any] = {"start_new_session": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
STARTS_WITHIN = 60  # seconds
READERS = 4
PAUSE = 0.05  # seconds between two requests of a reader
EVERY = 2.0  # seconds between two looks at the memory
LEVELS = {"web": 200, "worker": 250}
STEEPEST = 12.0  # MB an hour
WRITES = 0.02  # share of requests that send a letter
WORDS = ("公租房", "征地", "环境", "预算", "六政办", "徵地補償", "养老", "“信息公开”")
FIXED = (
    "/",
    "/items/",
    "/policies/",
    "/money/",
    "/offices/",
    "/messages/",
    "/messages/answers/",
    "/data/",
    "/feeds/site.atom",
    "/api/v1/items/",
    "/api/v1/changes/",
    "/healthz",
)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    options = parser.parse_args(arguments)
    os.environ |= {"IS_DEMO": "true"}
    with own_database("yangguang_bench_soak"), tempfile.TemporaryDirectory(prefix="yangguang-soak-") as folder:
        with servers(Path(folder)) as (port, processes):
            measure(options.minutes * 60, port, processes)


@contextmanager
def servers(folder: Path) -> Iterator[tuple[int, dict[str, subprocess.Popen[bytes]]]]:
    """Run one web process and one worker with its clock, as the image does; stop them in the end."""
    from config.embedded.ports import free_ports, listens_within

    (port,) = free_ports(1)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "PERSONAL_KEYS": Fernet.generate_key().decode(),
        "ALLOWED_HOSTS": "127.0.0.1",
        "VAR_DIR": str(folder),
        "TRUSTED_PROXIES": "127.0.0.1/32",
        **dict(re.findall(r"(MALLOC_\w+)=(\S+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"))),
    }
    for words in (["collectstatic", "--noinput", "-v0"], ["load_demo_city", "-v0"]):  # files lie where servers look
        manage = [sys.executable, "manage.py", *words]
        subprocess.run(manage, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    lines = {
        "web": [
            "granian",
            "--interface",
            "wsgi",
            "--http",
            "1",
            "--no-ws",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--workers",
            "1",
            "--blocking-threads",
            "8",
            "--log-level",
            "warning",
            "config.wsgi:application",
        ],
        "worker": ["celery", "-A", "config", "worker", "-c", "1", "-l", "warning"],
        "beat": ["celery", "-A", "config", "beat", "-l", "warning", "--pidfile="],
    }
    processes = {
        name: subprocess.Popen([sys.executable, "-m", *line], cwd=ROOT, env=environment, **APART)  # noqa: S603
        for name, line in lines.items()
    }
    try:
        if not listens_within(port, STARTS_WITHIN):
            raise SystemExit("the web server did not start")
        yield port, processes
    finally:
        for process in processes.values():
            process.send_signal(signal.SIGTERM)
        for process in processes.values():
            process.wait(timeout=60)


def measure(seconds: float, port: int, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Send the load, look at the memory meanwhile, tell level and slope."""
    end, statuses = threading.Event(), Counter[int]()
    readers = [threading.Thread(target=read, args=(port, seed, end, statuses)) for seed in range(READERS)]
    for reader in readers:
        reader.start()
    begun, seen = time.monotonic(), []
    while (passed := time.monotonic() - begun) < seconds:
        seen.append((passed, {name: memory_of(processes[name].pid) for name in LEVELS}))
        time.sleep(EVERY)
    end.set()
    for reader in readers:
        reader.join()
    say(
        f"{seconds / 60:.1f} minutes, {statuses.total():,} requests ({statuses.total() / seconds:.0f} a second): "
        + ", ".join(f"{number:,} times {status}" for status, number in sorted(statuses.items()))
    )
    for name, level in LEVELS.items():
        later = [(at, kept[name]) for at, kept in seen if at > seconds / 3]
        slope = statistics.linear_regression(*zip(*later, strict=True)).slope * 3600 if len(later) > 2 else 0.0
        most = max(kept for _at, kept in later)
        say(
            f"  {name:7} from {seen[0][1][name]:.0f} to {later[-1][1]:.0f} MB, most {most:.0f} (target <= {level}); "
            f"slope {slope:+.1f} MB an hour (target <= {STEEPEST:.0f})"
        )
        minutes = {int(at // 60): kept[name] for at, kept in seen}
        say(f"          at the end of each minute: {' '.join(f'{kept:.1f}' for kept in minutes.values())}")
    if any(status >= 500 for status in statuses):
        raise SystemExit("some requests failed")


def memory_of(pid: int) -> float:
    """Return what the largest process of the family keeps (resident), in MB."""
    children = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    status = Path(f"/proc/{pid}/status").read_text()
    own = int(status.split("VmRSS:")[1].split()[0]) / 1024
    return max([own, *(memory_of(child) for child in children)])


# -- the load ----------------------------------------------------------------------------------------------------------
def read(port: int, seed: int, end: threading.Event, statuses: Counter[int]) -> None:
    """Ask for pages as many different people would, each from an address of its own; now and then send a letter."""
    chance = random.Random(seed)  # noqa: S311 — a load, not a secret
    addresses = known_addresses()
    for number in count():
        if end.is_set():
            return
        person = f"10.{seed}.{number // 250 % 250}.{number % 250 + 1}"
        if chance.random() < WRITES:
            status = send_letter(port, person, chance)
        else:
            status = ask(Request(f"http://127.0.0.1:{port}{chance.choice(addresses)}", headers=come_from(person)))  # noqa: S310
        statuses[status] += 1
        time.sleep(PAUSE)


def known_addresses() -> list[str]:
    """Return the fixed pages, and documents, offices, columns, units and searches of the demo city."""
    from urllib.parse import quote

    from django.db import connection

    from departments.models import Department
    from disclosure.models import Category, FinanceUnit, Item

    found = [
        *FIXED,
        *(f"/search/?q={quote(word)}" for word in WORDS),
        *(item.get_absolute_url() for item in Item.objects.public()[:200]),
        *(f"/offices/{code}/" for code in Department.objects.values_list("code", flat=True)[:50]),
        *(f"/catalogue/{code}/" for code in Category.objects.values_list("code", flat=True)[:50]),
        *(f"/money/units/{code}/" for code in FinanceUnit.objects.values_list("code", flat=True)[:50]),
    ]
    connection.close()
    return found


def send_letter(port: int, person: str, chance: random.Random) -> int:
    letter: dict[str, Any] = {
        "mailbox": "leader",
        "subject": f"第{chance.randrange(10**6)}号路灯不亮",
        "text": "梅山南路路灯不亮多日，何时能修好？",
        "sender": {"name": "欧阳明月", "phone": "13856400017"},
        "consents_to_publication": False,
        "has_read_privacy_notice": True,
    }
    headers = {
        **come_from(person),
        "Content-Type": "application/json",
        "Idempotency-Key": f"{chance.getrandbits(128):032x}",
    }
    return ask(Request(f"http://127.0.0.1:{port}/api/v1/messages/", json.dumps(letter).encode(), headers))  # noqa: S310


def come_from(person: str) -> dict[str, str]:
    return {"X-Forwarded-For": person}


def ask(request: Request) -> int:
    try:
        with urlopen(request, timeout=60) as answer:  # noqa: S310 — 127.0.0.1
            answer.read()
            return int(answer.status)
    except HTTPError as error:
        error.read()
        return error.code
