"""Stored files of items: one file may stand in a working copy and in several versions, and goes with the last."""

from django.db import transaction

from disclosure.items.models import ItemAttachment, VersionAttachment
from foundation.files.serving import private_storage


def drop_if_unused(name: str) -> None:
    """Remove the stored file `name` after the commit, unless a working copy or a version still has it."""
    transaction.on_commit(lambda: _drop(name))


def _drop(name: str) -> None:
    if not any(model.objects.filter(file=name).exists() for model in (ItemAttachment, VersionAttachment)):
        private_storage().delete(name)
