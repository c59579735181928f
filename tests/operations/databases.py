"""A second, empty database on the server of the tests, and the environment of an installation on it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import psycopg2
from django.db import connection
from psycopg2 import sql

from config.backup.programs import NAMES
from tests.processes import environment

Address = dict[str, str]


def address() -> Address:
    """Return the words by which psycopg reaches the database of the tests."""
    return {word: value for word, value in connection.get_connection_params().items() if word in NAMES}


@contextlib.contextmanager
def empty_database() -> Iterator[Address]:
    """Make a second database for the length of the block."""
    name = f"{connection.settings_dict['NAME']}_second"
    with contextlib.closing(psycopg2.connect(**address())) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        try:
            yield {**address(), "dbname": name}
        finally:
            with server.cursor() as cursor:
                cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def environment_on(at: Address, var_dir: Path) -> dict[str, str]:
    """Return the environment of an empty installation on this database."""
    env = environment(var_dir)
    own = f"/{connection.settings_dict['NAME']}?"
    return {**env, "DATABASE_URL": env["DATABASE_URL"].replace(own, f"/{at['dbname']}?")}


def ask(at: Address, question: str) -> list[tuple]:
    with contextlib.closing(psycopg2.connect(**at)) as database, database.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()
