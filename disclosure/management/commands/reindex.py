"""Write the search anew: after names or synonyms changed, after a restore, or to be sure."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from disclosure.search.reindexing import AlreadyRunning, readers, reindex


class Command(BaseCommand):
    help = "Write every entry of the search anew, while everything goes on. Ctrl-C stops it; run again, it goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--restart", action="store_true", help="begin at the beginning, whatever was done before")

    def handle(self, *args: Any, **options: Any) -> None:
        total = sum(reader.count() for reader in readers())
        is_silent = options["verbosity"] == 0
        with tqdm(total=total, unit="", file=sys.stderr, disable=is_silent) as bar:
            try:
                walk = reindex(at=timezone.now(), restart=options["restart"], progress=bar.update)
            except AlreadyRunning:
                raise CommandError("A reindex is running already; wait for it or stop it.") from None
            except KeyboardInterrupt:
                bar.close()
                raise CommandError("Interrupted. Run the command again: it goes on from here.") from None
        self.stdout.write(f"{walk.entries} entries written")
