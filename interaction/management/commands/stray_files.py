"""Find the files that belong to no letter."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from foundation.files.serving import private_storage
from interaction.messages.strays import stray_files


class Command(BaseCommand):
    help = (
        "Lists the files of letters that no letter knows, a day old at least; looks only, unless told to remove them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="remove them; look at the list first")

    def handle(self, *args: Any, **options: Any) -> None:
        number = 0
        for name in stray_files(now=timezone.now()):
            number += 1
            self.stdout.write(name)
            if options["remove"]:
                private_storage().delete(name)
        self.stdout.write(f"{number} stray files {'removed' if options['remove'] else 'found'}.")
