"""Prove that duties, events and sums agree."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from departments.duties.actors import SYSTEM
from departments.duties.recomputing import recompute_for_calendar
from departments.duties.sums import rebuild_sums
from departments.duties.verifying import find_differences, mend_columns


class Command(BaseCommand):
    help = "Reckons every duty anew from its events, recounts the sums, and lists what differs with the mend (exit 1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--mend", action="store_true", help="mend what can be mended first, then verify")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["mend"]:
            mend_columns()
            recompute_for_calendar(at=timezone.now(), by=SYSTEM)
            rebuild_sums()
        differences = [difference.as_dict() for difference in find_differences()]
        if options["json"]:
            self.stdout.write(json.dumps({"differences": differences}, ensure_ascii=False))
        else:
            self._list(differences)
        if differences:
            sys.exit(1)

    def _list(self, differences: list[dict[str, str]]) -> None:
        for difference in differences:
            self.stdout.write("{place}: {stored} -> {expected}. {mend}".format(**difference))
        if not differences:
            self.stdout.write("Every duty and every sum is what its events say.")
