"""Lists of the back office show what was typed as it was typed, sign by sign as the stock admin would."""

from contextlib import suppress
from typing import Any

import pytest
from django.contrib import admin
from django.db import DatabaseError, connection, models, transaction

from tests.lists import lists_like_the_stock_ones
from tests.scene import build_scene

pytestmark = pytest.mark.django_db
HOSTILE = "<b>&\"'</td>"
TYPED = {
    *("name", "short_name", "title", "subject", "words", "description", "summary", "document_number", "index_number"),
    *("receipt_number", "number", "source_number", "source", "address", "auditor", "username", "email", "phone"),
}


def spoil(model: type[models.Model]) -> None:
    """Put signs of HTML into every text of a table that people type, and nothing but a space into one of its rows."""
    for field in model._meta.local_concrete_fields:
        if field.name not in TYPED or not isinstance(field, models.CharField | models.TextField):
            continue
        table, column = (connection.ops.quote_name(name) for name in (model._meta.db_table, field.column))
        one = f"(SELECT max(ctid) FROM {table})"  # noqa: S608 - names of tables
        execute(f"UPDATE {table} SET {column} = %s || left({column}, 3)", [HOSTILE])  # noqa: S608 - names of tables
        execute(f"UPDATE {table} SET {column} = ' ' WHERE ctid = {one}", [])  # noqa: S608 - names of tables


def execute(statement: str, values: list[str]) -> None:
    """Change rows by hand; what the database refuses (what is published, what is written once) stays as it is."""
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_what_is_typed_is_no_markup(client: Any) -> None:
    scene = build_scene()
    for model in admin.site._registry:
        spoil(model)
    scene.chief.refresh_from_db()
    client.force_login(scene.chief)
    hostile = set()
    for model, answer in lists_like_the_stock_ones(client, ("", "?o=2.-1", "?_popup=1", "?_popup=1&_to_field=id")):
        assert HOSTILE not in answer.text, model
        assert "<b>&" not in answer.text, model
        if "&lt;b&gt;" in answer.context["cl"].table:
            hostile.add(model)
    assert len(hostile) > 20
