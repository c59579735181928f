"""Stored data keys sealed anew by the newest key of PERSONAL_KEYS, so that an older key can go."""

from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import ProgrammingError, models, transaction

from foundation.personal.fields import DataKeyField, data_key_columns
from foundation.personal.keys import read_keyring

BATCH = 500


class Batch(NamedTuple):
    """The next rows: the last primary key, how many they are, how many were sealed anew, which can't be read."""

    last: int
    number: int
    resealed: int
    unreadable: list[int]


def reseal_next(model: type[models.Model], field: DataKeyField, after: int) -> Batch | None:
    """Seal the data keys of the next rows behind the primary key `after` anew; None when there are no more.

    What the newest key sealed is left. A row that is erased or changed meanwhile keeps what it has got: each is written
    only if it is still what was read.
    """
    rows = model._default_manager.filter(pk__gt=after, **{f"{field.name}__isnull": False}).order_by("pk")
    batch = list(rows.values_list("pk", field.name)[:BATCH])
    if not batch:
        return None
    ring, newest = read_keyring(), Fernet(settings.PERSONAL_KEYS[0])
    resealed, unreadable = 0, []
    with transaction.atomic():
        for pk, stored in batch:
            data_key = bytes(stored)
            if _is_sealed_by(newest, data_key):
                continue
            try:
                anew = ring.rotate(data_key)
            except InvalidToken:
                unreadable.append(pk)
                continue
            same = model._default_manager.filter(pk=pk, **{field.name: data_key})
            resealed += same.update(**{field.name: anew})
    return Batch(batch[-1][0], len(batch), resealed, unreadable)


def tables_that_no_key_opens() -> list[str]:
    """Return the tables whose newest row no key of PERSONAL_KEYS opens: the keys are those of another database."""
    return sorted({model._meta.db_table for model, field in data_key_columns() if not _is_newest_opened(model, field)})


def _is_newest_opened(model: type[models.Model], field: DataKeyField) -> bool:
    """Try the newest row; an empty table is as good as open, and one that is not made yet too."""
    rows = model._default_manager.filter(**{f"{field.name}__isnull": False}).order_by("-pk")
    try:
        newest = rows.values_list(field.name, flat=True).first()
    except ProgrammingError:
        return True
    try:
        return newest is None or bool(read_keyring().decrypt(bytes(newest)))
    except InvalidToken:
        return False


def _is_sealed_by(key: Fernet, data_key: bytes) -> bool:
    try:
        key.decrypt(data_key)
    except InvalidToken:
        return False
    return True
