"""Doors for workers."""

from celery import shared_task
from django.utils import timezone

from disclosure.subscriptions import services, telling


@shared_task
def tell() -> int:
    """Tell subscribers of new documents."""
    return telling.tell_subscribers(now=timezone.now())


@shared_task
def forget() -> None:
    """Remove wishes that nobody confirmed, and what was told long ago."""
    services.forget_unanswered(now=timezone.now())
    telling.forget_old_notices(now=timezone.now())
