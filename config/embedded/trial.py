"""Servers for one command, thrown away afterwards: what `make test` runs the suite on."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.embedded import console
from config.embedded.crew import PACKAGE
from config.embedded.database import Database
from config.embedded.exceptions import CannotRun
from config.embedded.keeper import Purpose
from config.embedded.places import Home
from config.embedded.ports import free_ports, listens_within

REDIS_STARTS_WITHIN = 10  # seconds
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def try_out(command: list[str], purpose: Purpose) -> int:
    """Run the command with DATABASE_URL, and REDIS_URL where Redis is found, of fresh servers; return its exit status.

    An address that the environment gives already is left as it is; REDIS_URL= means: without Redis.
    """
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is the command's, whose exec restores the default
    environment, held = dict(os.environ), []
    environment.pop("DJANGO_SETTINGS_MODULE", None)  # set for ourselves by config/celery.py; the suite has its own
    database = None if environment.get("DATABASE_URL") else open_throw_away(purpose)
    if database is not None:
        environment["DATABASE_URL"] = database.address()
        held.append(database.lock.descriptor)
    with redis_server() as address:
        environment.setdefault("REDIS_URL", address)
        announce(database, environment)
        with subprocess.Popen(command, env=environment, pass_fds=held) as running:
            signal.signal(signal.SIGTERM, lambda *_: running.terminate())
            status = running.wait()
    if database is not None:
        database.close()
    return status if status >= 0 else 128 - status


def open_throw_away(purpose: Purpose) -> Database:
    """Return a database of its own, which lives as long as this process or its heirs do and is removed then."""
    os.environ.pop("EMBEDDED_DIR", None)
    home = Home(Path(tempfile.mkdtemp(prefix="yangguang-trial-")).resolve())
    home.var.chmod(0o711)
    home.prepare()
    database = Database(home, purpose)
    database.open()
    return database


@contextmanager
def redis_server() -> Iterator[str]:
    """Run a Redis server of its own where one is installed and none is named; give its address, or nothing."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None or "REDIS_URL" in os.environ:
        yield ""
        return
    (port,) = free_ports(1)
    words = [sys.executable, "-P", str(PACKAGE / "tether.py"), program, "--bind", "127.0.0.1", "--port", str(port)]
    words += ["--save", "", "--appendonly", "no"]
    with subprocess.Popen(
        words, cwd=tempfile.gettempdir(), stdout=subprocess.DEVNULL, start_new_session=True
    ) as server:
        try:
            if not listens_within(port, REDIS_STARTS_WITHIN):
                raise CannotRun("Redis 没有启动。", "Redis did not start.", "Leave it out: REDIS_URL= make test")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


def announce(database: Database | None, environment: dict[str, str]) -> None:
    """Say what the command runs on, and loudly what is missing."""
    server = f"embedded PostgreSQL {database.version}" if database else "DATABASE_URL of the environment"
    console.say(console.columns("数据库", "database", server))
    console.say(
        console.columns(
            "Redis", "", environment["REDIS_URL"] or "无 none: filesystem broker, tests of Redis are skipped"
        )
    )
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    console.say(console.columns("浏览器", "browser", browser or "无 none"))
    if browser is None:
        console.say("!!! 未找到 Chromium：浏览器测试将被跳过。")
        console.say("!!! NO CHROMIUM FOUND: THE BROWSER TESTS ARE SKIPPED. Debian: apt-get install chromium")
