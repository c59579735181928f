"""Measure how much of each interpretation in a file is the policy again."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from disclosure.policies.overlap import measure
from disclosure.policies.pairs import LONGEST_LINE, Pair, read_pairs


class Command(BaseCommand):
    help = (
        'Read pairs as JSON, one a line: {"id", "policy", "interpretation"}; print for each '
        '{"id", "share", "verdict"}: the share of copied sentences and genuine, copy or summary_only.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file of JSON lines in UTF-8")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure line by line; what can't be read is named on standard error, the rest measured all the same."""
        unreadable = 0
        try:
            with options["file"].open(encoding="utf-8-sig") as file:
                for pair in read_pairs(_bounded_lines(file)):
                    unreadable += not self._tell(pair)
        except OSError as error:
            raise CommandError(_("The file can't be read: %(error)s.") % {"error": error}) from None
        except UnicodeDecodeError:
            raise CommandError(_("The file is not in UTF-8. Save it as UTF-8 and try again.")) from None
        if unreadable:
            raise CommandError(_("%(count)s lines could not be read; see above.") % {"count": unreadable})

    def _tell(self, pair: Pair) -> bool:
        if pair.error:
            shown = {"number": pair.number, "id": pair.id or "-", "field": pair.field or "-", "message": pair.error}
            self.stderr.write(_("Line %(number)s (%(id)s), field %(field)s: %(message)s") % shown)
            return False
        overlap = measure(pair.policy, pair.interpretation)
        record = {"id": pair.id, "share": round(overlap.share, 2), "verdict": str(overlap.verdict)}
        self.stdout.write(json.dumps(record, ensure_ascii=False))
        return True


def _bounded_lines(file: TextIO) -> Iterator[str]:
    """Yield the lines of `file`; of one that is too long only so much that it can be told to be too long."""
    while text := file.readline(LONGEST_LINE + 1):
        rest = text
        while rest and not rest.endswith("\n"):
            rest = file.readline(LONGEST_LINE)
        yield text
