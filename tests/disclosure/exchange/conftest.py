"""Changes get their numbers with the commit; a test that never commits lets the database do what a commit would."""

import pytest
from django.db import connection

from disclosure.models import Change


@pytest.fixture
def committed():
    """Let the deferred triggers act now, as the commit of a page's transaction does; return the journal so far."""

    def act() -> list[tuple[str, int, str]]:
        connection.check_constraints()
        return list(Change.objects.after(0).values_list("action", "key", "title"))

    return act
