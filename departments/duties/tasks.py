"""Doors for workers: the sweep and the morning's warnings."""

from celery import shared_task
from django.utils import timezone

from departments.duties import sweeping, warning


@shared_task
def sweep() -> None:
    """Record what is overdue; runs every minute, loses nothing when it does not."""
    sweeping.sweep(now=timezone.now())


@shared_task
def warn() -> None:
    """Tell people what falls due and what is overdue; does something once a working day."""
    warning.warn(now=timezone.now())
