"""One migrated database of which each worker of a run gets a copy: the migrations take longer than its setting up.

The process that leads the workers makes it while they gather the tests.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from tests.processes import wait_until_within

MADE_WITHIN = 300
"""Seconds for all migrations on a machine that is busy otherwise."""


def name_of_pattern() -> str:
    return f"test_{connection.settings_dict['NAME']}_pattern"


@contextmanager
def server() -> Iterator[Any]:
    with connection.creation._nodb_cursor() as cursor:
        yield cursor


def make_pattern() -> None:
    """Make the database as Django makes one for tests; it bears its name only when it is whole."""
    told, pattern = connection.settings_dict, name_of_pattern()
    names = told["NAME"], told["TEST"]["NAME"]
    told["TEST"]["NAME"] = unfinished = f"{pattern}_unfinished"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    told["NAME"], told["TEST"]["NAME"] = names
    with server() as cursor:
        cursor.execute(f"ALTER DATABASE {_quoted(unfinished)} RENAME TO {_quoted(pattern)}")


def drop_pattern() -> None:
    with server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(name_of_pattern())}")


def copy_pattern() -> None:
    """Let the test database of this worker be a copy, as soon as there is something to copy."""
    wait_until_within(MADE_WITHIN, _is_made, "the database that every worker copies")
    connection.settings_dict["TEST"]["TEMPLATE"] = name_of_pattern()


def _is_made() -> bool:
    with server() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s)", [name_of_pattern()])
        return bool(cursor.fetchone()[0])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
