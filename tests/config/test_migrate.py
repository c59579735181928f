"""Steps of the database may take their time; everything after them may not."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import pre_migrate

pytestmark = pytest.mark.django_db


def limits() -> tuple[str, str]:
    """Return how long a statement may take, and how long it may wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
        return cursor.fetchone()


@pytest.mark.parametrize("fails", [False, True], ids=["done", "failed"])
def test_a_step_may_take_long_but_not_wait_long_and_pages_keep_their_limit(fails):
    before, meanwhile = limits(), []

    def look(**_told) -> None:
        meanwhile.append(limits())
        if fails:
            raise RuntimeError

    pre_migrate.connect(look)
    try:
        call_command("migrate", verbosity=0)
    except RuntimeError:
        assert fails
    finally:
        pre_migrate.disconnect(look)
    assert set(meanwhile) == {("0", before[1])}
    assert "0" not in before
    assert limits() == before
