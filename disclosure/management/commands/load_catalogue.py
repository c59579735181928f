"""Load the columns of the catalogue from a table, by default the province's basic catalogue that is shipped."""

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from disclosure.catalogue import loading
from disclosure.catalogue.services import load_catalogue
from disclosure.models import Category
from foundation.tables.errors import TableError
from foundation.tables.reading import read_table

BASIC = Path(loading.__file__).parent / "shipped" / "basic.csv"


class Command(BaseCommand):
    help = "Add or change columns of the catalogue from a CSV or XLSX table; loading it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, default=BASIC, metavar="FILE", help="default: the basic catalogue"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            table = read_table(options["file"], expected=loading.EXPECTED, optional=loading.OPTIONAL)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except TableError as error:
            raise CommandError(f"{options['file']}: {error}") from error
        known = frozenset(Category.objects.values_list("code", flat=True))
        columns, report = loading.read_columns(table.rows, known)
        report.extend(table.errors)
        if report:
            raise CommandError(
                "\n".join([*report.lines(), _("%(count)s errors; nothing was loaded.") % {"count": len(report)}])
            )
        done = load_catalogue(columns)
        self.stdout.write(_("%(added)s columns added, %(changed)s changed, %(unchanged)s unchanged") % asdict(done))
