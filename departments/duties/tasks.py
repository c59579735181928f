"""Doors for workers: the sweep, the morning's warnings, and what dissolved offices still owe."""

from celery import shared_task
from django.utils import timezone

from departments.duties import succession, sweeping, warning


@shared_task
def sweep() -> None:
    """Record what is overdue; runs every minute, loses nothing when it does not."""
    sweeping.sweep(now=timezone.now())


@shared_task
def warn() -> None:
    """Tell people what falls due and what is overdue; does something once a working day."""
    warning.warn(now=timezone.now())


@shared_task
def hand_over_duties() -> int:
    """Hand what dissolved offices owe to their successors."""
    return succession.hand_over_duties(now=timezone.now())
