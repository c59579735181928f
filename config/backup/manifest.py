"""What a copy holds and how one tells that it still does. Reads and writes files; knows no database."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from django.core.files import File

from config.backup.exceptions import CannotRestore

FORMAT = 1
MANIFEST, DUMP, LIST, FILES = "manifest.json", "database.dump", "files.sha256", "files"
CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """`rows` by table; `migrations` are those applied, by app; `keys` are fingerprints of PERSONAL_KEYS, newest first;
    `secret` is that of SECRET_KEY, "" in a copy of an earlier release; `missing` are files that the database names and
    the store did not have."""

    made_at: str
    postgres: int
    rows: dict[str, int]
    migrations: dict[str, list[str]]
    n_files: int
    missing: list[str]
    keys: list[str]
    digests: dict[str, str]
    secret: str = ""
    format: int = FORMAT

    def applied(self) -> set[tuple[str, str]]:
        """Return app and name of every migration that the database had seen."""
        return {(app, name) for app, names in self.migrations.items() for name in names}


def fingerprint(key: str) -> str:
    """Return a sign by which a random key is known again and from which nobody can get it."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def write_private(path: Path, content: str) -> None:
    """Write a file for its owner's eyes, all the way to the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(content)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, the last file of a copy."""
    write_private(folder / MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n")


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a whole copy. Raises CannotRestore for what is none."""
    if folder.name.endswith(".part"):
        raise CannotRestore(f"{folder} was never finished: the backup was interrupted. Take an earlier one.")
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise CannotRestore(f"{folder} holds no {MANIFEST}: it is no backup, or not a whole one.") from None
    except (ValueError, TypeError):
        raise CannotRestore(f"{folder / MANIFEST} is damaged or of another release.") from None
    if manifest.format != FORMAT:
        raise CannotRestore(f"{folder} is written in format {manifest.format}; this release reads {FORMAT}.")
    return manifest


def digest_of(file: BinaryIO | File, copy: BinaryIO | None = None) -> str:
    """Return the SHA-256 of the rest of `file`, which is written to `copy` on the way."""
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
        if copy is not None:
            copy.write(chunk)
    return digest.hexdigest()


def digest_at(path: Path) -> str:
    """Return the SHA-256 of a file; empty when it is gone."""
    try:
        with path.open("rb") as file:
            return digest_of(file)
    except FileNotFoundError:
        return ""


def read_list(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield digest and name of every file of a copy; a name begins with its store."""
    with (folder / LIST).open(encoding="utf-8") as lines:
        for line in lines:
            digest, name = line.rstrip("\n").split("  ", 1)
            yield digest, name.removeprefix(f"{FILES}/")


def find_damage(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Yield what is not as it was written, by its name in the copy. Reads everything."""
    for name, digest in manifest.digests.items():
        if digest_at(folder / name) != digest:
            yield name
            if name == LIST:
                return  # what it says of the others is worth nothing
    for digest, name in read_list(folder):
        if digest_at(folder / FILES / name) != digest:
            yield f"{FILES}/{name}"
