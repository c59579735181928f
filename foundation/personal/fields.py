"""The column of a data key. Every such column is a `DataKeyField`, so that none is forgotten when keys are changed."""

from typing import Any

from django.apps import apps
from django.db import models


class DataKeyField(models.BinaryField):
    """A data key sealed by the keyring (`SealedRecord.data_key`); None once the record is erased, where it may be."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Say what the database is told: a plain binary column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", list(args), kwargs


def data_key_columns() -> list[tuple[type[models.Model], DataKeyField]]:
    """Return every model with each of its columns of data keys."""
    return [
        (model, field) for model in apps.get_models() for field in model._meta.fields if isinstance(field, DataKeyField)
    ]
