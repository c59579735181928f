"""Debian's PostgreSQL 15 and Redis with the production host's settings, on ports of their own, for a little while."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config.embedded.ports import free_ports, is_listening
from tests.operations.compose import read_services
from tests.operations.required import skip_or_fail
from tests.processes import Process, wait_until

POSTGRES = Path("/usr/lib/postgresql/15/bin")


def as_server() -> dict[str, Any]:
    """Return how a process becomes the user that PostgreSQL may run as; it refuses root."""
    if os.geteuid() != 0:
        return {}
    person = pwd.getpwnam("postgres")
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


@contextmanager
def debian_postgres(folder: Path) -> Generator[str]:
    """Run a cluster below `folder` with the settings of docker-compose.yml and yield the address of its database."""
    if not (POSTGRES / "postgres").exists():
        skip_or_fail("Debian's PostgreSQL 15 is not here")
    place, word, port = folder / "postgres", secrets.token_hex(16), free_ports(1)[0]
    place.mkdir(mode=0o700)
    (folder / "word").write_text(word, encoding="ascii")
    person = as_server()
    if person:
        os.chown(place, person["user"], person["group"])
        os.chown(folder / "word", person["user"], person["group"])
    making = [POSTGRES / "initdb", "-D", place / "data", "-U", "yangguang", "-A", "scram-sha-256"]
    making += [f"--pwfile={folder / 'word'}", "--no-sync"]
    making += read_services()["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    subprocess.run(making, cwd="/", check=True, capture_output=True, **person)
    settings = read_services()["postgres"]["command"][1:]
    command = [
        POSTGRES / "postgres",
        "-D",
        place / "data",
        *settings,
        "-c",
        "fsync=off",
        "-c",
        f"port={port}",
        "-k",
        place,
    ]
    with (folder / "postgres.log").open("ab") as log:
        server = subprocess.Popen(command, cwd="/", stdout=log, stderr=log, start_new_session=True, **person)
    try:
        at = {"PGPASSWORD": word, "PATH": os.environ["PATH"]}
        asking = [POSTGRES / "psql", "-h", "127.0.0.1", "-p", str(port), "-U", "yangguang", "postgres", "-qc"]
        wait_until(
            lambda: not subprocess.run([*asking, "SELECT 1"], env=at, capture_output=True).returncode, "PostgreSQL"
        )
        subprocess.run([*asking, "CREATE DATABASE yangguang"], env=at, check=True)
        yield f"postgres://yangguang:{word}@127.0.0.1:{port}/yangguang"
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: what it holds is thrown away
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextmanager
def debian_redis(folder: Path) -> Generator[str]:
    """Run Redis as docker-compose.yml does, its data below `folder`, and yield its address."""
    program = shutil.which("redis-server") or skip_or_fail("Redis is not here")
    port = free_ports(1)[0]
    words = read_services()["redis"]["command"][1:]
    place = ("--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder))
    server = Process(program, *words, *place, env=dict(os.environ), log=folder / "redis.log")
    try:
        wait_until(lambda: is_listening(port), "Redis")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.stop()
