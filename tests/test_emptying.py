"""What a test commits is gone before the next one, and the database guards its tables as before."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from tests.config.world import build_world
from tests.emptying import KEPT
from tests.factories.departments import CityFactory

GUARDS = "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgrelid, tgname"


def filled_tables() -> set[str]:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    with connection.cursor() as cursor:
        asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables)  # noqa: S608
        cursor.execute(asked)
        return {name for (name,) in cursor.fetchall()}


def guards() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(GUARDS)
        return cursor.fetchall()


@pytest.mark.django_db(transaction=True)
def test_every_table_of_a_full_city_is_emptied_and_guarded_as_before():
    before = guards()
    build_world(CityFactory())
    assert len(filled_tables()) > 40
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
    assert filled_tables() == KEPT
    assert guards() == before != []
    assert {state for _name, state in before} == {"O"}
