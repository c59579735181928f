"""Doors for Celery."""

from celery import shared_task
from django.utils import timezone

from interaction.messages.services import forget_unsent_codes, tell_of_delay


@shared_task
def tell_senders() -> int:
    """Tell senders whose answer became late."""
    return tell_of_delay(now=timezone.now())


@shared_task
def forget_codes() -> int:
    """Forget query codes whose receipt mail was never sent."""
    return forget_unsent_codes(now=timezone.now())
