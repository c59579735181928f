"""Rows of several tables, written in one trip to the database.

Each statement is a trip: its answer waits for a processor and for the interpreter before the next one leaves, and
whoever waits for a lock of this transaction waits for all of them. Where that counts, keys are drawn first and the rows
then written together.
"""

from django.db.models import Field, Model
from django.db.models.sql import InsertQuery
from django.db.transaction import get_connection


def draw_keys(*models: type[Model]) -> tuple[int, ...]:
    """Return a new primary key for each of `models`, for rows that others refer to before they are written."""
    drawn = ", ".join(["nextval(pg_get_serial_sequence(%s, %s))"] * len(models))
    names = [name for model in models for name in (f'"{model._meta.db_table}"', _key(model).column)]
    with get_connection().cursor() as cursor:
        cursor.execute(f"SELECT {drawn}", names)  # noqa: S608 - nothing but placeholders
        return tuple(cursor.fetchone())


def insert_together(*rows: Model) -> None:
    """Insert `rows` in their order, all or none of them, within the caller's transaction.

    The database gives keys to rows that bring none, and they are not read back. No signal is sent.
    """
    connection = get_connection()  # itself, not the name that looks it up anew each time
    statements, values = [], []
    for row in rows:
        fields = [field for field in row._meta.local_concrete_fields if not (field is _key(row) and row.pk is None)]
        query = InsertQuery(type(row))
        query.insert_values(fields, [row])
        ((statement, parameters),) = query.get_compiler(connection=connection).as_sql()
        statements.append(statement)
        values += parameters
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements), values)


def _key(row: Model | type[Model]) -> Field:
    return row._meta.pk
