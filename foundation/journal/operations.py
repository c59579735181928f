"""Migration operations that make a table append-only in the database itself."""

import re

from django.db import migrations

REFUSAL_SQLSTATE = "P0001"
"""What PostgreSQL reports when a journal refuses a change; psycopg2 raises it as `errors.RaiseException`."""

FUNCTION = "journal_refuse_change"

CREATE_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = '{REFUSAL_SQLSTATE}', HINT = 'Record a further row instead of changing or removing one.';
END
$body$;
"""

PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]{0,49}")


def append_only(table: str) -> migrations.RunSQL:
    """Return a reversible operation after which PostgreSQL refuses every UPDATE and DELETE of rows of `table`.

    The refusal is a `django.db.InternalError` naming the table and the action (SQLSTATE P0001). TRUNCATE stays
    possible: it needs a right of its own, and test databases are emptied with it. All journals share one trigger
    function, created where it is missing and never dropped. Raises ValueError if `table` is not a plain lower-case
    name of at most 50 characters.
    """
    if not PLAIN_NAME.fullmatch(table):
        raise ValueError(f"append_only needs a plain lower-case table name of at most 50 characters, not {table!r}")
    trigger = f"{table}_append_only"
    return migrations.RunSQL(
        sql=[
            CREATE_FUNCTION,
            f'DROP TRIGGER IF EXISTS "{trigger}" ON "{table}";',
            f'CREATE TRIGGER "{trigger}" BEFORE UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}();",
        ],
        reverse_sql=[f'DROP TRIGGER IF EXISTS "{trigger}" ON "{table}";'],
    )
