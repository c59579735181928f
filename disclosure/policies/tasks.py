"""Doors for workers: the warning of terms that end soon."""

from celery import shared_task
from django.utils import timezone

from disclosure.policies import expiry


@shared_task
def warn_of_ending_policies() -> None:
    """Tell offices which of their policies end soon; each end is told once, in working hours."""
    expiry.warn_of_ends(now=timezone.now())
