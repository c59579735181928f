"""Doors for workers."""

from celery import shared_task
from django.utils import timezone

from disclosure.webhooks import following, sending, services


@shared_task
def send_due() -> int:
    """Tell workers of every receiver that something waits for."""
    return following.nudge_due(now=timezone.now())


@shared_task
def send_to(webhook_id: int) -> int:
    """Send what waits for one receiver."""
    return sending.send_all(webhook_id, clock=timezone.now)


@shared_task
def forget_attempts() -> int:
    """Remove what the log need not keep."""
    return services.forget_attempts(now=timezone.now())
