"""Real operating-system processes for tests: workers, beats, brokers and scripts, on the test database."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection

from config.embedded.ports import free_ports, is_listening

ROOT = Path(settings.BASE_DIR)
PATIENCE = 180.0
"""Seconds until a condition that should come true counts as failed; only failures wait so long."""

LOCK_IS_WAITED_FOR = """
    SELECT EXISTS (
        SELECT FROM pg_locks waiting JOIN pg_locks held USING (pid) JOIN pg_database here ON here.oid = held.database
        WHERE NOT waiting.granted AND here.datname = current_database()
    )"""
"""In this database: what tests of another worker wait for on the same server is their own.

(`pg_stat_activity` would say it more simply, but stands still as long as a transaction that has looked at it.)
"""


def environment(var_dir: Path, *, redis_url: str = "") -> dict[str, str]:
    """Return the environment in which the product runs on the test database, with a broker of its own."""
    database = connection.settings_dict
    options = database["OPTIONS"]  # the embedded database's address is there: its host is a folder
    server = {"host": options.get("host") or database["HOST"], "port": options.get("port") or database["PORT"] or 5432}
    person = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}"
    return {
        **{name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "EMAIL_URL"}},
        "DATABASE_URL": f"postgres://{person}@/{quote(database['NAME'])}?{urlencode(server)}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "IS_DEMO": "true",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "VAR_DIR": str(var_dir),
        **({"REDIS_URL": redis_url} if redis_url else {}),
    }


class Process:
    """A process in a session of its own, so that it and its children can be killed at one blow; logs to a file."""

    def __init__(self, *arguments: str, env: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as output:
            self.popen = subprocess.Popen(
                arguments, cwd=ROOT, env=env, stdout=output, stderr=output, start_new_session=True
            )

    def stop(self, seconds: float = 30) -> int:
        """Ask the process to stop as Docker does, and return its exit status; kill it when it takes too long."""
        self.popen.terminate()
        try:
            return self.popen.wait(seconds)
        finally:
            self.kill()

    def has_children(self) -> bool:
        """Tell whether anything of its session lives, itself included."""
        try:
            os.killpg(self.popen.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> None:
        """Kill process and children at once (-9); nothing is tidied up."""
        try:
            os.killpg(self.popen.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        finally:
            self.popen.wait()


@contextmanager
def running(*arguments: str, env: dict[str, str], log: Path) -> Generator[Process]:
    """Run a process for the length of the block and kill it in the end."""
    process = Process(*arguments, env=env, log=log)
    try:
        yield process
    finally:
        process.kill()


def worker(env: dict[str, str], log: Path) -> Process:
    """Start a Celery worker with two children."""
    return Process(
        *(sys.executable, "-m", "celery", "-A", "tests.quick_celery", "worker", "-c", "2", "-l", "info"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        env=env,
        log=log,
    )


def beat(env: dict[str, str], log: Path) -> Process:
    """Start the hurried beat."""
    return Process(sys.executable, "-m", "celery", "-A", "tests.quick_celery", "beat", "-l", "info", env=env, log=log)


def python(code: str, env: dict[str, str], *arguments: str) -> str:
    """Run a piece of Python with Django set up, and return what it printed."""
    script = f"import django; django.setup()\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Return as soon as the condition holds; fail if it does not within `PATIENCE` seconds."""
    wait_until_within(PATIENCE, condition, what)


def wait_until_within(seconds: float, condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


class Redis:
    """A broker that can be stopped and started again on the same port; skips the test where there is no Redis."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip("redis-server is not installed")
        (self.port,) = free_ports(1)
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.arguments = (program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder))
        self.log, self.process = folder / "redis.log", None

    def start(self) -> None:
        self.process = Process(*self.arguments, env=dict(os.environ), log=self.log)
        wait_until(lambda: is_listening(self.port), "Redis")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
