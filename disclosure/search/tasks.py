"""Doors for workers."""

from celery import shared_task
from django.utils import timezone

from disclosure.search import failing


@shared_task
def forget_failed() -> None:
    """Remove old counts of searches without result."""
    failing.forget_failed(today=timezone.localdate())
