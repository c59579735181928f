"""Columns that are written once: the database itself keeps them."""

import pytest
from django.db import InternalError, connection, transaction

from foundation.journal.write_once import write_once


@pytest.fixture
def table(db):
    """A table with one column that is written once and one that is not."""
    operation = write_once("once_trial", ["kept"])
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE once_trial (kept text, free text)")
        for statement in operation.sql:
            cursor.execute(statement)
        cursor.execute("INSERT INTO once_trial VALUES (NULL, 'a')")
    return operation


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_empty_column_is_filled_once_and_then_kept(table):
    run("UPDATE once_trial SET kept = 'first'")
    for change in ("'second'", "NULL"):
        with pytest.raises(InternalError, match="once_trial keeps what was written once: kept"):
            run(f"UPDATE once_trial SET kept = {change}")  # noqa: S608


def test_other_columns_and_the_same_value_pass(table):
    run("UPDATE once_trial SET kept = 'first'")
    run("UPDATE once_trial SET kept = 'first', free = 'b'")


def test_it_can_be_taken_back(table):
    run("UPDATE once_trial SET kept = 'first'")
    for statement in table.reverse_sql:
        run(statement)
    run("UPDATE once_trial SET kept = 'second'")


@pytest.mark.parametrize("names", [("Trial", ["kept"]), ("trial", ["kept; DROP"]), ("trial", ["x" * 51])])
def test_only_plain_names_are_taken(names):
    with pytest.raises(ValueError, match="plain lower-case"):
        write_once(*names)
