"""Load the demo city into an empty database."""

import io
import json
import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from config.demo.audits import publish_audits
from config.demo.items import leave_on_desks, publish_items, teach_synonyms
from config.demo.letters import open_mailboxes, write_letters
from config.demo.money import enter_money
from config.demo.offices import found_offices, open_log_ins, staff_desks
from config.demo.orders import write_orders
from config.demo.policies import PolicyDesk
from departments.duties.sweeping import sweep
from departments.models import Department


class Command(BaseCommand):
    help = "Load the demo city (offices and facts of the 2014 report, invented letters). Only into an empty demo site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--credentials", metavar="FILE", help="write the log-ins there as JSON, readable by you only"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMO:
            raise CommandError("This is not a demonstration (IS_DEMO is not set); the demo city is refused.")
        if Department.objects.exists():
            raise CommandError("There are offices already; the demo city is loaded into an empty database only.")
        log_ins = self.load()
        if options["credentials"]:
            write_private(options["credentials"], json.dumps(log_ins, ensure_ascii=False, indent=1))
        else:
            for log_in in log_ins:
                self.stdout.write("{username:20} {password:24} {name}".format(**log_in))

    @transaction.atomic
    def load(self) -> list[dict[str, str]]:
        """Load everything or nothing and return the log-ins with their passwords."""
        now = timezone.now()
        call_command("load_catalogue", verbosity=0)
        offices = found_offices(now)
        log_ins = open_log_ins(offices, now)
        staff = staff_desks(offices)
        desk = PolicyDesk(offices, staff)
        n_items = publish_items(offices, staff, desk) + desk.publish_interpretations() + desk.publish_invented(now)
        n_items += publish_audits(offices, staff, now) + leave_on_desks(offices, staff, now)
        n_letters = write_letters(offices, staff, open_mailboxes(offices), now)
        teach_synonyms()
        call_command("reindex", verbosity=0, stdout=io.StringIO())
        n_statements = enter_money(offices, staff, now)
        write_orders(offices, staff, now)
        sweep(now=now)
        told = (
            f"{Department.objects.count()} offices, {n_items} documents, {n_letters} letters, {n_statements} statements"
        )
        self.stderr.write(told)
        return log_ins


def write_private(path: str, text: str) -> None:
    """Write a file that only its owner can read, also where a file that others can read stands already."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
