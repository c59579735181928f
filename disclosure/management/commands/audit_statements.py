"""Audit statements of the three public expenses in a file, before anything of them is entered."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from disclosure.money.audit import Finding, audit
from disclosure.money.reading.lines import LONGEST_LINE, Line, read_lines


class Command(BaseCommand):
    help = (
        "Read statements as JSON, one a line, and print for each its id and what the audit finds: "
        '{"id", "findings": [{"rule", "severity", "message"}]}. A clean statement has no finding.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file of JSON lines in UTF-8")

    def handle(self, *args: Any, **options: Any) -> None:
        """Audit line by line, so that a file of any length takes the memory of one statement and of all ids.

        Lines that can't be read are named on standard error; the others are audited all the same. So are lines that
        repeat an id: what is found can't be told apart there, so the first of them is named and all are counted.
        """
        unreadable, repeated = 0, 0
        ids: set[str] = set()
        try:
            with options["file"].open("rb") as file:
                for line in read_lines(_bounded_lines(file)):
                    unreadable += not self._tell(line)
                    if line.id and line.id in ids:
                        repeated += 1
                        self._tell_of_repetition(line, is_first=repeated == 1)
                    ids.add(line.id)
        except OSError as error:
            raise CommandError(_("The file can't be read: %(error)s.") % {"error": error.strerror}) from None
        if repeated:
            self.stderr.write(_("%(count)s lines repeat the id of a line before.") % {"count": repeated})
        if unreadable:
            raise CommandError(_("%(count)s lines could not be read; see above.") % {"count": unreadable})

    def _tell_of_repetition(self, line: Line, *, is_first: bool) -> None:
        if is_first:
            self.stderr.write(_say(line, "id", _("A line before has the same id.")))

    def _tell(self, line: Line) -> bool:
        if line.error is not None:
            self.stderr.write(_say(line, line.error.field, line.error.message))
        if line.statement is None:
            return False
        findings = [_as_record(finding) for finding in audit(line.statement)]
        self.stdout.write(json.dumps({"id": line.id, "findings": findings}, ensure_ascii=False))
        return True


def _bounded_lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of `file`; of one that is too long only so much that it can be told to be too long."""
    while line := file.readline(LONGEST_LINE + 1):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE)
        yield line


def _as_record(finding: Finding) -> dict[str, object]:
    return {"rule": finding.rule, "severity": str(finding.severity), "message": finding.message}


def _say(line: Line, field: str, message: str) -> str:
    shown = {"number": line.number, "id": line.id or "-", "field": field or "-", "message": message}
    return _("Line %(number)s (%(id)s), field %(field)s: %(message)s") % shown
