"""Rows held until the transaction ends, as they are then, together with the rows they refer to."""

from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def lock_row(rows: models.QuerySet[Row], pk: object) -> Row:
    """Return the row of `rows` with this primary key, locked, with whatever `rows` reads beside it.

    Locked first and read afterwards. One statement that joins and locks, when it had to wait for somebody who changed
    what the row refers to, joins the changed row with the rows it had found before: the row is lost, or comes without
    what it refers to. Raises DoesNotExist if it is not there.

    Whoever locks the same row waits; rows that merely refer to it can be written meanwhile. Otherwise their commit
    would wait, with all that it holds, and two who hold something of each other's would wait in a circle.
    Source: PostgreSQL, 13.2.1 Read Committed Isolation Level (the row is evaluated again, the others are not); 13.3.2
    Row-Level Locks.
    """
    list(rows.model._base_manager.select_for_update(no_key=True).filter(pk=pk).values_list("pk"))
    return rows.get(pk=pk)
