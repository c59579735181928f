"""Numbers given out one by one."""

from django.db import connection

from departments.orders.models import OrderSerial


def allocate_serial(year: int) -> int:
    """Return the next number of the year; whoever asks at the same time waits for the commit, so there is no gap.

    The counter's row stays locked until the transaction ends: call it late.
    """
    table = OrderSerial._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" (year, last) VALUES (%s, 1)'  # noqa: S608 - the model's own name
            f' ON CONFLICT (year) DO UPDATE SET last = "{table}".last + 1 RETURNING last',
            [year],
        )
        (last,) = cursor.fetchone()
    return int(last)
