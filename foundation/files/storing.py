"""Files in a directory: each stands there whole and on the disk itself, or not at all."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files import File
from django.core.files.storage import FileSystemStorage

PARTS = ".part-"
"""Begins the name of a file that is being written; what a killed process left of one may be removed at any time."""


class WholeFileStorage(FileSystemStorage):
    """Django's storage, but a full disk leaves nothing half-written, and a power cut loses nothing that was stored.

    A row of the database that says "stored" is on the disk after its commit; so the file must be before it.
    """

    def _save(self, name: str, content: File) -> str:
        folder = Path(self.path(name)).parent
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, prefix=PARTS) as part:
            for chunk in content.chunks():
                part.write(chunk.encode() if isinstance(chunk, str) else chunk)
            part.flush()
            os.chmod(part.fileno(), self.file_permissions_mode or 0o600)
            os.fsync(part.fileno())
            name = self._name(part.name, name)
        sync_folder(folder)
        return os.path.relpath(self.path(name), self.location).replace("\\", "/")

    def _name(self, part: str, name: str) -> str:
        """Give the written file its name, or the next free one; no file of that name is ever replaced."""
        while True:
            try:
                os.link(part, self.path(name))
                return name
            except FileExistsError:
                name = self.get_available_name(name)


def sync_folder(folder: Path) -> None:
    """Write down on the disk which files the folder holds."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
