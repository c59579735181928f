"""Audit statements of the three public expenses in a file, before anything of them is entered."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

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
        """Audit line by line, so that a file of any length takes the memory of one statement.

        Lines that can't be read are named on standard error; the others are audited all the same.
        """
        unreadable = 0
        try:
            with options["file"].open(encoding="utf-8-sig") as file:
                for line in read_lines(_bounded_lines(file)):
                    unreadable += not self._tell(line)
        except OSError as error:
            raise CommandError(_("The file can't be read: %(error)s.") % {"error": error}) from None
        except UnicodeDecodeError:
            raise CommandError(_("The file is not in UTF-8. Save it as UTF-8 and try again.")) from None
        if unreadable:
            raise CommandError(_("%(count)s lines could not be read; see above.") % {"count": unreadable})

    def _tell(self, line: Line) -> bool:
        if line.statement is None:
            self.stderr.write(_say_error(line))
            return False
        findings = [_as_record(finding) for finding in audit(line.statement)]
        self.stdout.write(json.dumps({"id": line.id, "findings": findings}, ensure_ascii=False))
        return True


def _bounded_lines(file: TextIO) -> Iterator[str]:
    """Yield the lines of `file`; of one that is too long only so much that it can be told to be too long."""
    while text := file.readline(LONGEST_LINE + 1):
        rest = text
        while rest and not rest.endswith("\n"):
            rest = file.readline(LONGEST_LINE)
        yield text


def _as_record(finding: Finding) -> dict[str, object]:
    return {"rule": finding.rule, "severity": str(finding.severity), "message": finding.message}


def _say_error(line: Line) -> str:
    field, message = (line.error.field, line.error.message) if line.error else ("", "")
    shown = {"number": line.number, "id": line.id or "-", "field": field or "-", "message": message}
    return _("Line %(number)s (%(id)s), field %(field)s: %(message)s") % shown
