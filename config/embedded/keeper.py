"""The keeper owns the database server as long as anybody uses it; those who do come in through `database`.

Whoever needs the database holds a shared lock on `clients.lock` and starts a keeper if there is none. The keeper holds
`keeper.lock`, starts the server, starts it again when it dies, and leaves with it once nobody holds `clients.lock`.
It holds `note.lock` from when the note of where the server listens is its own: until then the note may be that of a
keeper that was killed, whose server is about to be ended.
So `make run` and any number of `make manage` share one server, in whatever order they come and go; and since the
kernel frees the lock of a process that was killed, the last one always puts out the light.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from enum import StrEnum
from pathlib import Path

import psycopg2

from config.embedded import console
from config.embedded.exceptions import CannotRun
from config.embedded.keys import read_keys
from config.embedded.locks import FileLock
from config.embedded.places import Home, find_place, give_to
from config.embedded.postgres import (
    SUPERUSER,
    UNSAFE_SETTINGS,
    Cluster,
    find_programs,
    server_address,
)

LOOK_EVERY = 0.2  # seconds between two looks at the server and at who still uses it
READY_WITHIN = 120  # seconds; the recovery of a large database after a crash takes its time
LOG_SIZE = 5_000_000  # bytes; a larger log is put aside at the next start


class Purpose(StrEnum):
    """What a server is for: to stay; to be tested on, fast and not safe; to be measured, as safe as one that stays."""

    STAY = "stay"
    TEST = "test"
    MEASURE = "measure"


class Leaving(BaseException):
    """The keeper was asked to stop."""


def keep(home: Home, purpose: Purpose) -> int:
    """Serve the database until nobody uses it any more; return the exit status.

    Where nothing is to stay, `home` is removed at the end, whatever is in it.
    """

    signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

    def leave(*_: object) -> None:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
        raise Leaving

    for number in signals:
        signal.signal(number, leave)
    with FileLock(home.state / "keeper.lock") as mine, FileLock(home.state / "clients.lock") as clients:
        if not mine.wait_exclusive(
            1
        ):  # not at once: a client that looks whether there is a keeper holds it for a moment
            return 0
        with contextlib.suppress(Leaving):
            try:
                serve(home, clients, purpose)
            except CannotRun as trouble:
                note = {"chinese": trouble.chinese, "english": trouble.english, "remedy": trouble.remedy}
                write_note(home, {"trouble": {**note, "log": trouble.log}})
                return 1
        if purpose is not Purpose.STAY:
            shutil.rmtree(find_place(home).root, ignore_errors=True)
            shutil.rmtree(home.var, ignore_errors=True)
    return 0


def serve(home: Home, clients: FileLock, purpose: Purpose) -> None:
    """Run the server, again and again if it dies, until the lock of the clients can be taken alone."""
    place = find_place(home)
    password = read_keys(home.keys, is_new=place.is_new)["DATABASE_PASSWORD"]
    with open_log(home.logs / "database.log").open("ab") as log:
        account = place.account()
        settings = UNSAFE_SETTINGS if purpose is Purpose.TEST else {}
        cluster = Cluster(place, account, find_programs(place, account), log, settings)
        folder = make_socket_folder(home, cluster)
        write_note(home, {"folder": str(folder)})  # no server yet, whatever an earlier keeper wrote
        try:
            if place.is_new:
                cluster.create(password, folder)
            cluster.check_version()
            with FileLock(home.state / "note.lock") as note:
                note.wait_exclusive(READY_WITHIN)
                serve_again_and_again(home, cluster, clients, folder, password)
        except CannotRun:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    home.server.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def serve_again_and_again(home: Home, cluster: Cluster, clients: FileLock, folder: Path, password: str) -> None:
    """Start the server as often as it dies, until nobody needs it. Raises CannotRun if it keeps dying at once."""
    early_deaths = 0
    while early_deaths < 3:
        started = time.monotonic()
        if serve_until_idle(home, cluster, clients, folder, password):
            return
        early_deaths = early_deaths + 1 if time.monotonic() - started < 10 else 0
    raise CannotRun(
        "数据库服务一再退出。",
        "The database server stops again and again.",
        f"See {home.logs / 'database.log'}",
        console.last_lines(home.logs / "database.log"),
    )


def serve_until_idle(home: Home, cluster: Cluster, clients: FileLock, folder: Path, password: str) -> bool:
    """Start the server and watch it; return True when it is no longer needed and stopped, False if it died."""
    server = cluster.start(folder)
    try:
        if not wait_until_ready(server, folder, password):
            return False
        cluster.make_database(folder, password)
        write_note(home, {"keeper": os.getpid(), "server": server.pid, "folder": str(folder)})
        while server.poll() is None:
            if clients.try_exclusive():
                return True
            time.sleep(LOOK_EVERY)
        return False
    finally:
        cluster.stop(server)


def wait_until_ready(server: "subprocess.Popen[bytes]", folder: Path, password: str) -> bool:
    """Return whether the server takes connections, False if it dies first or takes more than `READY_WITHIN`."""
    deadline = time.monotonic() + READY_WITHIN
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(psycopg2.OperationalError):
            psycopg2.connect(**server_address(folder, SUPERUSER, password, "postgres")).close()
            return True
        time.sleep(0.05)
    return False


def open_log(path: Path) -> Path:
    """Put a log that has grown too large aside, and return the path to append to."""
    if path.exists() and path.stat().st_size > LOG_SIZE:
        path.replace(path.with_suffix(".log.1"))
    return path


def make_socket_folder(home: Home, cluster: Cluster) -> Path:
    """Return the private folder for the server's socket, with a short path: a socket's may have 107 bytes at most.

    After a keeper was killed its folder is taken again, since the address stands in its clients' environment.
    """
    owner = cluster.account.uid if cluster.account else os.geteuid()
    known = read_note(home).get("folder")
    if known is not None:
        with contextlib.suppress(OSError):
            found = os.lstat(known)
            if stat.S_ISDIR(found.st_mode) and found.st_uid == owner and stat.S_IMODE(found.st_mode) == 0o700:
                return Path(known)
    base = "/tmp" if os.access("/tmp", os.W_OK | os.X_OK) else None  # noqa: S108 — mkdtemp: private, and never an old one
    folder = Path(tempfile.mkdtemp(prefix="yangguang-", dir=base))
    give_to(cluster.account, folder)
    return folder


def write_note(home: Home, note: dict[str, object]) -> None:
    """Tell the clients where the server listens, or why there is none."""
    draft = home.server.with_name(f".server-{secrets.token_hex(4)}")
    draft.write_text(json.dumps(note), encoding="utf-8")
    draft.replace(home.server)


def read_note(home: Home) -> dict[str, str]:
    """Return what the keeper wrote last, or nothing."""
    try:
        note: dict[str, str] = json.loads(home.server.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return note
