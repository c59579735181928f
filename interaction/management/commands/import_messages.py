"""Take over the messages of an older system from a CSV or XLSX file."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from departments.calendar.current import current_calendar
from departments.duties.models import DeadlineRule
from foundation.tables.errors import ErrorReport, TableError
from foundation.tables.reading import read_table
from interaction.mailboxes.models import Mailbox
from interaction.messages.importing.planning import Plan, plan_import
from interaction.messages.importing.reading import COLUMNS, read_old_messages
from interaction.messages.importing.services import write_import

DEFAULT_MAILBOX = "leader"
"""The code of 领导信箱."""


def nothing_imported(rule: str) -> dict[str, Any]:
    """Return what programs find on the last line whatever went wrong."""
    return {"rows": 0, "imported": 0, "skipped": 0, "answered_in_time": 0, "rule": rule}


class Command(BaseCommand):
    help = (
        "Take over messages from a CSV (UTF-8 or GB 18030) or XLSX file with the columns "
        f"{', '.join(COLUMNS)}. The whole file is checked before anything is written; rows taken over before are "
        "skipped. Exit status 1 and nothing written if anything is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV or XLSX file")
        parser.add_argument(
            "--mailbox", default=DEFAULT_MAILBOX, metavar="CODE", help="code of the mailbox (default: %(default)s)"
        )
        parser.add_argument("--rule", metavar="CODE", help="code of the rule of time (default: the mailbox's own)")
        parser.add_argument("--dry-run", action="store_true", help="check and count, write nothing")
        parser.add_argument("--json", action="store_true", help="print the result as one JSON object on the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        mailbox = self._mailbox(options["mailbox"])
        rule = self._rule(options["rule"] or mailbox.rule_code)
        plan = self._plan(options["file"], mailbox, rule, as_json=options["json"])
        n_imported = 0 if options["dry_run"] else self._write(plan, is_silent=options["verbosity"] == 0)
        result = {
            "rows": len(plan.messages),
            "imported": n_imported,
            "skipped": plan.n_skipped if options["dry_run"] else len(plan.messages) - n_imported,
            "answered": plan.n_answered,
            "answered_in_time": plan.n_in_time,
            "rule": rule,
            "mailbox": mailbox.code,
            "dry_run": options["dry_run"],
        }
        self.stdout.write(json.dumps(result, ensure_ascii=False) if options["json"] else self._sentence(result))

    def _mailbox(self, code: str) -> Mailbox:
        mailbox = Mailbox.objects.select_related("department").filter(code=code).first()
        if mailbox is None:
            known = ", ".join(f"{box.code} ({box.name})" for box in Mailbox.objects.all()) or _("none")
            raise CommandError(
                _("There is no mailbox “%(code)s”. Name one with --mailbox; there are: %(known)s.")
                % {"code": code, "known": known}
            )
        return mailbox

    def _rule(self, code: str) -> str:
        if DeadlineRule.objects.filter(code=code).exists():
            return code
        known = ", ".join(DeadlineRule.objects.order_by("code").values_list("code", flat=True).distinct())
        raise CommandError(
            _("There is no rule “%(code)s”. Name one with --rule; there are: %(known)s.")
            % {"code": code, "known": known}
        )

    def _plan(self, path: Path, mailbox: Mailbox, rule: str, *, as_json: bool) -> Plan:
        try:
            table = read_table(path, expected=COLUMNS)
        except OSError as error:
            why = _("The file %(path)s can't be read: %(why)s.") % {"path": path, "why": error.strerror}
            self._refuse_file(why, code="unreadable_file", rule=rule, as_json=as_json)
        except TableError as error:
            self._refuse_file(f"{path}: {error}", code=error.code, rule=rule, as_json=as_json)
        messages, report = read_old_messages(table.rows, now=timezone.now())
        report.extend(table.errors)
        plan, doubts = plan_import(messages, mailbox=mailbox, rule_code=rule, calendar=current_calendar())
        report.extend(doubts)
        if report:
            self._refuse(path, report, n_rows=len(table.rows), rule=rule, as_json=as_json)
        return plan

    def _refuse_file(self, why: str, *, code: str, rule: str, as_json: bool) -> NoReturn:
        """End where no row could be read; programs find the reason on the last line, too."""
        if as_json:
            errors = [{"row": None, "column": None, "code": code, "message": why}]
            result = {**nothing_imported(rule), "errors": errors}
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        raise CommandError(why)

    def _refuse(self, path: Path, report: ErrorReport, *, n_rows: int, rule: str, as_json: bool) -> None:
        for line in report.lines():
            self.stderr.write(line)
        if as_json:
            result = {**nothing_imported(rule), "rows": n_rows, "errors": report.as_records()}
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        raise CommandError(_("%(path)s: %(count)s errors; nothing was written.") % {"path": path, "count": len(report)})

    def _write(self, plan: Plan, *, is_silent: bool) -> int:
        with tqdm(total=len(plan.fresh), unit="", file=sys.stderr, disable=is_silent) as bar:
            return write_import(plan, at=timezone.now(), progress=bar.update)

    def _sentence(self, result: dict[str, Any]) -> str:
        return (
            _(
                "%(rows)s rows: %(imported)s taken over, %(skipped)s known already; %(answered)s answered, "
                "%(answered_in_time)s of them in time under %(rule)s."
            )
            % result
        )
