"""Putting a copy back into an empty system: everything is verified before, and counted after.

The files come first and the database last, in one transaction: a restore that was killed is simply begun again.
"""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from tqdm import tqdm

from config.backup.exceptions import CannotRestore
from config.backup.making import count_rows
from config.backup.manifest import DUMP, FILES, Manifest, digest_of, find_damage, fingerprint, read_list
from config.backup.programs import NoProgram, find_program, run_program, server_major
from config.backup.stores import STORES
from foundation.files.listing import files_below
from foundation.files.storing import PARTS

SHOWN = 20
"""So many names are listed of what may be thousands."""


def restore_backup(folder: Path, manifest: Manifest, *, say: Callable[[str], None]) -> None:
    """Put the copy in `folder` back, whose manifest this is. Raises CannotRestore."""
    _require_release(manifest)
    program = _require_server(manifest)
    _require_no_tables()
    say("backup: reading all of it")
    if damaged := list(find_damage(folder, manifest)):
        raise CannotRestore(f"The backup is damaged: {_listed(damaged)}. Nothing was changed.")
    _require_no_other_files({name for _digest, name in read_list(folder)})
    for digest, name in tqdm(list(read_list(folder)), unit="", desc="files", disable=None):
        _put_file(folder / FILES / name, name, digest)
    say(f"files: {manifest.n_files} put back")
    trouble = run_program(
        [program, "--dbname", connection.settings_dict["NAME"], "--no-owner", "--no-privileges", "--exit-on-error"]
        + ["--single-transaction", folder / DUMP]
    )
    if trouble:
        raise CannotRestore(f"pg_restore failed, and the database is as empty as before: {trouble}")
    _require_same_counts(manifest)
    say(f"database: {sum(manifest.rows.values())} rows in {len(manifest.rows)} tables, as many as were written")


def require_keys(manifest: Manifest) -> None:
    """Refuse a copy that can't be read with the keys that are here. Raises CannotRestore."""
    lost = set(manifest.keys) - {fingerprint(key) for key in settings.PERSONAL_KEYS}
    if lost:
        raise CannotRestore(
            "Senders' data in this backup is sealed with keys that are not in PERSONAL_KEYS "
            f"(fingerprints {_listed(sorted(lost))}). Put them there first."
        )
    given = {fingerprint(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)}
    if manifest.secret and manifest.secret not in given:
        raise CannotRestore(
            "Query codes in this backup hang on a SECRET_KEY that is neither yours nor in SECRET_KEY_FALLBACKS "
            f"(fingerprint {manifest.secret}): no citizen would find a letter again. Put it there first."
        )


def known_migrations() -> set[tuple[str, str]]:
    """Return app and name of every migration of this release."""
    return set(MigrationLoader(None).disk_migrations)


def _require_release(manifest: Manifest) -> None:
    """Refuse what a newer release has written; what an older one has written is migrated afterwards."""
    known = known_migrations()
    unknown = [f"{app}.{name}" for app, name in manifest.applied() if app in dict(known) and (app, name) not in known]
    if unknown:
        raise CannotRestore(f"A newer release made this backup: {_listed(unknown)} is not known here. Upgrade first.")


def _require_server(manifest: Manifest) -> Path:
    major = server_major()
    if major < manifest.postgres:
        raise CannotRestore(f"The backup is of PostgreSQL {manifest.postgres}; this server is {major}, which is older.")
    try:
        return find_program("pg_restore", major)
    except NoProgram as trouble:
        raise CannotRestore(str(trouble)) from None


def _require_no_tables() -> None:
    with connection.cursor() as cursor:
        tables = connection.introspection.get_table_list(cursor)
    if tables:
        raise CannotRestore(
            f"The database {connection.settings_dict['NAME']} holds {len(tables)} tables already. "
            "A backup is put back into an empty database only, before `migrate`."
        )


def _require_no_other_files(names: set[str]) -> None:
    """Files of this very copy may be there, whole or begun: an earlier restore was interrupted."""
    for store in STORES:
        whole = [name for name in files_below(storages[store]) if not Path(name).name.startswith(PARTS)]
        others = [name for name in whole if f"{store}/{name}" not in names]
        if others:
            raise CannotRestore(f"The file store holds other files already: {_listed(others)}. Empty it first.")


def _put_file(source: Path, name: str, digest: str) -> None:
    """Put one file into its store under its own name, unless it is there; one that is not whole is replaced."""
    word, _slash, own = name.partition("/")
    store = storages[word]
    if store.exists(own):
        with store.open(own, "rb") as present:
            if digest_of(present) == digest:
                return
        store.delete(own)
    with source.open("rb") as content:
        kept = store.save(own, File(content))
    if kept != own:
        raise CannotRestore(f"The file store keeps {own} under another name: {kept}.")


@transaction.atomic
def _require_same_counts(manifest: Manifest) -> None:
    """Count everything, however long it takes: what has been put back can't be put back once more."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    present = count_rows()
    wrong = [name for name in manifest.rows.keys() | present.keys() if manifest.rows.get(name) != present.get(name)]
    if wrong:
        raise CannotRestore(f"Tables hold other numbers of rows than were written: {_listed(sorted(wrong))}.")


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
