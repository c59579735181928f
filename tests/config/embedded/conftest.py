"""Installations below temporary directories, and a look at the processes that belong to them."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2
import pytest

from config.embedded.database import Database
from config.embedded.keeper import read_note
from config.embedded.places import Home


def make_home(folder: Path) -> Home:
    """Return a fresh installation in this folder."""
    home = Home(folder / "var")
    home.prepare()
    return home


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch):
    """Keep what the suite itself runs on away from the installations under test."""
    for name in ("EMBEDDED_DIR", "VAR_DIR", "MAKELEVEL", "PORT", "HOST", "SITE_ADDRESS", "SITE_MAIL_FROM"):
        monkeypatch.delenv(name, raising=False)


@contextmanager
def folder_for_everybody() -> Iterator[Path]:
    """Make a folder with an awkward name that every user can pass through, as pytest's own can't be below root's."""
    folder = Path(tempfile.mkdtemp(prefix="yangguang 阳光 100%s '", dir="/var/tmp")).resolve()
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        end_everything(folder)
        for note in folder.rglob("server.json"):  # a keeper that was killed left the socket's folder
            sockets = json.loads(note.read_text(encoding="utf-8")).get("folder")
            shutil.rmtree(sockets or "/nowhere", ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can pass through, with blanks, Chinese characters and signs in its name."""
    with folder_for_everybody() as folder:
        yield folder


@pytest.fixture(scope="module")
def common_folder() -> Iterator[Path]:
    """Such a folder for all tests of a module."""
    with folder_for_everybody() as folder:
        yield folder


@pytest.fixture
def home(open_folder) -> Home:
    """A fresh installation, in a path with blanks and Chinese characters."""
    return make_home(open_folder)


@pytest.fixture(scope="session")
def pattern() -> Iterator[Path]:
    """An installation whose database was made and stopped, to be copied: making one takes a second each."""
    with folder_for_everybody() as folder:
        database = Database(make_home(folder))
        database.open()
        database.close()
        yield folder / "var"


@pytest.fixture
def used_home(pattern, open_folder) -> Home:
    """An installation that has been used before: keys and database are there, nothing runs."""
    subprocess.run(["cp", "-a", pattern, open_folder / "var"], check=True)
    return Home(open_folder / "var")


def processes_of(folder: Path) -> dict[int, str]:
    """Return the processes whose arguments or environment name this folder, by number, with their arguments."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with suppress(OSError):
                arguments = (entry / "cmdline").read_bytes()
                if str(folder).encode() in arguments + (entry / "environ").read_bytes():
                    found[int(entry.name)] = arguments.replace(b"\0", b" ").decode(errors="replace").strip()
    return found


def kill_all(processes: Iterable[int]) -> None:
    """Kill these processes; the end of one may have taken others along before their turn comes."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def end_everything(folder: Path) -> None:
    """Kill what a failed test left running."""
    while left := processes_of(folder):
        kill_all(left)
        time.sleep(0.1)


def eventually(holds: Callable[[], object], seconds: float = 180) -> bool:
    """Return whether this comes to hold within so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return bool(holds())


def ask(database: Database, statement: str) -> object:
    """Run a statement on the application's database and return the first value of what it tells, if anything."""
    connection = psycopg2.connect(database.address())
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def server_process(home: Home) -> int:
    """Return the number of the server's process."""
    return int(read_note(home)["server"])


def keeper_process(home: Home) -> int:
    """Return the number of the keeper's process."""
    return int(read_note(home)["keeper"])
