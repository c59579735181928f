"""Doors for workers: the warning of terms that end soon, and what dissolved offices still owe."""

from celery import shared_task
from django.utils import timezone

from disclosure.policies import expiry, succession


@shared_task
def warn_of_ending_policies() -> None:
    """Tell offices which of their policies end soon; each end is told once, in working hours."""
    expiry.warn_of_ends(now=timezone.now())


@shared_task
def hand_over_interpretations() -> int:
    """Hand what dissolved offices owe to their successors."""
    return succession.hand_over_interpretations(now=timezone.now())
