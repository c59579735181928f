"""Seal everything personal anew with the newest key of PERSONAL_KEYS."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import models
from tqdm import tqdm

from foundation.personal.fields import DataKeyField, data_key_columns
from foundation.personal.resealing import reseal_next


class Command(BaseCommand):
    help = (
        "Seal the data keys of all personal data with the first key of PERSONAL_KEYS, while everything goes on. "
        "Afterwards an older key is needed for older backups alone. Ctrl-C stops it; run it again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        unreadable = 0
        for model, field in data_key_columns():
            unreadable += self._reseal(model, field, is_quiet=options["verbosity"] == 0)
        if unreadable:
            raise CommandError(
                f"{unreadable} rows can't be opened by any key of PERSONAL_KEYS. Put the key that sealed them back "
                "into the list, at its end, and run the command again."
            )

    def _reseal(self, model: type[models.Model], field: DataKeyField, *, is_quiet: bool) -> int:
        """Seal one column anew and return how many of its rows no key opens."""
        name = f"{model._meta.db_table}.{field.column}"
        rows = model._default_manager.filter(**{f"{field.name}__isnull": False})
        last, resealed, unreadable = 0, 0, list[int]()
        with tqdm(total=rows.count(), desc=name, unit="", file=sys.stderr, disable=is_quiet) as bar:
            try:
                while batch := reseal_next(model, field, last):
                    bar.update(batch.number)
                    last, resealed = batch.last, resealed + batch.resealed
                    unreadable += batch.unreadable
            except KeyboardInterrupt:
                bar.close()
                raise CommandError("Interrupted. Run the command again: what is done stays done.") from None
        self.stdout.write(f"{name}: {resealed} sealed anew" + (f", can't open {unreadable[:20]}" if unreadable else ""))
        return len(unreadable)
