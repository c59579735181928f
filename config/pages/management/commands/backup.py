"""Write a whole copy of the platform: database and uploaded files; the keys apart, where asked."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.backup.exceptions import CannotBackUp
from config.backup.keys import write_keys
from config.backup.making import make_backup
from config.backup.notes import note_backup


class Command(BaseCommand):
    help = (
        "Write a copy of database and files below DIR while everything goes on; keys go to a second place or nowhere."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", metavar="DIR", type=Path, help="the copy becomes a directory of its own in it")
        parser.add_argument("--keys", metavar="DIR", type=Path, help="write the keys there too, apart from the data")

    def handle(self, *args: Any, directory: Path, keys: Path | None, **options: Any) -> None:
        now = timezone.now()
        try:
            path = write_keys(keys, apart_from=directory, now=now) if keys else None
            made = make_backup(directory, now=now, say=self.stderr.write)
        except CannotBackUp as trouble:
            raise CommandError(str(trouble)) from None
        try:
            note_backup(now=now)
        except OSError as error:
            self.stderr.write(f"`watch` will not know of this backup: {error}")
        self.stderr.write(
            f"keys: {path}"
            if path
            else "keys: left out. Without PERSONAL_KEYS nobody reads senders' data: keep a copy."
        )
        self.stdout.write(str(made))
