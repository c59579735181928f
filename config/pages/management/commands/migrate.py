"""Django's migrate, for tables of a city that has used them for years."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    """Gives a step the time it takes: an index over millions of letters is not made in the seconds that a page has.

    Waiting for a lock stays short (`lock_timeout`): a step that can't begin fails, and no page waits behind it.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        with connections[options["database"]].cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            try:
                super().handle(*args, **options)
            finally:
                cursor.execute("RESET statement_timeout")
