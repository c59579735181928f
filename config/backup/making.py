"""Making a copy while everything goes on: one snapshot of the database, then the files that it names."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from tqdm import tqdm

from config.backup.exceptions import CannotBackUp
from config.backup.manifest import (
    DUMP,
    FILES,
    LIST,
    Manifest,
    digest_at,
    digest_of,
    fingerprint,
    write_manifest,
    write_private,
)
from config.backup.programs import NoProgram, find_program, run_program, server_major
from config.backup.stores import named_files

Say = Callable[[str], None]


@dataclass(frozen=True)
class Snapshot:
    """What the database held at one moment."""

    rows: dict[str, int]
    migrations: dict[str, list[str]]
    files: list[tuple[str, str]]


def make_backup(into: Path, *, now: datetime, say: Say) -> Path:
    """Write a copy of everything but the keys below `into` and return its directory. Raises CannotBackUp.

    What is written into the store later than the snapshot belongs to the next copy; what was removed from it meanwhile
    is named in the manifest.
    """
    try:
        major = server_major()
        dump = find_program("pg_dump", major)
    except NoProgram as trouble:
        raise CannotBackUp(str(trouble)) from None
    name = f"yangguang-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    try:
        with _drafted(into, name) as draft:
            say("database: dumping")
            snapshot = _dump(dump, draft / DUMP)
            say(f"database: {sum(snapshot.rows.values())} rows in {len(snapshot.rows)} tables")
            missing = copy_files(draft, snapshot.files)
            manifest = Manifest(
                made_at=now.isoformat(),
                postgres=major,
                rows=snapshot.rows,
                migrations=snapshot.migrations,
                n_files=len(snapshot.files) - len(missing),
                missing=missing,
                keys=[fingerprint(key) for key in settings.PERSONAL_KEYS],
                secret=fingerprint(settings.SECRET_KEY),
                digests={name: digest_at(draft / name) for name in (DUMP, LIST)},
            )
            write_manifest(draft, manifest)
            say(f"files: {manifest.n_files} copied, {len(missing)} missing")
    except OSError as error:
        raise CannotBackUp(f"The backup could not be written: {error}") from error
    return into / name


@contextmanager
def _drafted(into: Path, name: str) -> Iterator[Path]:
    """Give a directory for a copy that gets its name when the block ends well, and goes when it doesn't."""
    into.mkdir(parents=True, exist_ok=True)
    if (into / name).exists():
        raise CannotBackUp(f"{into / name} exists already.")
    draft = into / f".{name}.{os.getpid()}.part"
    draft.mkdir(mode=0o700)
    try:
        yield draft
        os.sync()  # the name must not reach the disk before the content
        draft.rename(into / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)  # nothing is left of it when it has its name


@transaction.atomic
def _dump(program: Path, target: Path) -> Snapshot:
    """Dump the database and count it, both as of the same moment, while others write."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
    snapshot = Snapshot(rows=count_rows(), migrations=applied_migrations(), files=named_files())
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    words: list[str | Path] = [program, "-Fc", "--no-owner", "--no-privileges", f"--snapshot={moment}", "-f", target]
    trouble = run_program(words)
    if trouble:
        raise CannotBackUp(f"pg_dump failed: {trouble}")
    return snapshot


def count_rows() -> dict[str, int]:
    """Return how many rows each table holds."""
    with connection.cursor() as cursor:
        tables = sorted(table.name for table in connection.introspection.get_table_list(cursor) if table.type == "t")
        rows = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 — a name from the catalogue
            rows[table] = cursor.fetchone()[0]
    return rows


def applied_migrations() -> dict[str, list[str]]:
    """Return the names of the migrations that the database has seen, by app."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def copy_files(draft: Path, named: list[tuple[str, str]]) -> list[str]:
    """Copy the files and write their list; return those that the store does not have."""
    lines, missing = [], []
    for store, name in tqdm(named, unit="", desc="files", disable=None):
        target = draft / FILES / store / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with storages[store].open(name, "rb") as file, target.open("xb") as copy:
                lines.append(f"{digest_of(file, copy)}  {FILES}/{store}/{name}\n")
        except FileNotFoundError:
            target.unlink(missing_ok=True)
            missing.append(f"{store}/{name}")
    write_private(draft / LIST, "".join(lines))
    return missing
