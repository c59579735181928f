"""Doors for workers."""

import time

from celery import shared_task
from django.utils import timezone

from foundation.outbox import services

BUDGET = 60.0
"""Seconds after which a pass ends; the next one, seconds later, goes on."""


@shared_task
def deliver(entry_id: int) -> None:
    """Do one entry: what a nudge asks for."""
    services.deliver_entry(entry_id, now=timezone.now())


@shared_task
def deliver_pending() -> None:
    """Do everything that waits, whoever lost its nudge."""
    services.settle_abandoned(now=timezone.now())
    services.forget_done(now=timezone.now())
    end = time.monotonic() + BUDGET
    while services.deliver_next(now=timezone.now()) and time.monotonic() < end:
        pass
