"""Doors for Celery."""

from celery import shared_task
from django.utils import timezone

from disclosure.money.workbooks.batches import forget_files, resume_stalled


@shared_task
def resume_imports() -> int:
    """Go on with imports whose worker died."""
    return resume_stalled(now=timezone.now())


@shared_task
def forget_workbooks() -> int:
    """Remove the files of old imports."""
    return forget_files(now=timezone.now())
