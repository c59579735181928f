"""The door for workers."""

import time

from celery import shared_task
from django.utils import timezone

from foundation.outbox import services

BUDGET = 8.0
"""Seconds after which a pass ends, so that the sweep never stands long behind it; the next one goes on soon."""


@shared_task
def deliver_pending() -> None:
    """Do everything that waits."""
    services.settle_abandoned(now=timezone.now())
    services.forget_done(now=timezone.now())
    end = time.monotonic() + BUDGET
    while services.deliver_next(now=timezone.now()) and time.monotonic() < end:
        pass
