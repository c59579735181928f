"""Read filled workbooks into drafts of statements: single files, a folder, an archive."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from departments.officers.models import Officer
from disclosure.money.workbooks.arrivals import Arrival, arrivals_of
from disclosure.money.workbooks.batches import count_findings
from disclosure.money.workbooks.importing import Choice, Outcome, import_workbook
from foundation.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Read filled workbooks (XLSX) into drafts of budgets and final accounts. Each workbook is read whole or not at "
        "all; one that is refused does not keep the others out. Exit status 1 if any was refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="DIR|ZIP|FILE")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="the officer who enters the statements")
        parser.add_argument("--replace", action="store_true", help="overwrite drafts that are there already")
        parser.add_argument("--dry-run", action="store_true", help="read and check everything, write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object per workbook")

    def handle(self, *args: Any, **options: Any) -> None:
        officer = Officer.objects.filter(username=options["by"], is_active=True).first()
        if officer is None:
            raise CommandError(_("There is no officer “%(name)s”.") % {"name": options["by"]})
        self.choice = Choice(is_replacing=options["replace"])
        self.is_dry, self.is_json = options["dry_run"], options["json"]
        refused = n_read = 0
        with ExitStack() as stack:
            uploads = self._uploads(_files_of(options["paths"]), stack)
            for arrival in tqdm(self._arrivals(uploads), unit="", file=sys.stderr, disable=options["verbosity"] == 0):
                n_read += 1
                refused += not self._read(arrival, officer)
        if refused:
            raise CommandError(
                _("%(refused)s of %(count)s workbooks were refused.") % {"refused": refused, "count": n_read}
            )
        if not self.is_json:
            self.stdout.write(_("%(count)s workbooks were read.") % {"count": n_read})

    def _uploads(self, paths: Sequence[Path], stack: ExitStack) -> Iterator[tuple[str, BinaryIO]]:
        """Open one file after the other; the one before is closed first."""
        for path in paths:
            stack.close()
            try:
                yield path.name, stack.enter_context(path.open("rb"))
            except OSError as error:
                shown = {"path": path, "why": error.strerror}
                raise CommandError(_("The file %(path)s can't be read: %(why)s.") % shown) from error

    def _arrivals(self, uploads: Iterator[tuple[str, BinaryIO]]) -> Iterator[Arrival]:
        try:
            yield from arrivals_of(uploads)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _read(self, arrival: Arrival, officer: Officer) -> bool:
        """Read one workbook in a transaction of its own, tell what came of it, and return whether it was taken."""
        try:
            if arrival.refusal:
                raise Refusal(arrival.refusal)
            with transaction.atomic():
                outcome = import_workbook(
                    arrival.content, arrival.name, self.choice, by=officer, at=timezone.now(), is_dry=self.is_dry
                )
        except Refusal as refusal:
            self._tell(arrival.name, None, str(refusal))
            return False
        self._tell(arrival.name, outcome, "")
        return not outcome.problems

    def _tell(self, name: str, outcome: Outcome | None, reason: str) -> None:
        problems = outcome.problems if outcome else []
        n_errors, n_warnings = count_findings(outcome.findings if outcome else [])
        is_read = outcome is not None and not problems
        if self.is_json:
            record = {
                "file": name,
                "read": is_read,
                "reason": reason,
                "problems": [{key: str(value) for key, value in one._asdict().items()} for one in problems],
                "errors": n_errors,
                "warnings": n_warnings,
            }
            self.stdout.write(json.dumps(record, ensure_ascii=False))
            return
        if is_read:
            shown = {"name": name, "errors": n_errors, "warnings": n_warnings}
            text = _("%(name)s: read; the audit finds %(errors)s errors and %(warnings)s warnings.")
            self.stdout.write(text % shown)
            return
        for line in [reason] if reason else [_line(problem) for problem in problems]:
            self.stderr.write(f"{name}: {line}")


def _line(problem: Any) -> str:
    place = " ".join(part for part in (problem.sheet, problem.cell) if part)
    return f"{place}: {problem.message} {problem.remedy}" if place else f"{problem.message} {problem.remedy}"


def _files_of(paths: Sequence[Path]) -> list[Path]:
    """Return the files, those of folders in the order of their names."""
    found: list[Path] = []
    for path in paths:
        inside = (
            sorted(one for one in path.rglob("*.xlsx") if not one.name.startswith((".", "~$"))) if path.is_dir() else []
        )
        found += inside or [path]
    return found
