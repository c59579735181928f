"""The way in for those who use the embedded database: `make run`, `make manage`, the tests."""

import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg2

from config.embedded import console
from config.embedded.exceptions import CannotRun
from config.embedded.keeper import LOOK_EVERY, READY_WITHIN, Purpose, read_note
from config.embedded.keys import read_keys
from config.embedded.locks import FileLock
from config.embedded.places import Home, find_place
from config.embedded.postgres import OWNER, SOCKET_NUMBER, server_address


class Database:
    """The use of the database: from `open` until `close`, or until this process and its heirs are dead."""

    def __init__(self, home: Home, purpose: Purpose = Purpose.STAY) -> None:
        """Name the installation, and what its server is for if this is the one who starts it."""
        self.home = home
        self.purpose = purpose
        self.lock = FileLock(home.state / "clients.lock")
        self.keeper: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        """Wait until the database answers, starting it if nobody has. Raises CannotRun if it can't be."""
        self.lock.wait_shared()  # a keeper that is just leaving holds it until its server is gone
        with FileLock(self.home.state / "keys.lock") as alone:
            alone.wait_exclusive(10)
            self.password = read_keys(self.home.keys, is_new=find_place(self.home).is_new)["DATABASE_PASSWORD"]
        deadline = time.monotonic() + READY_WITHIN
        while not (self.has_note() and self.is_answering()):
            self.ensure_keeper()
            if time.monotonic() > deadline:
                raise CannotRun(
                    "数据库没有在规定时间内启动。",
                    f"The database did not answer within {READY_WITHIN} s.",
                    f"See {self.home.logs / 'database.log'}",
                    console.last_lines(self.home.logs / "database.log"),
                )
            time.sleep(0.05)

    def is_answering(self) -> bool:
        """Return whether the server takes the application's connections now."""
        note = read_note(self.home)
        if "server" not in note:
            return False
        folder = note["folder"]
        try:
            connection = psycopg2.connect(**server_address(Path(folder), OWNER, self.password, OWNER))
        except psycopg2.OperationalError:
            return False
        self.version = "{}.{}".format(*divmod(connection.server_version, 10_000))
        connection.close()
        return True

    def has_note(self) -> bool:
        """Return whether the note is of a keeper that lives; the server of another is about to be ended by the next."""
        with FileLock(self.home.state / "note.lock") as note:
            return not note.try_shared()

    def has_keeper(self) -> bool:
        """Return whether somebody keeps the server, or is about to."""
        with FileLock(self.home.state / "keeper.lock") as keeper:
            return not keeper.try_shared()

    def ensure_keeper(self) -> None:
        """Start a keeper if nobody keeps the server. Raises CannotRun if the one that was started gave up."""
        if self.keeper is not None and self.keeper.poll():
            trouble = read_note(self.home).get("trouble")
            if isinstance(trouble, dict):
                raise CannotRun(**trouble)
            self.keeper = None
        is_coming_up = self.keeper is not None and self.keeper.poll() is None
        if is_coming_up or self.has_keeper():
            return
        command = [sys.executable, "-m", "config.embedded", "keep", "--var", str(self.home.var), "--to", self.purpose]
        with (self.home.logs / "database.log").open("ab") as log:
            self.keeper = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def address(self) -> str:
        """Return the database as an address that Django's settings and libpq both understand."""
        folder = str(read_note(self.home)["folder"])
        query = urlencode({"host": folder, "port": SOCKET_NUMBER})
        return f"postgres://{OWNER}:{quote(self.password)}@/{OWNER}?{query}"

    def libpq_environment(self) -> dict[str, str]:
        """Return the same address as the variables that psql, pg_dump and Django's dbshell read."""
        folder = str(read_note(self.home)["folder"])
        names = {"PGHOST": folder, "PGPORT": SOCKET_NUMBER, "PGUSER": OWNER, "PGDATABASE": OWNER}
        return {**names, "PGPASSWORD": self.password}

    def close(self) -> bool:
        """Leave the database; return whether it is down now, False if others go on using it."""
        used_since: float | None = None
        with FileLock(self.home.state / "keeper.lock") as keeper:
            self.lock.release()
            while not keeper.try_exclusive():
                if not self.lock.try_shared():
                    used_since = None  # the keeper has found nobody and is stopping the server
                else:
                    self.lock.release()
                    used_since = used_since or time.monotonic()
                    if time.monotonic() - used_since > 10 * LOOK_EVERY:
                        return False
                time.sleep(0.02)
        if self.keeper is not None:
            self.keeper.wait()
        return True
