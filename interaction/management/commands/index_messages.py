"""Let the back office find messages by their words: those that were there before the words were kept, or all anew."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from interaction.messages.models import Message
from interaction.messages.words import index_next


class Command(BaseCommand):
    help = "Write the words of messages that have none, while everything goes on. Ctrl-C stops it; run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anew", action="store_true", help="write the words of all messages, whatever was done")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Message.objects.all() if options["anew"] else Message.objects.filter(words=None)
        written = 0
        with tqdm(total=rows.count(), unit="", file=sys.stderr, disable=options["verbosity"] == 0) as bar:
            try:
                last = 0
                while keys := index_next(last, is_anew=options["anew"]):
                    last = keys[-1]
                    written += len(keys)
                    bar.update(len(keys))
            except KeyboardInterrupt:
                bar.close()
                raise CommandError("Interrupted. Run the command again: it goes on from here.") from None
        self.stdout.write(f"words of {written} messages written")
