"""The one use of signals: stored files go when their last row went, whatever deleted it."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from disclosure.items.files import drop_if_unused
from disclosure.items.models import ItemAttachment


@receiver(post_delete, sender=ItemAttachment, dispatch_uid="disclosure.items.drop_file")
def drop_file_of_deleted_row(instance: ItemAttachment, **_: Any) -> None:
    if instance.file.name:
        drop_if_unused(instance.file.name)
