"""A migration operation that lets columns be filled once and never changed afterwards."""

from collections.abc import Sequence

from django.db import migrations

from foundation.journal.operations import PLAIN_NAME, REFUSAL_SQLSTATE


def write_once(table: str, columns: Sequence[str]) -> migrations.RunSQL:
    """Return a reversible operation after which PostgreSQL refuses to change or empty filled `columns` of `table`.

    The refusal is a `django.db.InternalError` naming the table (SQLSTATE P0001), whoever asks: a service, the back
    office or a person at psql. Raises ValueError if a name is not a plain lower-case one of at most 50 characters.
    """
    for name in (table, *columns):
        if not PLAIN_NAME.fullmatch(name):
            raise ValueError(f"write_once needs plain lower-case names of at most 50 characters, not {name!r}")
    trigger = f"{table}_once"
    changed = " OR ".join(
        f'(OLD."{column}" IS NOT NULL AND NEW."{column}" IS DISTINCT FROM OLD."{column}")' for column in columns
    )
    return migrations.RunSQL(
        sql=[
            f"""
CREATE OR REPLACE FUNCTION "{trigger}"() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION '% keeps what was written once: {", ".join(columns)}', TG_TABLE_NAME
        USING ERRCODE = '{REFUSAL_SQLSTATE}';
END
$body$;
""",
            f'DROP TRIGGER IF EXISTS "{trigger}" ON "{table}";',
            f'CREATE TRIGGER "{trigger}" BEFORE UPDATE ON "{table}" FOR EACH ROW '
            f'WHEN ({changed}) EXECUTE FUNCTION "{trigger}"();',
        ],
        reverse_sql=[f'DROP TRIGGER IF EXISTS "{trigger}" ON "{table}";', f'DROP FUNCTION IF EXISTS "{trigger}"();'],
    )
