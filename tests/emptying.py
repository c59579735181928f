"""After a test that commits, the tables it wrote into are emptied, instead of every table being made anew.

Django truncates all of them: some eighty tables with their indexes, of which a test fills a handful. Rows are deleted
here with the triggers of ours off, as truncating does not fire them either; foreign keys are checked at the end.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection

KEPT = {"django_content_type", "auth_permission"}
"""What `migrate` fills in the same way for every test; Django would empty and fill it again."""

EMPTY = """
DO $$
DECLARE
    name text;
    is_filled boolean;
    filled text[] := '{{}}';
BEGIN
    FOREACH name IN ARRAY ARRAY[{tables}] LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO is_filled;
        IF is_filled THEN filled := filled || name; END IF;
    END LOOP;
    FOREACH name IN ARRAY filled LOOP EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', name); END LOOP;
    FOREACH name IN ARRAY filled LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
    SET CONSTRAINTS ALL IMMEDIATE;
    FOREACH name IN ARRAY filled LOOP EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', name); END LOOP;
END $$
"""


def emptying(truncating: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """Return what takes the place of Django's `sql_flush`, which is left what resets sequences."""

    def sql_flush(operations: Any, style: Any, tables: list[str], **wishes: bool) -> list[str]:
        if not tables or any(wishes.values()):
            return truncating(operations, style, tables, **wishes)
        names = ", ".join(f"'{name}'" for name in tables if name not in KEPT)
        return [EMPTY.format(tables=names)]

    return sql_flush


def operations_class() -> type:
    """Return the class, since beside the event loop of a browser Django has connections of its own."""
    return type(connection.ops)
