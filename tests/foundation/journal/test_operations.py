import pytest
from django.db import InternalError, connection, transaction
from django.db.migrations.state import ProjectState

from foundation.journal.operations import append_only


@pytest.fixture
def journal(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE diary (word text)")
    apply(append_only("diary"))
    run("INSERT INTO diary VALUES ('one'), ('two')")


def apply(operation, *, backwards=False):
    state = ProjectState()
    step = operation.database_backwards if backwards else operation.database_forwards
    with connection.schema_editor() as editor:
        step("departments", editor, state, state)


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


def words():
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM diary ORDER BY word")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize(
    ("statement", "action"),
    [
        ("UPDATE diary SET word = 'changed'", "UPDATE"),
        ("UPDATE diary SET word = word WHERE word = 'one'", "UPDATE"),
        ("DELETE FROM diary WHERE word = 'one'", "DELETE"),
        ("INSERT INTO diary VALUES ('x'); DELETE FROM diary", "DELETE"),
    ],
)
def test_what_was_written_can_be_neither_changed_nor_removed(journal, statement, action):
    with pytest.raises(InternalError, match=f"diary is append-only: {action} refused") as caught:
        run(statement)
    assert caught.value.__cause__.pgcode == "P0001"
    assert words() == ["one", "two"]


def test_rows_can_be_added(journal):
    run("INSERT INTO diary VALUES ('three')")
    assert words() == ["one", "three", "two"]


def test_a_statement_that_meets_no_row_is_let_through(journal):
    assert run("DELETE FROM diary WHERE word = 'absent'") == 0


def test_applying_it_twice_is_applying_it_once(journal):
    apply(append_only("diary"))
    with pytest.raises(InternalError):
        run("DELETE FROM diary")


def test_reversed_it_lets_changes_through_and_leaves_other_journals_guarded(journal):
    run("CREATE TABLE ledger AS SELECT 1 AS number")
    apply(append_only("ledger"))
    apply(append_only("diary"), backwards=True)
    assert run("DELETE FROM diary") == 2
    with pytest.raises(InternalError):
        run("DELETE FROM ledger")


@pytest.mark.parametrize("table", ["", "Upper", 'a"; DROP TABLE b; --', "a" * 51, "1a", "空"])
def test_a_name_that_is_not_plain_is_refused(table):
    with pytest.raises(ValueError, match="plain lower-case table name"):
        append_only(table)
