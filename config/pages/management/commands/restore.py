"""Put a copy that `backup` made back into an empty system."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.backup.exceptions import CannotRestore
from config.backup.manifest import read_manifest
from config.backup.restoring import known_migrations, require_keys, restore_backup


class Command(BaseCommand):
    help = "Put a backup back into an empty database and an empty file store, and verify it. Then run `migrate`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", metavar="BACKUP", type=Path, help="the directory yangguang-… of one backup")
        parser.add_argument(
            "--keys-are-lost",
            action="store_true",
            help="the keys are gone for good: put the rest back, with senders and second factors that nobody can read",
        )

    def handle(self, *args: Any, directory: Path, keys_are_lost: bool, **options: Any) -> None:
        try:
            manifest = read_manifest(directory)
            if not keys_are_lost:
                require_keys(manifest)
            restore_backup(directory, manifest, say=self.stderr.write)
        except CannotRestore as trouble:
            raise CommandError(str(trouble)) from None
        if known_migrations() <= manifest.applied():
            call_command("verify_versions", files=not manifest.missing, stdout=self.stderr)
            self.stdout.write(f"Restored: the state of {manifest.made_at}.")
        else:
            self.stdout.write(
                f"Restored: the state of {manifest.made_at}, of an earlier release. "
                "Now run `manage.py migrate`, then `manage.py verify_versions --files`."
            )
