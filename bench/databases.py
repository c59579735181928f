"""A database of a benchmark's own, made on the server of DATABASE_URL and dropped in the end."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg2

PATIENCE = 60  # seconds


TEMPLATE = "BENCH_TEMPLATE"
"""The variable that names a database with all migrations, of which those of the benchmarks are copies."""


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """Make an empty database of this name with all migrations, set Django up on it, and drop it after the block."""
    server = os.environ["DATABASE_URL"]
    making = f'CREATE DATABASE "{name}" TEMPLATE "{os.environ.get(TEMPLATE, "template1")}"'
    _admin(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', making)
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connections.close_all()
        os.environ["DATABASE_URL"] = server
        _drop(server, name)


@contextmanager
def kept_database(name: str) -> Iterator[None]:
    """Like `own_database`, but go on with a database that an earlier run left, and leave it in the end."""
    server = os.environ["DATABASE_URL"]
    with suppress(psycopg2.errors.DuplicateDatabase):
        _admin(server, f'CREATE DATABASE "{name}"')
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    yield


def _drop(server: str, name: str) -> None:
    """Drop the database; an autovacuum at work in it can't be ended by us and is waited for."""
    for patience in range(PATIENCE, -1, -1):
        try:
            return _admin(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        except psycopg2.errors.InsufficientPrivilege:
            if not patience:
                raise
            time.sleep(1)


def _admin(server: str, *statements: str) -> None:
    connection = psycopg2.connect(server)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()
